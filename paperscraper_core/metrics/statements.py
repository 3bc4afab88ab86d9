"""The indices of many authors in one set-based statement: the SQL twin of ``summary.py``.

Every text takes ``:organization_id`` and ``:as_of_year``. The pure functions say what each number
means; a test on random libraries holds the two equal.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from .types import AuthorIndices

#: The columns of the statement and of ``author_metrics``, in one order.
COLUMNS: Final = tuple(field.name for field in fields(AuthorIndices))

#: Authors whose stored numbers are out of date. Two ranges of years, because an index serves those
#: and not "another year". A paper is looked up once, however often it was marked.
STALE: Final = """
SELECT m.author_id FROM author_metric_marks m
WHERE m.organization_id = :organization_id AND m.author_id IS NOT NULL
UNION
SELECT a.author_id FROM (SELECT DISTINCT m.paper_id FROM author_metric_marks m
  WHERE m.organization_id = :organization_id AND m.paper_id IS NOT NULL) marked
JOIN authorships a ON a.organization_id = :organization_id AND a.paper_id = marked.paper_id
UNION
SELECT s.author_id FROM author_metrics s
WHERE s.organization_id = :organization_id AND s.as_of_year < :as_of_year
UNION
SELECT s.author_id FROM author_metrics s
WHERE s.organization_id = :organization_id AND s.as_of_year > :as_of_year
"""

#: The profiles of the person ``a``: the author's own row, and those that were merged into it.
PROFILES: Final = """SELECT a.id UNION ALL SELECT o.id FROM authors o
  WHERE o.organization_id = :organization_id AND o.merged_into = a.id"""

# `greatest` skips NULL, which would make an unknown year the present one, hence CASE.
# Only papers of the chosen authors have their authors counted; one aggregate, not one per row.
# A profile that is merged into somebody has no numbers: its papers count for that person, also
# where both stand on one byline. There are few such profiles, in an index of their own.
_IS_PERSON: Final = """NOT EXISTS (SELECT FROM authors merged
  WHERE merged.organization_id = :organization_id AND merged.id = a.author_id
  AND merged.merged_into IS NOT NULL)"""
_PAPERS: Final = f"""
SELECT a.author_id, a.paper_id, p.year, p.citation_count::bigint AS c, p.counts_as_of, t.n,
       CASE WHEN p.year IS NOT NULL THEN greatest(:as_of_year - p.year + 1, 1) END AS age,
       d.first_dated, coalesce(d.dated, 0) AS dated, coalesce(d.later, 0) AS later
FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
JOIN (SELECT x.paper_id, count(*) AS n FROM authorships x
      WHERE x.organization_id = :organization_id {{team}} GROUP BY x.paper_id) t
  ON t.paper_id = a.paper_id
LEFT JOIN (SELECT x.paper_id, min(x.year) AS first_dated, sum(x.citations) AS dated,
             sum(x.citations) FILTER (WHERE x.year >= :as_of_year) AS later
           FROM citation_counts x
           WHERE x.organization_id = :organization_id {{team}} GROUP BY x.paper_id) d
  ON d.paper_id = a.paper_id
WHERE a.organization_id = :organization_id AND {_IS_PERSON} {{chosen}}
"""

# The same for few authors: each of their papers is looked up once, by the indexes (LATERAL and
# OFFSET 0), also before statistics tell of an organization that has just come. The orders make
# the right index of authorships the cheapest: any that begins with the organization looks as good.
_THEIRS: Final = f"""
SELECT a.author_id, a.paper_id FROM (SELECT DISTINCT * FROM ({{authors}}) told) AS chosen(author_id)
CROSS JOIN LATERAL (SELECT a.author_id, a.paper_id FROM authorships a
  WHERE a.organization_id = :organization_id AND a.author_id = chosen.author_id AND {_IS_PERSON}
  ORDER BY a.paper_id OFFSET 0) a
"""
_THEIR_PAPERS: Final = """
SELECT p.id AS paper_id, p.year, p.citation_count::bigint AS c, p.counts_as_of, t.n,
       CASE WHEN p.year IS NOT NULL THEN greatest(:as_of_year - p.year + 1, 1) END AS age,
       d.first_dated, coalesce(d.dated, 0) AS dated, coalesce(d.later, 0) AS later
FROM (SELECT DISTINCT paper_id FROM theirs) o
JOIN papers p ON p.organization_id = :organization_id AND p.id = o.paper_id
CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT FROM authorships x
  WHERE x.organization_id = :organization_id AND x.paper_id = o.paper_id
  ORDER BY x.position OFFSET 0) x) t
CROSS JOIN LATERAL (SELECT min(x.year) AS first_dated, sum(x.citations) AS dated,
    sum(x.citations) FILTER (WHERE x.year >= :as_of_year) AS later
  FROM citation_counts x
  WHERE x.organization_id = :organization_id AND x.paper_id = o.paper_id) d
"""

# `by_count` is the order of summary.ranked_papers: most cited first, equals older first.
_RANKED: Final = """
SELECT author_id, paper_id, year, c, counts_as_of, n, age, first_dated, dated, later,
       min(first_dated) FILTER (WHERE c IS NOT NULL) OVER (PARTITION BY author_id) AS coverage,
       row_number() OVER by_count AS rank,
       sum(c) OVER by_count AS running,
       sum(1.0::float8 / n) OVER by_count AS effective_rank,
       count(*) FILTER (WHERE year >= :as_of_year - 5 AND year < :as_of_year) OVER by_count
         AS recent_rank,
       row_number() OVER (PARTITION BY author_id ORDER BY c::float8 / age DESC NULLS LAST)
         AS aged_rank,
       row_number() OVER (PARTITION BY author_id ORDER BY c::float8 / n DESC NULLS LAST)
         AS shared_rank
FROM chosen_papers
WINDOW by_count AS (PARTITION BY author_id
  ORDER BY c DESC NULLS LAST, year NULLS LAST, paper_id ROWS UNBOUNDED PRECEDING)
"""

# bounds.citations_at for the end of the year before the as-of year, then one rank for each bound
_BOUNDED: Final = """
SELECT *,
       row_number() OVER (PARTITION BY author_id ORDER BY low DESC NULLS LAST) AS low_rank,
       row_number() OVER (PARTITION BY author_id ORDER BY high DESC NULLS LAST) AS high_rank
FROM (
  SELECT *,
    CASE WHEN c IS NULL THEN NULL
         WHEN dated > c THEN greatest(c - later, 0)
         WHEN dated = c OR year >= :as_of_year THEN dated - later
         WHEN year < coverage AND first_dated IS NOT NULL AND coverage <= :as_of_year THEN c - later
         ELSE dated - later END AS low,
    CASE WHEN c IS NULL THEN NULL
         WHEN dated > c THEN least(dated - later, c)
         WHEN dated = c OR year >= :as_of_year THEN dated - later
         ELSE c - later END AS high
  FROM ranked) bounds
"""

# Sums of fractions follow the rank: added up in another order they differ in the last digit, and
# then a stored number is not the one that a list computes.
_COUNTED: Final = """
SELECT author_id,
       count(*) AS papers,
       count(*) - count(c) AS papers_without_count,
       count(*) - count(year) AS papers_without_year,
       count(c) AS known,
       count(c) FILTER (WHERE year IS NOT NULL) AS known_aged,
       min(year) AS first_year,
       max(year) AS last_year,
       sum(1.0::float8 / n ORDER BY rank) AS fractional_papers,
       sum(c) AS citations,
       sum(c::float8 / n ORDER BY rank) AS fractional_citations,
       CASE WHEN count(year) > 0 THEN greatest(:as_of_year - min(year) + 1, 1) END AS career,
       count(*) FILTER (WHERE c >= rank) AS h,
       count(*) FILTER (WHERE c IS NOT NULL AND running >= rank * rank) AS g,
       count(*) FILTER (WHERE c >= 10) AS i10,
       coalesce(sum(c) FILTER (WHERE c >= rank), 0) AS core,
       coalesce(sum(c::float8 / age ORDER BY rank) FILTER (WHERE c >= rank), 0) AS core_aged,
       count(*) FILTER (WHERE 4 * c >= aged_rank * age) AS contemporary,
       count(*) FILTER (WHERE year >= :as_of_year - 5 AND year < :as_of_year AND c >= recent_rank)
         AS h5,
       count(*) FILTER (WHERE c >= shared_rank * n) AS shared,
       coalesce(max(effective_rank) FILTER (WHERE c >= effective_rank - 1e-9), 0) AS hm,
       sum(c::float8 / age ORDER BY rank) AS awcr,
       max(counts_as_of) AS counts_as_of,
       array_agg(paper_id ORDER BY rank) FILTER (WHERE c >= rank) AS core_papers,
       array_agg(c::integer ORDER BY rank) FILTER (WHERE c >= rank) AS core_citations,
       min(year) FILTER (WHERE c IS NOT NULL) AS first_counted,
       count(*) FILTER (WHERE low >= low_rank) AS ago_lower,
       count(*) FILTER (WHERE high >= high_rank) AS ago_upper
FROM bounded GROUP BY author_id
"""

_NAMED: Final = """
SELECT author_id, CAST(:as_of_year AS integer) AS as_of_year,
       papers, papers_without_count, papers_without_year, first_year, last_year,
       fractional_papers, citations, fractional_citations,
       citations::float8 / career AS citations_per_year,
       CASE WHEN known > 0 THEN h END AS h_index,
       CASE WHEN known > 0 THEN g END AS g_index,
       CASE WHEN known > 0 THEN i10 END AS i10_index,
       CASE WHEN known > 0 THEN h::float8 / career END AS m_quotient,
       CASE WHEN known > 0 THEN sqrt((core - h * h)::float8) END AS e_index,
       CASE WHEN known > 0 THEN core::float8 / greatest(h, 1) END AS a_index,
       CASE WHEN known > 0 THEN sqrt(core::float8) END AS r_index,
       CASE WHEN known > 0 THEN sqrt(core_aged) END AS ar_index,
       CASE WHEN known_aged > 0 THEN contemporary END AS contemporary_h,
       CASE WHEN known_aged > 0 THEN h5 END AS h5_index,
       CASE WHEN known > 0 THEN shared END AS hi_norm,
       CASE WHEN known > 0 THEN shared::float8 / career END AS hi_annual,
       CASE WHEN known > 0 THEN hm END AS hm_index,
       awcr,
       sqrt(awcr) AS aw_index,
       CASE WHEN first_counted < :as_of_year THEN ago_lower END AS h_year_ago_lower,
       CASE WHEN first_counted < :as_of_year THEN ago_upper END AS h_year_ago_upper{core}
FROM counted
"""
_CORE: Final = ", counts_as_of, core_papers, core_citations"


def indices_of(authors: str | None = None, papers: str | None = None) -> str:
    """The statement that computes every index, one row an author with a paper.

    Args:
        authors: A sub-select of author ids, of few authors unless ``papers`` is given; None for all
            authors of the organization.
        papers: A sub-select of the ids of the only papers that count; None for all of them.
    """
    return f"WITH {_parts(authors, papers)} {_NAMED.format(core='')}"


def observations(authors: str | None = None) -> str:
    """The same numbers with what a snapshot keeps: the h-core and the newest day of its counts.

    Args:
        authors: A sub-select of few author ids; None for all authors of the organization.
    """
    return f"WITH {_parts(authors, None)} {_NAMED.format(core=_CORE)}"


def _parts(authors: str | None, papers: str | None) -> str:
    if authors and not papers:
        return (
            f"theirs AS MATERIALIZED ({_THEIRS.format(authors=authors)}),"
            f" their_papers AS MATERIALIZED ({_THEIR_PAPERS}),"
            f" {_computed('SELECT * FROM theirs JOIN their_papers USING (paper_id)')}"
        )
    chosen = f"AND a.author_id IN ({authors})" if authors else ""
    team = (
        f"AND x.paper_id IN (SELECT y.paper_id FROM authorships y WHERE y.organization_id ="
        f" :organization_id AND y.author_id IN ({authors}))"
        if authors
        else ""
    )
    if papers:
        chosen += f" AND a.paper_id IN ({papers})"
        team += f" AND x.paper_id IN ({papers})"
    return _computed(_PAPERS.format(chosen=chosen, team=team))


def _computed(papers: str) -> str:
    return (
        f"chosen_papers AS ({papers}), ranked AS ({_RANKED}), bounded AS ({_BOUNDED}),"
        f" counted AS ({_COUNTED})"
    )


#: Total, h, g and i10 of all authors and nothing else: one sort of all authorships.
HEADLINE: Final = f"""
SELECT author_id, count(*) AS papers, sum(c) AS citations,
       CASE WHEN count(c) > 0 THEN count(*) FILTER (WHERE c >= rank) END AS h_index,
       CASE WHEN count(c) > 0
         THEN count(*) FILTER (WHERE c IS NOT NULL AND running >= rank * rank) END AS g_index,
       CASE WHEN count(c) > 0 THEN count(*) FILTER (WHERE c >= 10) END AS i10_index
FROM (
  SELECT a.author_id, p.citation_count AS c,
         row_number() OVER by_count AS rank, sum(p.citation_count) OVER by_count AS running
  FROM authorships a
  JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
  WHERE a.organization_id = :organization_id AND {_IS_PERSON}
  WINDOW by_count AS (PARTITION BY a.author_id
    ORDER BY p.citation_count DESC NULLS LAST ROWS UNBOUNDED PRECEDING)
) ranked GROUP BY author_id
"""
