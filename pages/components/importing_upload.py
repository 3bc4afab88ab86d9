"""Choose files, see what they hold, correct the columns of a table, and import them."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import actions, actions_importing, data_importing, errors, labels, text
from pages.components.actions_importing import Chosen
from pages.components.data_importing import Look
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.importing.readers.columns import FIELDS
from paperscraper_core.importing.types import ColumnMapping, Preview
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

#: The uploader is emptied by giving it a new key.
_ROUND = "import_round"
_FORMATS = {
    "openalex": "OpenAlex JSON",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "wos": "Web of Science",
    "csv": "Table (CSV, TSV)",
}
_NOT_THERE = "—"
#: Up to this many files are shown one by one, more as a table.
_MANY = 6


def show(tenant: Tenant) -> None:
    """Draw the uploader and what was chosen with it."""
    if not actions.may(tenant, Permission.IMPORT):
        st.info(NotAllowed().message)
        return
    files = st.file_uploader(
        "Files: OpenAlex JSON, BibTeX, RIS, Web of Science or CSV, also gzip-compressed"
        f" (up to {settings().max_upload_mb} MB each)",
        accept_multiple_files=True,
        key=f"import_files_{st.session_state.get(_ROUND, 0)}",
    )
    looked = [(file, _look(tenant, file)) for file in files]
    _draw(looked)
    ready = [
        Chosen(name=file.name, stream=file, mapping=_mapping_of(file.file_id), preview=look.preview)
        for file, look in looked
        if look.preview is not None and look.preview.papers
    ]
    if not looked:
        return
    papers = sum(chosen.preview.papers for chosen in ready)
    many = f" from {len(ready):,} files" if len(ready) > 1 else ""
    label = f"Import {papers:,} papers{many}"
    if st.button(label, type="primary", key="import_start", disabled=not ready):
        with errors.shown():
            _import(ready)


def _look(tenant: Tenant, file: "UploadedFile") -> Look:
    return data_importing.look(tenant, file, file.file_id, file.name, _mapping_of(file.file_id))


def _import(ready: list[Chosen]) -> None:
    """Start all runs, look at the first, and empty the uploader."""
    first = actions_importing.start(ready)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.query_params["run"] = str(first)
    st.rerun()


def _draw(looked: "list[tuple[UploadedFile, Look]]") -> None:
    """Draw each file, or a table of them with one to look into when they are many."""
    for file, look in looked:
        if look.preview is None:
            st.error(f"**{text.plain(file.name)}**: {text.plain(look.refusal)}")
    found = [(file, look, look.preview) for file, look in looked if look.preview is not None]
    if len(found) > _MANY:
        _table([preview for _, _, preview in found])
        names = labels.distinct({at: one[2].filename for at, one in enumerate(found, start=1)})
        chosen = st.selectbox(
            "Look into a file",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="import_look_into",
        )
        found = found[chosen - 1 : chosen] if chosen is not None else []
    for file, look, preview in found:
        with st.expander(_headline(preview), expanded=len(found) == 1):
            _one(file.file_id, look, preview)


def _table(previews: list[Preview]) -> None:
    st.dataframe(
        {
            "File": [one.filename for one in previews],
            "Format": [_FORMATS[one.format] for one in previews],
            "Papers": [one.papers for one in previews],
            "Problems": [one.problem_count for one in previews],
            "Without abstract": [one.without_abstract for one in previews],
            "Repeated": [one.duplicates for one in previews],
            "Encoding": [one.encoding for one in previews],
        },
        hide_index=True,
        height=300,
        key="import_files_table",
        column_config={
            name: st.column_config.NumberColumn(format="%,d")
            for name in ("Papers", "Problems", "Without abstract", "Repeated")
        },
    )


def _one(file_id: str, look: Look, preview: Preview) -> None:
    _facts(preview, look)
    if preview.columns:
        _columns(file_id, preview)
    _records(preview)
    _problems(preview)


def _headline(preview: Preview) -> str:
    found = f"{preview.papers:,} paper{'s' * (preview.papers != 1)}"
    count = preview.problem_count
    problems = f", {count:,} problem{'s' * (count != 1)}" if count else ""
    return f"**{text.plain(preview.filename)}**: {found}{problems}"


def _facts(preview: Preview, found: Look) -> None:
    facts = [_FORMATS[preview.format], preview.encoding]
    for count, words in (
        (preview.profiles, "author profiles"),
        (preview.duplicates, "repeated in the file"),
        (preview.without_abstract, "without an abstract"),
        (preview.without_year, "without a year"),
    ):
        if count:
            facts.append(f"{count:,} {words}")
    st.caption(" · ".join(text.plain(fact) for fact in facts))
    if found.earlier:
        st.info(
            f"The very same file was imported on {found.earlier.created_at:%Y-%m-%d}."
            " Importing it again creates nothing."
        )
    if not preview.papers:
        hint = " Say below which column holds the title." if preview.columns else ""
        st.warning(f"There is no paper in this file that could be imported.{hint}")


def _records(preview: Preview) -> None:
    if preview.records:
        st.dataframe(
            {
                "Row": [record.row for record in preview.records],
                "Title": [record.title for record in preview.records],
                "Authors": [_names(record.authors) for record in preview.records],
                "Year": [record.year for record in preview.records],
                "Venue": [record.venue for record in preview.records],
                "DOI": [record.doi for record in preview.records],
                "Citations": [record.citation_count for record in preview.records],
            },
            hide_index=True,
            column_config={
                "Title": st.column_config.TextColumn(width="large"),
                "Year": st.column_config.NumberColumn(format="%d"),
                "Citations": st.column_config.NumberColumn(format="%,d"),
            },
        )
        if preview.papers > len(preview.records):
            st.caption(f"The first {len(preview.records)} of {preview.papers:,} papers")


def _names(authors: tuple[object, ...]) -> str:
    shown = ", ".join(str(getattr(author, "name", "")) for author in authors[:3])
    return f"{shown} and {len(authors) - 3:,} more" if len(authors) > 3 else shown


def _problems(preview: Preview) -> None:
    if not preview.problems:
        return
    st.markdown(f"**Problems: {preview.problem_count:,}**")
    st.dataframe(
        {
            "Row": [problem.row for problem in preview.problems],
            "Field": [problem.field or "" for problem in preview.problems],
            "Problem": [problem.message for problem in preview.problems],
        },
        hide_index=True,
        height=200,
        column_config={"Problem": st.column_config.TextColumn(width="large")},
    )
    if preview.problem_count > len(preview.problems):
        st.caption(f"The first {len(preview.problems):,}; the report after the import has all.")


def _mapping_of(file_id: str) -> ColumnMapping | None:
    """What the user chose so far, or None while the guess stands."""
    chosen = {
        name: st.session_state.get(_key(file_id, name))
        for name, _ in FIELDS
        if _key(file_id, name) in st.session_state
    }
    if not chosen:
        return None
    return ColumnMapping(
        columns=tuple(
            (name, column) for name, column in chosen.items() if column not in (None, _NOT_THERE)
        )
    )


def _key(file_id: str, name: str) -> str:
    return f"import_column_{file_id}_{name}"


def _columns(file_id: str, preview: Preview) -> None:
    """Draw one choice a field, starting from the guess; the title comes first and is needed."""
    guessed = preview.mapping or ColumnMapping()
    known = sum(1 for name, _ in FIELDS if guessed.column_of(name))
    with st.popover(f"Columns: {known} of {len(preview.columns)} are used"):
        st.caption("Which column holds what? Change a choice, and the preview is read again.")
        options = [_NOT_THERE, *preview.columns]
        for name, label in FIELDS:
            present = guessed.column_of(name)
            st.selectbox(
                label,
                options,
                index=options.index(present) if present in options else 0,
                key=_key(file_id, name),
            )
