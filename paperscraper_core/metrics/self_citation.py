"""Self-citations as a pure rule: which citations found in a library are self-citations.

Two rules are in use. Scopus takes an author's own citations away (the citing paper shares *this*
author); Ioannidis et al. 2019 take away those by any co-author, too (the citing paper shares *any*
author of the cited one). The second contains the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .analysis_types import SelfCitationPaper, SelfCitationYear
from .indices import h_index

#: Below this coverage the split says little about all citations.
LOW_COVERAGE: Final = 0.5
#: Below this number of citations found, a share says little.
FEW_CITATIONS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A paper of the library that cites one of the author's papers."""

    cited_id: int
    citing_id: int
    citing_year: int | None
    same_author: bool
    any_author: bool


def judge(
    author_id: int, cited_id: int, citing_id: int, year: int | None,
    bylines: Mapping[int, Collection[int]],
) -> Link:  # fmt: skip
    """Apply both rules to one citation.

    Args:
        author_id: Whose self-citations are meant.
        cited_id: A paper of that author.
        citing_id: A paper that cites it.
        year: The year of the citing paper.
        bylines: The authors of each paper.
    """
    citing = set(bylines.get(citing_id, ()))
    return Link(
        cited_id=cited_id,
        citing_id=citing_id,
        citing_year=year,
        same_author=author_id in citing,
        any_author=not citing.isdisjoint(bylines.get(cited_id, ())),
    )


def by_paper(
    links: Iterable[Link], counts: Mapping[int, int | None]
) -> tuple[SelfCitationPaper, ...]:
    """The citations found of each paper, self-citations told apart.

    Args:
        links: Citations, each pair of papers once.
        counts: The source's citation count of each of the author's papers; None is unknown.
    """
    found: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        found[link.cited_id].append(link)
    return tuple(
        SelfCitationPaper(
            paper_id=paper,
            citations=counts[paper],
            found=len(found[paper]),
            same_author=sum(link.same_author for link in found[paper]),
            any_author=sum(link.any_author for link in found[paper]),
        )
        for paper in sorted(counts)
    )


def by_year(links: Iterable[Link]) -> tuple[SelfCitationYear, ...]:
    """The same by year of the citing paper; the unknown year comes last."""
    found: dict[int | None, list[Link]] = defaultdict(list)
    for link in links:
        found[link.citing_year].append(link)
    years = sorted(found, key=lambda year: (year is None, year or 0))
    return tuple(_year(year, found[year]) for year in years)


def _year(year: int | None, links: Sequence[Link]) -> SelfCitationYear:
    same = [link for link in links if link.same_author]
    shared = [link for link in links if link.any_author]
    return SelfCitationYear(
        year=year,
        found=len(links),
        same_author=len(same),
        any_author=len(shared),
        paper_ids=_cited(links),
        same_author_paper_ids=_cited(same),
        any_author_paper_ids=_cited(shared),
    )


def _cited(links: Iterable[Link]) -> tuple[int, ...]:
    return tuple(sorted({link.cited_id for link in links}))


def coverage(papers: Iterable[SelfCitationPaper]) -> float | None:
    """The share of the source's citations that were found in the library, 0 to 1.

    Papers without a count are left out; a paper with more citations found than its source counts
    is covered in full, not more.
    """
    known = [(paper.found, paper.citations) for paper in papers if paper.citations is not None]
    total = sum(count for _, count in known)
    return sum(min(found, count) for found, count in known) / total if total else None


def h_without(papers: Iterable[SelfCitationPaper], *, any_author: bool) -> int | None:
    """H after the known self-citations are taken away: the true one is at most this.

    None when no paper has a known count.
    """
    rest = [
        max(paper.citations - (paper.any_author if any_author else paper.same_author), 0)
        for paper in papers
        if paper.citations is not None
    ]
    return h_index(rest) if rest else None


def warning(found: int, covered: float | None) -> str | None:
    """What a reader has to know before believing a share, in a sentence; None when it is sound."""
    if not found:
        return None
    if covered is not None and covered < LOW_COVERAGE:
        return (
            f"Only {covered:.0%} of the citations counted by the sources come from papers in this"
            " library; the rest cannot be judged."
        )
    if found < FEW_CITATIONS:
        return f"Only {found} citations were found: the shares may change with a few more papers."
    return None
