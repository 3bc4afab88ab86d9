"""The import page: empty, preview, columns, import, report, by hand, and who may do what."""

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import func, select
from sqlalchemy import text as sql

from paperscraper_core import db, models
from paperscraper_core.importing import queries, service
from paperscraper_core.importing.types import ImportRun
from paperscraper_core.tenancy import Role, Tenant
from tests.pages.conftest import OpenPage
from workers import importing

FILES = Path(__file__).resolve().parents[1] / "importing" / "files"


def _runs(tenant: Tenant) -> tuple[ImportRun, ...]:
    with db.reading(tenant) as session:
        return queries.runs(session, tenant).rows


def _papers(tenant: Tenant) -> list[str]:
    with db.reading(tenant) as session:
        return list(session.scalars(select(models.Paper.title).order_by(models.Paper.id)))


def _words(app: object) -> str:
    kinds = ("caption", "info", "warning", "error", "success", "subheader", "markdown", "expander")
    return "\n".join(
        str(getattr(one, "value", None) or one.label)
        for kind in kinds
        for one in getattr(app, kind)
    ).replace("\\", "")


def _import(tenant: Tenant, content: bytes, name: str = "a.csv") -> int:
    with db.transaction(tenant) as session:
        run_id = service.start_run(session, tenant, filename=name, content=content)
    _work(run_id)
    return run_id


def _work(run_id: int) -> None:
    while importing.import_slice(run_id):
        pass
    st.cache_data.clear()  # what another process changed, the page sees a second later


def test_an_empty_library_is_offered_the_demo(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    app = open_page("import_papers.py", tenant_a)
    assert not app.exception
    assert "made-up papers by made-up authors" in _words(app)
    app.button(key="import_demo").click().run()
    assert not app.exception
    (run,) = _runs(tenant_a)
    assert run.filename == "demo-library.jsonl"
    assert f"Import of {run.filename}: waiting" in _words(app)
    _work(run.id)
    app = open_page("import_papers.py", tenant_a, run=str(run.id))
    assert f"Import of {run.filename}: done" in _words(app)
    assert not [button for button in app.button if button.key == "import_demo"]
    assert len(_papers(tenant_a)) == 60


def test_preview_then_import(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    app = open_page("import_papers.py", tenant_a)
    app.file_uploader[0].set_value(
        [("odd.bib", (FILES / "odd.bib").read_bytes(), "text/plain")]
    ).run()
    assert not app.exception
    assert "11 papers, 7 problems" in _words(app)
    assert "BibTeX · UTF-8" in _words(app)
    titles = list(app.dataframe[0].value["Title"])
    assert titles[0] == "Joining Strings with Élan: 50% better"
    assert "has no closing brace; it is skipped" in " ".join(app.dataframe[1].value["Problem"])
    assert _runs(tenant_a) == ()  # nothing happens before the confirmation
    app.button(key="import_start").click().run()
    assert not app.exception
    (run,) = _runs(tenant_a)
    assert (run.filename, run.format, run.records_total) == ("odd.bib", "bibtex", 18)
    assert not app.file_uploader[0].value
    _work(run.id)
    app = open_page("import_papers.py", tenant_a, run=str(run.id))
    assert {metric.label: metric.value for metric in app.metric} == {
        "Created": "11", "Merged": "0", "Unchanged": "0", "Problems": "7",
    }  # fmt: skip
    assert len(app.dataframe[0].value) == 7


def test_a_refused_file_is_named_and_the_others_go_on(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    app = open_page("import_papers.py", tenant_a)
    app.file_uploader[0].set_value(
        [
            ("paper [x](http://x).pdf", b"%PDF-1.7", "application/pdf"),
            ("work_2022.json", (FILES / "work_2022.json").read_bytes(), "application/json"),
            ("empty.csv", b"", "text/csv"),
        ]
    ).run()
    assert not app.exception
    errors = " ".join(error.value for error in app.error).replace("\\", "")
    assert "This is a PDF" in errors
    assert "The file is empty" in errors
    app.button(key="import_start").click().run()
    assert [run.filename for run in _runs(tenant_a)] == ["work_2022.json"]


def test_the_columns_of_a_table_can_be_corrected(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    app = open_page("import_papers.py", tenant_a)
    content = (FILES / "semicolon.csv").read_bytes()
    app.file_uploader[0].set_value([("semicolon.csv", content, "text/csv")]).run()
    assert app.button(key="import_start").disabled
    (title,) = [box for box in app.selectbox if box.label == "Title"]
    title.select("Titel der Arbeit").run()
    assert not app.exception
    assert list(app.dataframe[0].value["Title"]) == ["Nicht erkannt"]
    app.button(key="import_start").click().run()
    (run,) = _runs(tenant_a)
    _work(run.id)
    assert _papers(tenant_a) == ["Nicht erkannt"]


def test_a_paper_by_hand(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    app = open_page("import_papers.py", tenant_a)
    fields = {field.label: field for field in [*app.text_input, *app.text_area]}
    fields["Title"].input("Typed by hand")
    fields["DOI"].input("no doi")
    send = app.button(key="FormSubmitter:import_by_hand-Add the paper")
    app = send.click().run()
    assert "This is not a DOI" in _words(app)
    assert _papers(tenant_a) == []
    fields = {field.label: field for field in [*app.text_input, *app.text_area]}
    fields["DOI"].input("https://doi.org/10.5555/HAND")
    fields["Authors, one on each line"].input("Example, Ada\nBo Sample")
    app = app.button(key="FormSubmitter:import_by_hand-Add the paper").click().run()
    assert not app.exception
    assert "Added as number" in _words(app)
    assert _papers(tenant_a) == ["Typed by hand"]
    with db.reading(tenant_a) as session:
        assert session.scalar(select(func.count()).select_from(models.SearchDocument)) == 1
        assert session.scalar(select(func.count()).select_from(models.EmbeddingTask)) == 1


def test_a_viewer_may_look_only(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    run_id = _import(tenant_a, b"title\nOne\n")
    with db.system() as session:
        session.execute(sql("UPDATE memberships SET role = 'viewer'"))
    viewer = Tenant(
        organization_id=tenant_a.organization_id, user_id=tenant_a.user_id, role=Role.VIEWER
    )
    app = open_page("import_papers.py", viewer, run=str(run_id))
    assert not app.exception
    assert "Import of a.csv: done" in _words(app)
    assert not app.file_uploader
    assert not app.text_area


def test_an_import_can_be_cancelled(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    with db.transaction(tenant_a) as session:
        run_id = service.start_run(session, tenant_a, filename="a.csv", content=b"title\nOne\n")
    app = open_page("import_papers.py", tenant_a, run=str(run_id))
    app.button(key=f"import_cancel_{run_id}").click().run()
    assert not app.exception
    assert _runs(tenant_a)[0].state == "cancelled"


@pytest.mark.parametrize("wanted", ["999999", "x", "-1", "9" * 40, "¹"])
def test_an_unknown_import_is_said_to_be_unknown(
    wanted: str, open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    _import(tenant_a, b"title\nOne\n")
    app = open_page("import_papers.py", tenant_a, run=wanted)
    assert not app.exception
    assert not app.error


def test_imports_of_another_organization_are_unknown(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    theirs = _import(tenant_b, b"title\nTheirs\n", "theirs.csv")
    _import(tenant_a, b"title\nOurs\n", "ours.csv")
    app = open_page("import_papers.py", tenant_a, run=str(theirs))
    assert "There is no import" in _words(app)
    assert list(app.dataframe[0].value["File"]) == ["ours.csv"]


def test_many_files_are_one_action(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    app = open_page("import_papers.py", tenant_a)
    files = [(f"{n}.csv", f"title\nNumber {n}\n".encode(), "text/csv") for n in range(70)]
    app.file_uploader[0].set_value(files).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 70  # a table instead of seventy boxes
    app.button(key="import_start").click().run(timeout=60)
    assert not app.exception
    assert not app.error
    with db.reading(tenant_a) as session:
        assert queries.open_runs(session, tenant_a) == 70
