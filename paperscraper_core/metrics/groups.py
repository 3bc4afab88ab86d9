"""From the papers of a group's members to what the group has, and on whom it rests. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from .group_types import MemberShare
from .indices import h_index
from .summary import ranked_papers
from .types import PaperCitations

#: Members by paper: who of the group stands on it.
Bylines = Mapping[int, Collection[int]]


def h_core(papers: Sequence[PaperCitations]) -> tuple[PaperCitations, ...]:
    """The h papers that give a set its h-index, most cited first (Hirsch 2005).

    Which of several papers with exactly h citations belongs to it is settled as everywhere: the
    older one.
    """
    ranked = ranked_papers(papers)
    return tuple(ranked[: h_index(paper.citations or 0 for paper in ranked)])


def member_shares(
    papers: Sequence[PaperCitations], bylines: Bylines, members: Sequence[int]
) -> tuple[MemberShare, ...]:
    """What each member carries of the group's papers, the largest part of the h-core first.

    Args:
        papers: the papers of all members, each once.
        bylines: the members on each paper.
        members: all members, also those without a paper.
    """
    core = {paper.paper_id for paper in h_core(papers)}
    own: dict[int, list[PaperCitations]] = defaultdict(list)
    for paper in papers:
        for member in bylines[paper.paper_id]:
            own[member].append(paper)
    shares = [_share(member, papers, own[member], bylines, core) for member in members]
    return tuple(sorted(shares, key=lambda one: (-one.core, -one.papers, one.author_id)))


def successive_h(h_indices: Sequence[int | None]) -> int | None:
    """Largest i such that i members have an h-index of i or more (Prathap 2006, Schubert 2007).

    None when no member's h-index is known.
    """
    known = [h for h in h_indices if h is not None]
    return h_index(known) if known else None


def _share(
    member: int,
    papers: Sequence[PaperCitations],
    own: Sequence[PaperCitations],
    bylines: Bylines,
    core: Collection[int],
) -> MemberShare:
    alone = {paper.paper_id for paper in own if len(bylines[paper.paper_id]) == 1}
    in_core = [paper.paper_id for paper in own if paper.paper_id in core]
    return MemberShare(
        author_id=member,
        papers=len(own),
        citations=_total(own),
        h_index=_h_of(own),
        core=len(in_core),
        core_alone=sum(1 for paper_id in in_core if paper_id in alone),
        core_share=len(in_core) / len(core) if core else None,
        h_without=_h_of([paper for paper in papers if paper.paper_id not in alone]),
    )


def _total(papers: Sequence[PaperCitations]) -> int | None:
    known = [paper.citations for paper in papers if paper.citations is not None]
    return sum(known) if known else None


def _h_of(papers: Sequence[PaperCitations]) -> int | None:
    known = [paper.citations for paper in papers if paper.citations is not None]
    return h_index(known) if known else None
