"""The statement behind a refresh: numbers, what was observed of whom, and marks, in one go.

One statement is one look at the library: what it stores, what it deletes and what it observes
cannot contradict each other, and one changed paper costs one plan, which the server keeps.
"""

from __future__ import annotations

from typing import Final

from paperscraper_core.metrics import statements

_COLUMNS: Final = ", ".join(statements.COLUMNS)
_UPDATED: Final = ", ".join(f"{name} = excluded.{name}" for name in statements.COLUMNS)
#: What a snapshot compares: it is worth a row when one of these differs.
NUMBERS: Final = ("papers", "papers_without_count", "citations", "h_index", "g_index", "i10_index")
_NUMBERS: Final = ", ".join(NUMBERS)
_KEPT: Final = f"counts_as_of, {_NUMBERS}, core_papers, core_citations"
_KEPT_UPDATED: Final = ", ".join(
    f"{name} = excluded.{name}" for name in (*_KEPT.split(", "), "created_at")
)
_CHOSEN: Final = "SELECT unnest(CAST(:authors AS bigint[]))"

# A person without papers has no numbers, and that is an observation, too; a merged profile is not.
_SEEN: Final = f"""
SELECT author_id, counts_as_of, {_NUMBERS}, coalesce(core_papers, '{{}}') AS core_papers,
       coalesce(core_citations, '{{}}') AS core_citations FROM fresh
UNION ALL
SELECT g.author_id, NULL, 0, 0, NULL, NULL, NULL, NULL, '{{}}', '{{}}' FROM gone g
WHERE NOT EXISTS (SELECT FROM authors a WHERE a.organization_id = :organization_id
  AND a.id = g.author_id AND a.merged_into IS NOT NULL)
"""
_COMPARED: Final = f"""
SELECT s.*, e.author_id IS NOT NULL AND ({", ".join(f"s.{name}" for name in NUMBERS)})
         IS NOT DISTINCT FROM ({", ".join(f"e.{name}" for name in NUMBERS)}) AS is_known
FROM seen s LEFT JOIN LATERAL (
  SELECT author_id, {_NUMBERS} FROM author_metric_snapshots o
  WHERE o.organization_id = :organization_id AND o.author_id = s.author_id
    AND o.observed_on < current_date
  ORDER BY o.observed_on DESC LIMIT 1) e ON true
"""


def _write(authors: str | None) -> str:
    of_these = "AND m.author_id = ANY(CAST(:authors AS bigint[]))" if authors else ""
    return f"""
WITH fresh AS MATERIALIZED ({statements.observations(authors)}),
stored AS (
  INSERT INTO author_metrics (organization_id, author_id, {_COLUMNS})
  SELECT CAST(:organization_id AS integer), author_id, {_COLUMNS} FROM fresh ORDER BY author_id
  ON CONFLICT (organization_id, author_id) DO UPDATE SET {_UPDATED}),
gone AS (
  DELETE FROM author_metrics m WHERE m.organization_id = :organization_id {of_these}
    AND NOT EXISTS (SELECT FROM fresh f WHERE f.author_id = m.author_id)
  RETURNING m.author_id),
seen AS ({_SEEN}),
compared AS MATERIALIZED ({_COMPARED}),
observed AS (
  INSERT INTO author_metric_snapshots (organization_id, author_id, observed_on, {_KEPT})
  SELECT CAST(:organization_id AS integer), author_id, current_date, {_KEPT}
  FROM compared WHERE NOT is_known ORDER BY author_id
  ON CONFLICT (organization_id, author_id, observed_on) DO UPDATE SET {_KEPT_UPDATED}),
taken_back AS (
  DELETE FROM author_metric_snapshots o WHERE o.organization_id = :organization_id
    AND o.author_id = ANY(ARRAY(SELECT author_id FROM compared WHERE is_known))
    AND o.observed_on = current_date)
DELETE FROM author_metric_marks WHERE organization_id = :organization_id AND id <= :newest
"""


#: Stores the numbers of ``:authors`` and takes the marks up to ``:newest``; ``ALL`` of everybody.
FEW: Final = _write(_CHOSEN)
ALL: Final = _write(None)
