"""The rules of searching that need no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperscraper_core.search import bm25, fusion, highlight
from paperscraper_core.search.parsing import MAX_CHARACTERS, clean, parse
from paperscraper_core.search.types import Candidate, Marked


@pytest.mark.parametrize(
    ("query", "ranking", "phrases", "excluded"),
    [
        ("", "", (), ()),
        ("  \t ", "", (), ()),
        ("Łódź café", "lodz cafe", (), ()),
        ('deep "neural networks" tuning', "deep neural networks tuning", ("neural networks",), ()),
        ("laser -plasma", "laser", (), ("plasma",)),
        ('laser -"hot plasma"', "laser", (), ("hot plasma",)),
        ("-plasma", "", (), ("plasma",)),
        ("state-of-the-art x-ray", "state-of-the-art x-ray", (), ()),
        ('an "unbalanced quote', "an unbalanced quote", (), ()),
        ("“typographic quotes”", "typographic quotes", ("typographic quotes",), ()),
        ('- -- "" -"" !', "", (), ()),
        ('"single"', "single", (), ()),
        ("NUL\x00byte and \ud800", "nul byte and", (), ()),
        ("'; DROP TABLE papers; --", "drop table papers;", (), ()),
        ("a AND (b OR c", "a and (b or c", (), ()),
    ],
)
def test_queries_are_taken_apart(
    query: str, ranking: str, phrases: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    parsed = parse(query)
    assert (parsed.ranking, parsed.phrases, parsed.excluded) == (ranking, phrases, excluded)


@given(st.text(max_size=200))
def test_no_text_is_an_error(query: str) -> None:
    parsed = parse(query)
    assert len(parsed.meaning) <= MAX_CHARACTERS
    parsed.meaning.encode()


def test_long_queries_are_cut_between_words() -> None:
    cut = clean("corrosion " * 1000)
    assert len(cut) <= MAX_CHARACTERS
    assert cut.endswith("corrosion")
    assert len(clean("x" * 10_000)) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("query", "doi"),
    [
        ("10.1000/ABC.1", "10.1000/abc.1"),
        ("https://doi.org/10.1000/abc.1", "10.1000/abc.1"),
        ("doi:10.1000/abc.1", "10.1000/abc.1"),
        ("what does 10.1000/abc.1 say about corrosion", None),
        ("corrosion", None),
    ],
)
def test_a_doi_is_seen_when_it_is_the_whole_query(query: str, doi: str | None) -> None:
    assert parse(query).doi == doi


def test_idf_falls_with_the_papers_that_hold_a_term_and_stays_positive() -> None:
    weights = [bm25.idf(1000, papers) for papers in (0, 1, 10, 500, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0
    assert bm25.length_factors(0, 0.0) == bm25.length_factors(5, 0.0)


def place(*candidates: Candidate, exact: dict[int, str] | None = None) -> list[int]:
    return [ranked.paper_id for ranked in fusion.rank(candidates, exact or {})]


def test_fusion_is_half_and_half_of_the_shares_of_the_best() -> None:
    ranked = fusion.rank(
        [
            Candidate(paper_id=1, keyword=20.0, similarity=0.2),
            Candidate(paper_id=2, keyword=10.0, similarity=0.4),
            Candidate(paper_id=3, similarity=0.3),
            Candidate(paper_id=4, keyword=5.0),
        ],
        {},
    )
    assert [(r.paper_id, round(r.score, 6)) for r in ranked] == [
        (1, 0.75),
        (2, 0.75),
        (3, 0.375),
        (4, 0.125),
    ]
    assert (ranked[1].keyword_rank, ranked[1].similarity_rank) == (2, 1)
    assert (ranked[2].keyword_rank, ranked[2].similarity_rank) == (None, 2)


def test_a_papers_score_does_not_depend_on_the_other_candidates() -> None:
    papers = [
        Candidate(paper_id=n, keyword=20.0 / n, similarity=0.5 - n / 50) for n in range(1, 20)
    ]
    few, many = fusion.rank(papers[:5], {}), fusion.rank(papers, {})
    assert [(r.paper_id, r.score) for r in few] == [(r.paper_id, r.score) for r in many[:5]]


def test_one_leg_alone_keeps_its_scores() -> None:
    only_words = fusion.rank([Candidate(paper_id=1, keyword=3.0)], {})
    only_meaning = fusion.rank([Candidate(paper_id=1, similarity=-0.2)], {})
    assert (only_words[0].score, only_meaning[0].score) == (3.0, -0.2)


def test_exact_papers_come_first_even_when_no_leg_knows_them() -> None:
    best = Candidate(paper_id=1, keyword=20.0, similarity=0.9)
    assert place(best, Candidate(paper_id=2, similarity=-1.0), exact={2: "doi"}) == [2, 1]
    assert place(best, exact={7: "title"}) == [7, 1]


def test_ranks_are_told_only_as_deep_as_they_are_known() -> None:
    papers = [Candidate(paper_id=n, keyword=10.0 - n) for n in range(5)]
    assert [r.keyword_rank for r in fusion.rank(papers, {}, 3)] == [1, 2, 3, None, None]


LEXEMES = {"corrosion": "corros", "corroded": "corrod", "größe": "gross", "grosse": "gross"}


def test_words_are_marked_by_their_lexeme_in_the_original_text() -> None:
    marked = highlight.mark("Corrosion: die Größe", frozenset({"corros", "gross"}), LEXEMES)
    assert [marked.text[a:b] for a, b in marked.spans] == ["Corrosion", "Größe"]
    assert highlight.matched_words(marked, marked) == ("Corrosion", "Größe")


def test_a_snippet_is_cut_around_the_words_and_keeps_its_marks() -> None:
    value = "filler words " * 60 + "the Corrosion of things " + "filler words " * 60
    marked = highlight.snippet(highlight.mark(value, frozenset({"corros"}), LEXEMES), LEXEMES)
    assert len(marked.text) < highlight.SNIPPET + 10
    assert [marked.text[a:b] for a, b in marked.spans] == ["Corrosion"]
    assert marked.text.startswith("… ")
    assert marked.text.endswith(" …")


@given(st.text(max_size=1500), st.sets(st.integers(0, 1400), max_size=6))
def test_snippets_never_fail(value: str, places: set[int]) -> None:
    spans = tuple((p, p + 3) for p in sorted(places) if p + 3 <= len(value))
    cut = highlight.snippet(Marked(text=value, spans=spans), {})
    assert all(0 <= a < b <= len(cut.text) for a, b in cut.spans)
