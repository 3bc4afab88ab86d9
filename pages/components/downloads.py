"""Download buttons: the file is made when the button is clicked, never before.

    downloads.download_table(tenant, "Papers", "papers", lambda: data_search.export(tenant, query))

Streamlit calls the builder in a thread of its own, outside of any page run: it may open
`db.reading(tenant)`, but not use `st.`. Who may export, how often, and that it goes into the
audit trail is seen to here; the login is asked again at the click, because a page may stay open
for hours.
"""

import io
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from pages.components import actions, login
from paperscraper_core import db
from paperscraper_core.accounts import audit, limits, permissions, queries, rate_service
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed, PaperScraperError
from paperscraper_core.exports import writing
from paperscraper_core.exports.types import Format, PaperSet, Table
from paperscraper_core.tenancy import Tenant
from paperscraper_core.web.cookie import COOKIE_NAME

log = logging.getLogger(__name__)
Source = Table | PaperSet
_NAMES = {
    Format.CSV: "CSV",
    Format.CSV_NOTES: "with notes",
    Format.XLSX: "Excel",
    Format.BIBTEX: "BibTeX",
    Format.RIS: "RIS",
    Format.JSONL: "JSON lines",
}
_HELP = {
    Format.CSV: "For programs: a header and the rows.",
    Format.XLSX: "A second sheet says what the columns mean, as of when, and which filters chose.",
    Format.CSV_NOTES: "CSV whose first lines say what the columns mean, as of when, and which"
    " filters chose.",
}
#: For sets of papers.
PAPER_FORMATS = (Format.CSV, Format.XLSX, Format.BIBTEX, Format.RIS)


def download_table(
    tenant: Tenant,
    label: str,
    filename: str,
    build: Callable[[], Source],
    formats: Sequence[Format | str] = (Format.CSV, Format.XLSX, Format.CSV_NOTES),
    *,
    key: str | None = None,
) -> None:
    """Draw one download button a format, side by side.

    Args:
        tenant: whose rows; buttons are switched off when the role may not export.
        label: what is exported, ours, not from a paper: "Papers", "This view".
        filename: the name without date and ending: `papers` becomes `papers-2026-01-31.csv`.
        build: reads the rows with everything that is on screen: filters, sort, columns.
        formats: BibTeX and RIS only where `build` gives a PaperSet. Excel files say what they are
            on a second sheet, CSV with notes in its first lines; plain CSV is for programs.
        key: needed when a page has two downloads with the same `filename`.
    """
    allowed = actions.may(tenant, Permission.EXPORT)
    ask = login_at_the_click(
        tenant, st.session_state.get(login.TOKEN), st.context.cookies.get(COOKIE_NAME)
    )
    with st.container(horizontal=True, gap="small"):
        for file_format in map(Format, formats):
            st.download_button(
                f"{label} · {_NAMES[file_format]}",
                data=_maker(ask, filename, file_format, build),
                file_name=f"{filename}-{datetime.now(UTC):%Y-%m-%d}.{file_format.extension}",
                mime=file_format.mime,
                on_click="ignore",
                icon=":material/download:",
                disabled=not allowed,
                help=_HELP.get(file_format) if allowed else NotAllowed().message,
                key=f"download_{key or filename}_{file_format}",
            )


def quiet_download(
    tenant: Tenant,
    filename: str,
    build: Callable[[], Source],
    formats: Sequence[tuple[Format, str]],
    *,
    key: str,
) -> None:
    """Draw downloads that look like links, for the data behind a chart.

    Args:
        tenant: whose rows; the links are switched off when the role may not export.
        filename: the name without date and ending.
        build: gives the table; called at the click.
        formats: each with what stands on its link.
        key: tells the downloads of one page apart.
    """
    allowed = actions.may(tenant, Permission.EXPORT)
    ask = login_at_the_click(
        tenant, st.session_state.get(login.TOKEN), st.context.cookies.get(COOKIE_NAME)
    )
    for file_format, label in formats:
        st.download_button(
            label,
            data=_maker(ask, filename, file_format, build),
            file_name=f"{filename}-{datetime.now(UTC):%Y-%m-%d}.{file_format.extension}",
            mime=file_format.mime,
            on_click="ignore",
            type="tertiary",
            disabled=not allowed,
            help=None if allowed else NotAllowed().message,
            key=f"download_{key}_{file_format}",
        )


def login_at_the_click(tenant: Tenant, token: object, cookie: object) -> Callable[[], Tenant]:
    """Return a function that gives the access of a browser when it is called, or refuses.

    Args:
        tenant: the access when the page was drawn.
        token: the page's own secret, or None.
        cookie: the browser's cookie, or None.
    """
    secret = token or cookie

    def ask() -> Tenant:
        with db.system() as session:
            found = queries.session_for(
                session, secret if isinstance(secret, str) else None, cookie=token is None
            )
        if found is None or found.tenant.organization_id != tenant.organization_id:
            raise NotAllowed
        return found.tenant

    return ask


def _maker(
    ask: Callable[[], Tenant], subject: str, file_format: Format, build: Callable[[], Source]
) -> Callable[[], io.BytesIO]:
    def make() -> io.BytesIO:
        try:
            return export(ask(), subject, file_format, build)
        except PaperScraperError as error:
            log.warning("no export of %s: %s", subject, error.message)
            raise
        except Exception:
            log.exception("the export of %s failed", subject)
            raise

    return make


def export(
    tenant: Tenant, subject: str, file_format: Format, build: Callable[[], Source]
) -> io.BytesIO:
    """Check the right and the limit, write the file, and note it in the audit trail.

    Raises:
        NotAllowed: the role may not export.
        TooManyRequests: the limit of exports is reached.
    """
    permissions.check(tenant, Permission.EXPORT)
    with db.transaction(tenant) as session:
        rate_service.spend(session, tenant, limits.EXPORT)
    source = build()
    content = io.BytesIO()
    rows = writing.write(source, file_format, content, bom=True)
    filters = "; ".join(f"{name}: {value}" for name, value in source.filters)
    with db.transaction(tenant) as session:
        audit.record(
            session,
            tenant,
            f"export.{'papers' if isinstance(source, PaperSet) else source.name}",
            subject,
            format=file_format.value,
            rows=rows,
            filters=filters[:1000],
            way="page",
        )
    return content
