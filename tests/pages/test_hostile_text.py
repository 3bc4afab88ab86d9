"""An organization in which every text that people or files can bring is hostile."""

import re

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.importing import service as importing
from paperscraper_core.importing.types import AffiliationRecord, YearCount
from paperscraper_core.scoring import service as scoring
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.library.records import author, paper
from tests.pages.conftest import OpenPage
from tests.pages.test_paper import take_in
from tests.tenancy.seen import chart_texts, everything, links, read_as_markdown
from workers import importing as import_worker
from workers import scoring as scoring_worker

EVIL = (
    "![i](http://evil.test/i.png) [zz](http://evil.test) <img src=http://evil.test onerror=x>"
    " <a href='http://evil.test'>b</a> javascript:alert(1) :red[z] $x$ `c` %{customdata}"
)
#: Hosts that our own links lead to, and our own pages.
KNOWN = re.compile(
    r"https://(doi\.org|orcid\.org|openalex\.org|arxiv\.org|pubmed\.ncbi\.nlm\.nih\.gov"
    r"|www\.ncbi\.nlm\.nih\.gov|aclanthology\.org)/[^\s()<>\"']*$"
    r"|paper\?id=\d+$|#papers$"
)


@pytest.fixture(scope="module")
def tenant(module_database: str) -> Tenant:
    return make_tenants()[0]


@pytest.fixture(scope="module")
def ids(tenant: Tenant) -> tuple[int, ...]:
    """Two papers by hostile authors, a hostile file with problems, a job, and hostile people."""
    people = (
        author(EVIL[:300], 1, openalex="A1", orcid="0000-0002-1825-0097",
               affiliations=(AffiliationRecord(name=EVIL, country_code="SA"),),
               raw_affiliations=(EVIL,), is_corresponding=True),
        author("Plain Person", 2),
    )  # fmt: skip
    common = {
        "abstract": EVIL, "venue": EVIL, "type": EVIL, "language": EVIL, "publisher": EVIL,
        "volume": EVIL, "issue": EVIL, "pages": EVIL, "keywords": (EVIL,), "topics": (EVIL,),
        "source_name": EVIL, "year": 2020, "citation_count": 4, "authors": people,
        "counts_by_year": (YearCount(year=2021, citations=4),), "is_retracted": True,
    }  # fmt: skip
    found = take_in(
        tenant,
        paper(EVIL, url="javascript:alert(1)", doi="10.1000/evil)](http://evil.test",
              external_ids=(("openalex", "W1"), ("zz](http://evil.test)", EVIL)), **common),
        paper(EVIL[::-1], url="https://example.org/)![i](http://evil.test/i.png)",
              openalex="W2", referenced_ids=(("openalex", "W1"),), **common),
    )  # fmt: skip
    with db.transaction(tenant) as session:
        content = f'title,year\n"{EVIL}","{EVIL}"\n'.encode()
        run_id = importing.start_run(session, tenant, filename=EVIL + ".csv", content=content)
        job_id = scoring.request(session, tenant, description=EVIL)
    import_worker.import_slice(run_id)
    scoring_worker.score_slice(job_id)
    with db.transaction(tenant) as session:
        name = EVIL.replace("/", "|")
        session.execute(text("UPDATE import_runs SET filename = :n, error = :n"), {"n": name})
        session.execute(text("UPDATE scoring_items SET error = :n"), {"n": name})
        author_id = session.scalar(text("SELECT min(id) FROM authors WHERE orcid IS NOT NULL"))
        other_id = session.scalar(text("SELECT max(id) FROM authors"))
    with db.system() as session:
        session.execute(text("UPDATE organizations SET name = :n"), {"n": EVIL})
        session.execute(
            text("UPDATE users SET name = :n, email = :e || CAST(id AS text)"),
            {"n": EVIL, "e": EVIL},
        )
    return (*found, run_id, job_id, author_id, other_id)


@pytest.fixture(autouse=True)
def _many_logins(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        session.execute(text("DELETE FROM rate_events"))


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("home.py", {}),
        ("search.py", {"q": "evil customdata", "mode": "keyword"}),
        ("search.py", {"q": EVIL, "mode": "keyword", "venue": EVIL, "type": EVIL, "run": EVIL}),
        ("paper.py", {"id": "{0}"}),
        ("paper.py", {"id": "{1}"}),
        ("paper.py", {"id": EVIL}),
        ("authors.py", {}),
        ("authors.py", {"author": "{4}"}),
        ("authors.py", {"author": "{4}", "work": "Topics", "by": "topic", "of": EVIL}),
        ("authors.py", {"author": "{4}", "work": "Institutions and countries"}),
        ("authors.py", {"author": EVIL}),
        ("authors.py", {"compare": "{4},{5}"}),
        ("authors.py", {"name": EVIL}),
        ("scoring_queue.py", {"job": "{3}"}),
        ("scoring_queue.py", {"job": EVIL}),
        ("import_papers.py", {"run": "{2}"}),
        ("import_papers.py", {"run": EVIL}),
        ("admin.py", {}),
        ("account.py", {}),
    ],
)
def test_no_text_of_others_becomes_markup(
    open_page: OpenPage, tenant: Tenant, ids: tuple[int, ...], page: str, query: dict[str, str]
) -> None:
    filled = {k: v if v == EVIL else v.format(*ids) for k, v in query.items()}
    app = open_page(page, tenant, **filled)
    assert not app.exception
    shown = everything(app)
    assert "evil" in shown
    assert "unexpected went wrong" not in shown
    for words in read_as_markdown(app):
        # what is escaped has a backslash before each mark
        assert "](http://evil" not in words, words
        assert not re.search(r"(?<!\\)<(img|a|script)\b", words), words
        assert not re.search(r"(?<!\\):red\[", words), words
        assert "://evil" not in re.sub(r"\]\([^)]*\)", "]", words), words
    for address in links(app):
        assert KNOWN.match(address) or address.startswith("https://example.org/"), address
        assert "evil.test/i.png)" not in address
    for words in chart_texts(app):
        assert not re.search(r"<(a|img)\b", words), words
        assert "%{customdata}" not in words, words


@pytest.mark.parametrize(
    ("page", "name"),
    [("search.py", "q"), ("search.py", "venue"), ("search.py", "type"),
     ("search.py", "min_overall"),
     ("authors.py", "name"), ("authors.py", "author"), ("authors.py", "compare"),
     ("paper.py", "id"), ("scoring_queue.py", "job"), ("import_papers.py", "run")],
)  # fmt: skip
@pytest.mark.parametrize("value", ["a\x00b", "9" * 400])
def test_an_address_can_say_anything(
    open_page: OpenPage, tenant: Tenant, ids: tuple[int, ...], page: str, name: str, value: str
) -> None:
    app = open_page(page, tenant, **{name: value})
    assert not app.exception
    assert "unexpected went wrong" not in everything(app)
