"""With whom an author writes: the closest co-authors and the ties among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import network, stored
from paperscraper_core.metrics.analysis_types import CoauthorNetwork, NetworkEdge, NetworkNode
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.persons import person
from paperscraper_core.tenancy import Tenant

MAX_NODES: Final = 200

# Whether a paper is small is known as soon as a byline goes on: 7,000 names are never read.
_TEAMS: Final = text("""
SELECT a.paper_id, t.n
FROM authorships a
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM (
    SELECT FROM authorships x
    WHERE x.organization_id = :organization_id AND x.paper_id = a.paper_id
    LIMIT :largest + 1) few) t
WHERE a.organization_id = :organization_id AND a.author_id = :author_id
""")
_COAUTHORS: Final = text("""
SELECT coalesce(o.merged_into, o.id) AS author_id, count(DISTINCT x.paper_id) AS papers
FROM authorships x
JOIN authors o ON o.organization_id = :organization_id AND o.id = x.author_id
WHERE x.organization_id = :organization_id AND x.paper_id = ANY(:papers)
  AND coalesce(o.merged_into, o.id) <> :author_id
GROUP BY 1 ORDER BY papers DESC, author_id
""")
# All papers of the library on which two of them stand; large teams are found out for those only.
_TIES: Final = text("""
WITH places AS MATERIALIZED (
  SELECT x.author_id, x.paper_id FROM authorships x
  WHERE x.organization_id = :organization_id AND x.author_id = ANY(:nodes)),
joint AS (SELECT paper_id FROM places GROUP BY paper_id HAVING count(*) > 1),
teams AS MATERIALIZED (
  SELECT j.paper_id, t.n FROM joint j
  CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
      SELECT FROM authorships x
      WHERE x.organization_id = :organization_id AND x.paper_id = j.paper_id
      LIMIT :largest + 1) few) t
  WHERE t.n <= :largest)
SELECT x.author_id AS a, y.author_id AS b, count(*) AS papers,
       sum(1.0::float8 / (t.n - 1)) AS weight
FROM teams t
JOIN places x ON x.paper_id = t.paper_id
JOIN places y ON y.paper_id = t.paper_id AND y.author_id > x.author_id
GROUP BY x.author_id, y.author_id ORDER BY x.author_id, y.author_id
""")
_NAMES: Final = text("""
SELECT id, name FROM authors WHERE organization_id = :organization_id AND id = ANY(:nodes)
""")


def coauthor_network(
    session: Session, tenant: Tenant, author_id: int, limit: int = 50
) -> CoauthorNetwork:
    """An author, the ``limit`` closest co-authors by papers together, and the ties among them.

    Ties among the others count all papers that the library holds of them. Papers with more than
    ``network.LARGEST_TEAM`` authors make no ties and are counted beside.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    values: dict[str, Any] = {"organization_id": tenant.organization_id, "author_id": one}
    largest = network.LARGEST_TEAM
    teams = session.execute(_TEAMS, {**values, "largest": largest}).all()
    small = {row.paper_id: row.n for row in teams if 1 < row.n <= largest}
    found = session.execute(_COAUTHORS, {**values, "papers": list(small)}).all()
    shown = found[: min(max(limit, 0), MAX_NODES)]
    together = {row.author_id: row.papers for row in shown}
    nodes = [one, *together] if together else []
    edges = _edges(session, tenant, nodes)
    return CoauthorNetwork(
        author_id=one,
        library_date=library_date(session, tenant),
        nodes=_nodes(session, tenant, {one: len(small), **together} if nodes else {}, edges),
        edges=edges,
        coauthors=len(found),
        left_out=len(found) - len(shown),
        largest_team=largest,
        papers_left_out=sum(row.n > largest for row in teams),
    )


def _edges(session: Session, tenant: Tenant, nodes: Sequence[int]) -> tuple[NetworkEdge, ...]:
    values = {
        "organization_id": tenant.organization_id,
        "nodes": list(nodes),
        "largest": network.LARGEST_TEAM,
    }
    rows = session.execute(_TIES, values)
    return tuple(NetworkEdge(a=r.a, b=r.b, papers=r.papers, weight=r.weight) for r in rows)


def _nodes(
    session: Session,
    tenant: Tenant,
    together: Mapping[int, int],
    edges: Sequence[NetworkEdge],
) -> tuple[NetworkNode, ...]:
    if not together:
        return ()
    ids = list(together)
    ties = {(edge.a, edge.b): edge.weight for edge in edges}
    numbers = network.communities(ids[0], ids, ties)
    spots = network.places(ids[0], together, numbers)
    year = library_date(session, tenant).year
    known = {row.author_id: row for row in stored.of_authors(session, tenant, ids, year)}
    names = session.execute(_NAMES, {"organization_id": tenant.organization_id, "nodes": ids}).all()
    name_of = {row.id: row.name for row in names}
    return tuple(
        NetworkNode(
            author_id=one,
            name=name_of[one],
            papers_together=together[one],
            papers=known[one].papers if one in known else 0,
            h_index=known[one].h_index if one in known else None,
            community=numbers[one],
            x=spots[one][0],
            y=spots[one][1],
        )
        for one in ids
    )
