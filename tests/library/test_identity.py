"""The rules of identity as a table: a record, what the library holds, what follows."""

from dataclasses import replace

import pytest

from paperscraper_core.library.identity import (
    SUSPECTED,
    VERSION,
    Decision,
    Trace,
    decide,
    is_preprint,
)

LONG, SHORT = "astudyofsandstonereservoirsinaridbasins", "editorial"


def trace(number: int = 0, doi: str | None = None, *ids: str, **more: object) -> Trace:
    values: dict[str, object] = {"title_key": LONG, "year": 2020, "families": {"quarry"}} | more
    pairs = frozenset(tuple(one.split(":")) for one in ids)
    values["families"] = frozenset(values["families"])
    return Trace(paper=number, dois=frozenset({doi} - {None}), ids=pairs, **values)


def kinds(decision: Decision) -> list[tuple[int | None, int, str]]:
    return [(link.paper, link.other, link.kind) for link in decision.links]


BY_TITLE = [
    ("same title and year", trace(), trace(1), 1, None),
    ("a DOI fills a blank", trace(0, "10.1/a"), trace(1), 1, None),
    ("a source id fills a blank", trace(0, None, "openalex:W1"), trace(1, "10.1/a"), 1, None),
    ("two DOIs", trace(0, "10.1/a"), trace(1, "10.1/b"), None, SUSPECTED),
    (
        "two ids of one source",
        trace(0, None, "openalex:W1"),
        trace(1, None, "openalex:W2"),
        None,
        SUSPECTED,
    ),
    (
        "one id more on a paper that has several",
        trace(0, None, "openalex:W1"),
        trace(1, None, "openalex:W1", "openalex:W2"),
        1,
        None,
    ),
    (
        "preprint and article",
        trace(0, "10.48550/arxiv.1", type="preprint"),
        trace(1, "10.1/b", type="article"),
        None,
        VERSION,
    ),
    (
        "conference and journal",
        trace(0, "10.1/a", type="proceedings-article"),
        trace(1, "10.1/b", type="article"),
        None,
        VERSION,
    ),
    (
        "releases of a dataset",
        trace(0, "10.5281/zenodo.1", type="dataset"),
        trace(1, "10.5281/zenodo.2", type="dataset"),
        None,
        VERSION,
    ),
    ("other authors", trace(families={"wadi"}), trace(1), None, SUSPECTED),
    (
        "other authors, short title",
        trace(families={"wadi"}, title_key=SHORT),
        trace(1, title_key=SHORT),
        None,
        None,
    ),
    ("short title, same author", trace(title_key=SHORT), trace(1, title_key=SHORT), 1, None),
    (
        "short title, no authors, two venues",
        trace(title_key=SHORT, families=(), venue_key="a"),
        trace(1, title_key=SHORT, venue_key="b"),
        None,
        SUSPECTED,
    ),
    (
        "short title, no authors, one venue",
        trace(title_key=SHORT, families=(), venue_key="a"),
        trace(1, title_key=SHORT, venue_key="a"),
        1,
        None,
    ),
    ("no year on either", trace(year=None), trace(1, year=None), 1, None),
    (
        "short title, no year, no authors",
        trace(year=None, title_key=SHORT, families=()),
        trace(1, year=None, title_key=SHORT, families=()),
        None,
        None,
    ),
    ("one year unknown", trace(year=None), trace(1), None, SUSPECTED),
    ("one year later", trace(year=2021), trace(1), None, SUSPECTED),
    ("two years later", trace(year=2022), trace(1), None, None),
    (
        "preprint two years earlier",
        trace(year=2018, type="preprint"),
        trace(1, type="article"),
        None,
        VERSION,
    ),
    ("one year later, other authors", trace(year=2021, families={"wadi"}), trace(1), None, None),
]


@pytest.mark.parametrize(
    ("record", "known", "paper", "kind"), [c[1:] for c in BY_TITLE], ids=[c[0] for c in BY_TITLE]
)
def test_by_title(record: Trace, known: Trace, paper: int | None, kind: str | None) -> None:
    decision = decide(record, None, [], [known])
    assert decision.paper == paper
    assert kinds(decision) == ([(None, 1, kind)] if kind else [])


def test_doi_comes_before_everything() -> None:
    record = trace(0, "10.1/a", "openalex:W9")
    decision = decide(record, trace(1, "10.1/a", "openalex:W1"), [], [trace(2)])
    assert decision == Decision(paper=1)


def test_one_record_that_names_two_papers_merges_neither() -> None:
    record = trace(0, "10.1/a", "openalex:W2")
    decision = decide(record, trace(1, "10.1/a"), [trace(2, None, "openalex:W2")], [])
    assert decision.paper == 1
    assert kinds(decision) == [(1, 2, SUSPECTED)]
    assert [field for field, _ in decision.notices] == ["identifiers"]
    assert "#1" in decision.notices[0][1]
    assert "#2" in decision.notices[0][1]


def test_two_ids_that_name_two_papers() -> None:
    record = trace(0, None, "openalex:W1", "pmid:5")
    first, second = trace(1, None, "openalex:W1"), trace(2, None, "pmid:5")
    decision = decide(record, None, [first, second], [])
    assert decision.paper == 1
    assert kinds(decision) == [(1, 2, SUSPECTED)]


def test_a_source_that_corrects_a_doi_keeps_one_paper_and_says_so() -> None:
    record = trace(0, "10.1/new", "openalex:W1")
    decision = decide(record, None, [trace(1, "10.1/old", "openalex:W1")], [])
    assert decision.paper == 1
    assert [field for field, _ in decision.notices] == ["doi"]


def test_an_article_that_cites_its_arxiv_id_is_another_version() -> None:
    record = trace(0, "10.1/article", "arxiv:2101.1")
    decision = decide(record, None, [trace(1, "10.48550/arxiv.2101.1", "arxiv:2101.1")], [])
    assert decision.paper is None
    assert kinds(decision) == [(None, 1, VERSION)]


def test_a_files_own_numbering_names_a_paper_only_with_its_title() -> None:
    numbered = trace(0, None, "external:1")
    assert decide(numbered, None, [trace(1, None, "external:1")], []).paper == 1
    other = trace(2, None, "external:1", title_key="somethingelseentirely")
    assert decide(numbered, None, [other], []) == Decision(paper=None)
    both = trace(2, None, "external:1", "openalex:W1", title_key="somethingelseentirely")
    record = trace(0, None, "external:1", "openalex:W1")
    assert decide(record, None, [both], []).paper == 2


def test_a_shared_id_does_not_override_two_ids_of_one_source() -> None:
    record = trace(0, None, "openalex:W2", "arxiv:2101.1")
    decision = decide(record, None, [trace(1, None, "openalex:W1", "arxiv:2101.1")], [])
    assert decision.paper is None
    assert kinds(decision) == [(None, 1, SUSPECTED)]


def test_of_several_fitting_papers_the_closest_wins_and_a_tie_is_told() -> None:
    near, far = trace(2, "10.1/b", venue_key="sand"), trace(1, "10.1/a")
    record = trace(venue_key="sand")
    assert decide(record, None, [], [far, near]) == Decision(paper=2)
    tie = decide(record, None, [], [far, replace(near, venue_key="")])
    assert tie.paper == 1
    assert [field for field, _ in tie.notices] == ["title"]


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.48550/arxiv.2101.00001", True),
        ("10.1101/2020.01.01.123456", True),
        ("10.1101/gr.123456", False),  # a journal of the same publisher
        ("10.2139/ssrn.4929753", True),
        ("10.21203/rs.3.rs-1/v1", True),
        ("10.1038/s41598-023-1", False),
    ],
)
def test_preprint_dois(doi: str, expected: bool) -> None:
    assert is_preprint(trace(1, doi)) is expected
