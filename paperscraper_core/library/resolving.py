"""From evidence and decisions to persons: the one place that sets whom an authorship counts for.

The log of decisions says which profiles are one person and which places belong to somebody else.
Both functions are safe to repeat and depend on nothing but the log and the evidence, so that a
decision taken back leaves what would be there without it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.library import bulk
from paperscraper_core.tenancy import Tenant

_STANDS = (
    "NOT EXISTS (SELECT FROM identity_events u WHERE u.organization_id = e.organization_id"
    " AND u.undoes = e.id)"
)
# An author whom a split made goes back to the one that was split, when that is taken back.
_PEOPLE = text(f"""
WITH RECURSIVE edges AS (
  SELECT DISTINCT ON (x.id) x.id, x.target FROM (
    SELECT e.from_id AS id, e.to_id AS target, e.id AS event FROM identity_events e
    WHERE e.organization_id = :organization AND e.kind = 'merge' AND {_STANDS}
    UNION ALL
    SELECT e.to_id, e.from_id, e.id FROM identity_events e
    WHERE e.organization_id = :organization AND e.makes_author AND NOT {_STANDS}) x
  ORDER BY x.id, x.event DESC),
paths AS (
  SELECT id, target FROM edges
  UNION SELECT p.id, e.target FROM paths p JOIN edges e ON e.id = p.target),
ends AS (
  SELECT p.id, p.target FROM paths p
  WHERE NOT EXISTS (SELECT FROM edges e WHERE e.id = p.target)),
wanted AS (
  SELECT a.id, n.target FROM authors a LEFT JOIN ends n ON n.id = a.id
  WHERE a.organization_id = :organization AND a.id IN (
    SELECT id FROM ends UNION ALL SELECT m.id FROM authors m
    WHERE m.organization_id = :organization AND m.merged_into IS NOT NULL))
UPDATE authors t SET merged_into = w.target FROM wanted w
WHERE t.organization_id = :organization AND t.id = w.id
AND t.merged_into IS DISTINCT FROM w.target RETURNING t.id
""")
_THEIR_PAPERS = text("""
SELECT paper_id FROM authorships WHERE organization_id = :organization
AND author_id = ANY(CAST(:authors AS bigint[]))
UNION SELECT paper_id FROM authorships WHERE organization_id = :organization
AND profile_id = ANY(CAST(:authors AS bigint[]))
UNION SELECT paper_id FROM identity_moves WHERE organization_id = :organization
AND to_id = ANY(CAST(:authors AS bigint[]))
""")
# Rows are looked up by their keys (LATERAL ... OFFSET 0): the planner knows nothing yet of an
# organization that has just come, takes its tables for empty, and would choose joins that read
# all of them once for each place. The order by position makes the primary key the cheapest index;
# any other that begins with the organization looks as good.
_GIVEN = f"""
SELECT p.*, coalesce((
  SELECT m.to_id FROM (
    SELECT v.event_id, v.to_id FROM identity_moves v WHERE v.organization_id = :organization
    AND v.paper_id = p.paper_id AND v.profile_id = p.profile OFFSET 0) m
  CROSS JOIN LATERAL (
    SELECT e.id FROM identity_events e WHERE e.organization_id = :organization
    AND e.id = m.event_id AND e.kind = 'split' AND {_STANDS} OFFSET 0) e
  ORDER BY e.id DESC LIMIT 1), p.profile) AS own
FROM unnest(CAST(:papers AS bigint[])) AS n(paper_id)
CROSS JOIN LATERAL (
  SELECT s.ctid AS row, s.paper_id, s.position, s.author_id,
    coalesce(s.profile_id, s.author_id) AS profile
  FROM authorships s WHERE s.organization_id = :organization AND s.paper_id = n.paper_id
  ORDER BY s.position OFFSET 0) p
"""
_PEOPLE_OF = """
SELECT g.*, (SELECT coalesce(a.merged_into, a.id) FROM authors a
    WHERE a.organization_id = :organization AND a.id = g.own) AS person,
  (SELECT a.merged_into IS NOT NULL FROM authors a
    WHERE a.organization_id = :organization AND a.id = g.profile) AS is_hidden
FROM given g
"""
# What a place that does not count falls back on: the merged author to whom a decision gave it, so
# that the paper does not return to whom it was taken from; where another place may need that one,
# the profile that the evidence names, which no other place of the paper has.
_BACK = """CASE WHEN r.own <> r.person AND r.turn = 1 AND NOT EXISTS (
    SELECT FROM authorships x WHERE x.organization_id = :organization AND x.paper_id = r.paper_id
    AND coalesce(x.profile_id, x.author_id) = r.own ORDER BY x.position OFFSET 0)
  THEN r.own ELSE r.profile END"""
# Where two profiles of a person stand on one byline, the person's own place counts, else one whose
# profile would show if it fell back, else the first; the other one stays with its profile. After a
# split that profile may be a person of whom a further place counts: then that one stays with its
# profile, too (`yielding`, hardly ever any).
_RESOLVE = text(f"""
WITH RECURSIVE given AS MATERIALIZED ({_GIVEN}),
people AS MATERIALIZED ({_PEOPLE_OF}),
placed AS (
  SELECT p.*, row_number() OVER (PARTITION BY p.paper_id, p.person
    ORDER BY p.profile <> p.person, p.is_hidden, p.own <> p.person, p.position) AS place
  FROM people p),
ranked AS (
  SELECT p.*, row_number() OVER (
    PARTITION BY p.paper_id, p.own, p.place = 1 ORDER BY p.position) AS turn FROM placed p),
first_choice AS MATERIALIZED (
  SELECT r.*, CASE WHEN r.place = 1 THEN r.person ELSE {_BACK} END AS author FROM ranked r),
yielding AS (
  SELECT f.paper_id, f.position, f.profile FROM first_choice f
  WHERE f.place > 1 AND f.author = f.profile AND f.own <> f.profile
  UNION SELECT f.paper_id, f.position, f.profile FROM yielding y JOIN first_choice f
  ON f.paper_id = y.paper_id AND f.place = 1 AND f.person = y.profile
  AND f.position <> y.position),
wanted AS MATERIALIZED (
  SELECT * FROM (
    SELECT f.row, f.author_id, f.profile, CASE WHEN EXISTS (
      SELECT FROM yielding y WHERE y.paper_id = f.paper_id AND y.position = f.position)
      THEN f.profile ELSE f.author END AS author FROM first_choice f) f
  WHERE f.author <> f.author_id)
UPDATE authorships t SET author_id = w.author, profile_id = nullif(w.profile, w.author)
FROM wanted w WHERE t.organization_id = :organization AND t.ctid = w.row
""")


def resolve_papers(session: Session, tenant: Tenant, papers: Iterable[int]) -> None:
    """Let every place on these papers count for the person whom evidence and decisions name."""
    numbers = sorted(set(papers))
    if numbers:
        session.execute(_RESOLVE, {"organization": tenant.organization_id, "papers": numbers})


def resolve_people(session: Session, tenant: Tenant) -> None:
    """Let every profile lead to its person after the log has grown, and their papers too."""
    organization = {"organization": tenant.organization_id}
    changed = list(session.execute(_PEOPLE, organization).scalars())
    if changed:
        asked = {**organization, "authors": changed}
        resolve_papers(session, tenant, session.execute(_THEIR_PAPERS, asked).scalars().all())


_PAIRS = "json_to_recordset(CAST(:rows AS json)) AS {name}(loser bigint, winner bigint)"
_DECIDED_PAPERS = text(
    f"SELECT DISTINCT d.paper_id FROM {_PAIRS.format(name='m')} JOIN authorships s"
    " ON s.organization_id = :organization AND (s.profile_id = m.loser OR s.author_id = m.loser)"
    " JOIN authorships d ON d.organization_id = :organization AND d.paper_id = s.paper_id"
    " AND d.profile_id IS NOT NULL"
)
_LAY_BARE = text(
    "UPDATE authorships SET author_id = profile_id, profile_id = NULL"
    " WHERE organization_id = :organization AND paper_id = ANY(CAST(:papers AS bigint[]))"
    " AND profile_id IS NOT NULL"
)
# An author in the log keeps the row: what was decided about it must stay readable.
_IN_THE_LOG = (
    "(EXISTS (SELECT FROM identity_events e WHERE e.organization_id = :organization"
    " AND e.from_id = m.loser) OR EXISTS (SELECT FROM identity_events e"
    " WHERE e.organization_id = :organization AND e.to_id = m.loser))"
)
_UNIFY = tuple(
    text(statement)
    for statement in (
        f"UPDATE author_identifiers t SET author_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.author_id = m.loser",
        # where both stand on one byline, the first place stays
        f"DELETE FROM authorships s USING {_PAIRS.format(name='m')}"
        " WHERE s.organization_id = :organization AND s.author_id = m.loser AND EXISTS ("
        f"SELECT FROM authorships t LEFT JOIN {_PAIRS.format(name='n')} ON t.author_id = n.loser"
        " WHERE t.organization_id = s.organization_id AND t.paper_id = s.paper_id"
        " AND coalesce(n.winner, t.author_id) = m.winner"
        " AND (n.winner IS NULL OR t.position < s.position))",
        f"UPDATE authorships t SET author_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.author_id = m.loser",
        f"UPDATE identity_moves t SET profile_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.profile_id = m.loser AND NOT EXISTS ("
        f"SELECT FROM identity_moves o LEFT JOIN {_PAIRS.format(name='n')}"
        " ON o.profile_id = n.loser WHERE o.organization_id = t.organization_id"
        " AND o.event_id = t.event_id AND o.paper_id = t.paper_id"
        " AND coalesce(n.winner, o.profile_id) = m.winner"
        " AND (n.winner IS NULL OR o.profile_id < t.profile_id))",
        f"DELETE FROM authors t USING {_PAIRS.format(name='m')}"
        f" WHERE t.organization_id = :organization AND t.id = m.loser AND NOT {_IN_THE_LOG}",
    )
)
_KEPT = text(
    f"SELECT m.loser, m.winner FROM {_PAIRS.format(name='m')} JOIN authors a"
    " ON a.organization_id = :organization AND a.id = m.loser ORDER BY m.loser"
)
_PROVED = text(
    "INSERT INTO identity_events (organization_id, kind, from_id, to_id, reason)"
    " SELECT CAST(:organization AS integer), 'merge', x.person, y.person, :reason FROM ("
    "SELECT coalesce(merged_into, id) AS person FROM authors"
    " WHERE organization_id = :organization AND id = :loser) x, ("
    "SELECT coalesce(merged_into, id) AS person FROM authors"
    " WHERE organization_id = :organization AND id = :winner) y WHERE x.person <> y.person"
)
_REASON = "An import proved them to be one: an ORCID or an id of a source names both."


def unify(session: Session, tenant: Tenant, pairs: Sequence[tuple[int, int]]) -> None:
    """Make the first author of each pair the second, because the evidence of an import says so.

    Decisions of managers stay: an author whom the log mentions is kept and merged instead.
    """
    rows: list[bulk.Row] = [{"loser": loser, "winner": winner} for loser, winner in pairs]
    asked = {"organization": tenant.organization_id, "rows": bulk.encoded(rows)}
    decided = list(session.execute(_DECIDED_PAPERS, asked).scalars())
    if decided:
        session.execute(_LAY_BARE, {"organization": tenant.organization_id, "papers": decided})
    for statement in _UNIFY:
        session.execute(statement, asked)
    kept = session.execute(_KEPT, asked).all()
    for loser, winner in kept:  # hardly ever any
        about = {"loser": loser, "winner": winner, "reason": _REASON}
        session.execute(_PROVED, {"organization": tenant.organization_id, **about})
        resolve_people(session, tenant)
    resolve_papers(session, tenant, decided)
