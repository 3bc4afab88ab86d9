"""Why an author's numbers changed between two observations. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from .raises import raised_between
from .snapshot_types import Changes, CoreChange, IdentityChange, Snapshot


def between(
    before: Snapshot,
    after: Snapshot,
    titles: Mapping[int, str],
    decisions: tuple[IdentityChange, ...] = (),
) -> Changes:
    """Compare two observations.

    Args:
        before: The earlier one.
        after: The later one.
        titles: Titles of the papers that the library holds now.
        decisions: What managers decided about the author's profiles in between.
    """
    had = {paper.paper_id: paper.citations for paper in before.core}
    has = {paper.paper_id: paper.citations for paper in after.core}
    every = [
        CoreChange(
            paper_id=paper_id,
            title=titles.get(paper_id),
            before=had.get(paper_id),
            after=has.get(paper_id),
        )
        for paper_id in dict.fromkeys((*has, *had))
    ]
    is_known = before.citations is not None and after.citations is not None
    return Changes(
        before=before,
        after=after,
        papers=after.papers - before.papers,
        citations=(after.citations or 0) - (before.citations or 0) if is_known else None,
        entered=tuple(one for one in every if one.before is None),
        left=tuple(one for one in every if one.after is None),
        moved=tuple(
            one
            for one in every
            if one.before is not None and one.after is not None and one.before != one.after
        ),
        decisions=decisions,
        raised=raised_between(before, after),
    )
