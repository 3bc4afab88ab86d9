"""What crosses the door of the search room."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

#: The dimensions of a score, in the order in which tables show them.
DIMENSIONS: Final = (
    "novelty",
    "ip_potential",
    "marketability",
    "feasibility",
    "commercialization",
    "team_readiness",
)


class Mode(StrEnum):
    """Which legs rank: words (BM25), meaning (vectors), or both."""

    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"


class Sort(StrEnum):
    """The order of the hits; without a query, relevance means newest first.

    `SCORE` is the overall score; each dimension is an order of its own, and `WEIGHTED` is the
    weighted mean of the criteria's `weights`. Papers without the value come last.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    CITATIONS = "citations"
    SCORE = "score"
    NOVELTY = "novelty"
    IP_POTENTIAL = "ip_potential"
    MARKETABILITY = "marketability"
    FEASIBILITY = "feasibility"
    COMMERCIALIZATION = "commercialization"
    TEAM_READINESS = "team_readiness"
    WEIGHTED = "weighted"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCriteria:
    """A search as the user states it; every filter applies to both legs.

    Attributes:
        query: words, "phrases" and -excluded words; blank means browse.
        venues: exact names; any of them. Likewise `types` and `author_ids`.
        citations_from: papers with unknown citations are left out by either bound.
        scored: True only scored papers, False only papers without a score.
        min_scores: (dimension, value from 0 to 10) pairs; "overall" is one of the dimensions.
        missing: papers without any of these: names of `filters.MISSING`.
        import_run_id: papers that this import run created or merged.
        added_after: papers that came into the library later than this moment.
        weights: (name, 0 to 10) pairs for `Sort.WEIGHTED`; names of `weighting.WEIGHABLE`;
            none means that all dimensions weigh the same. A paper's weighted score is the mean
            over what is known of it: unknown is not zero.
        number: the page, from 1.
        size: hits on a page.
    """

    query: str = ""
    mode: Mode = Mode.HYBRID
    year_from: int | None = None
    year_to: int | None = None
    venues: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    author_ids: tuple[int, ...] = ()
    citations_from: int | None = None
    citations_to: int | None = None
    scored: bool | None = None
    min_scores: tuple[tuple[str, float], ...] = ()
    missing: tuple[str, ...] = ()
    import_run_id: int | None = None
    added_after: datetime | None = None
    weights: tuple[tuple[str, float], ...] = ()
    sort: Sort = Sort.RELEVANCE
    number: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text and the (start, end) offsets of the matched words in it."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a hit stands where it stands; None where a leg did not rank the paper.

    Attributes:
        exact: what the query names the paper by: "doi", "identifier", "title" or "author".
        keyword_score: BM25.
        keyword_rank: from 1 within the words' leg.
        similarity: cosine of query and paper, -1 to 1.
        similarity_rank: from 1 within the meaning's leg.
        words: query words found in title or abstract, as the paper writes them.
    """

    exact: str | None = None
    keyword_score: float | None = None
    keyword_rank: int | None = None
    similarity: float | None = None
    similarity_rank: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One paper of a result.

    Attributes:
        rank: from 1 over all pages.
        score: what the ranking ordered by; None when the order is not by relevance.
        authors: (id, printed name) of the first three.
        author_count: how many there are in all.
        citation_count: None when unknown.
        overall: the latest overall score, 0 to 10; None without one.
        scores: (dimension, 0 to 10 or None) for all dimensions; empty for an unscored paper.
        weighted: the weighted mean, 0 to 10; None when the order is another, or when nothing
            that has a weight is known of the paper.
        weighted_coverage: the share of the weights, 0 to 1, whose values are known.
    """

    paper_id: int
    rank: int
    score: float | None
    title: Marked
    snippet: Marked
    authors: tuple[tuple[int, str], ...]
    author_count: int
    venue: str | None
    year: int | None
    type: str | None
    doi: str | None
    external_ids: tuple[tuple[str, str], ...]
    citation_count: int | None
    overall: float | None
    explanation: Explanation
    scores: tuple[tuple[str, float | None], ...] = ()
    weighted: float | None = None
    weighted_coverage: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPaper:
    """A neighbour; `similarity` is the cosine of the vectors.

    Of several papers their middle counts; None for a paper that was found by its words and has
    no vector yet.
    """

    paper_id: int
    title: str
    year: int | None
    venue: str | None
    similarity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicate:
    """Another record or version of one of the chosen papers.

    Attributes:
        similarity: cosine with that paper; None where one of them has no embedding.
        of: the id of that paper.
        reason: why, in words for the reader.
    """

    paper_id: int
    title: str
    year: int | None
    venue: str | None
    similarity: float | None
    of: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreLike:
    """More papers like the chosen ones; near-duplicates of them stand apart."""

    neighbours: tuple[SimilarPaper, ...]
    near_duplicates: tuple[NearDuplicate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """What an organization's library offers to filter by, with numbers of papers.

    Attributes:
        years: earliest and latest; None when no paper's year is known.
        venues: (name, papers), most frequent first; likewise `types`.
        authors: (id, name, papers), most frequent first.
        runs: (id, file name, papers), newest first.
    """

    years: tuple[int, int] | None
    venues: tuple[tuple[str, int], ...]
    types: tuple[tuple[str, int], ...]
    authors: tuple[tuple[int, str, int], ...]
    runs: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A paper with what each leg knows of it."""

    paper_id: int
    keyword: float | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate at its place: the fused score and the rank within each leg.

    `relevance` is its score brought to 0 … 10, where an order weighs it.
    """

    paper_id: int
    score: float
    keyword: float | None = None
    keyword_rank: int | None = None
    similarity: float | None = None
    similarity_rank: int | None = None
    exact: str | None = None
    relevance: float | None = None
