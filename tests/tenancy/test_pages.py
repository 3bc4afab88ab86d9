"""Every page, opened by both organizations in turn, in one process with its shared caches."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage
from tests.tenancy.seen import everything
from tests.tenancy.twins import Twin, fingerprint

MISSING = 999_999_999


def _pages(own: Twin, other: Twin) -> list[tuple[str, dict[str, str]]]:
    shared = "shared sandstone"
    return [
        ("home.py", {}),
        ("search.py", {"q": shared, "mode": "keyword"}),
        ("search.py", {"sort": "score", "scored": "yes"}),
        ("search.py", {"run": str(other.run_id)}),
        ("search.py", {"author": str(other.author_id)}),
        ("search.py", {"compare": f"{own.paper_id},{own.paper_id + 1},{other.paper_id}"}),
        ("search.py", {"like": f"{own.paper_id},{other.paper_id}"}),
        ("search.py", {"sort": "weighted", "w_novelty": "5"}),
        ("paper.py", {"id": str(own.paper_id)}),
        ("paper.py", {"id": str(other.paper_id)}),
        ("authors.py", {}),
        ("authors.py", {"author": str(own.author_id)}),
        ("authors.py", {"author": str(other.author_id)}),
        ("authors.py", {"compare": f"{own.author_id},{other.author_id}"}),
        ("scoring_queue.py", {"job": str(own.job_id)}),
        ("scoring_queue.py", {"job": str(other.job_id)}),
        ("import_papers.py", {"run": str(own.run_id)}),
        ("import_papers.py", {"run": str(other.run_id)}),
        ("admin.py", {}),
        ("account.py", {}),
    ]


@pytest.mark.parametrize("number", range(20))
def test_no_page_shows_the_other_organization(
    open_page: OpenPage, twins: tuple[Twin, Twin], number: int
) -> None:
    for seeing, other in (twins, twins[::-1]):  # the second finds the first one's caches
        page, query = _pages(seeing, other)[number]
        before = fingerprint(other.tenant)
        app = open_page(page, seeing.tenant, **query)
        assert not app.exception
        shown = everything(app)
        assert seeing.name in shown
        assert other.name not in shown
        assert fingerprint(other.tenant) == before


@pytest.mark.parametrize(
    ("page", "parameter", "kind"),
    [("paper.py", "id", "paper_id"), ("authors.py", "author", "author_id"),
     ("scoring_queue.py", "job", "job_id"), ("import_papers.py", "run", "run_id")],
)  # fmt: skip
def test_a_foreign_row_looks_like_a_missing_one(
    open_page: OpenPage, twins: tuple[Twin, Twin], page: str, parameter: str, kind: str
) -> None:
    seeing, other = twins
    foreign = _words(open_page(page, seeing.tenant, **{parameter: str(getattr(other, kind))}))
    missing = _words(open_page(page, seeing.tenant, **{parameter: str(MISSING)}))
    assert [w.replace(str(getattr(other, kind)), "#") for w in foreign] == [
        w.replace(str(MISSING), "#") for w in missing
    ]


def _words(app: AppTest) -> list[str]:
    assert not app.exception
    kinds = ("title", "subheader", "markdown", "error", "warning", "info")
    return [str(one.value) for kind in kinds for one in app.get(kind)]
