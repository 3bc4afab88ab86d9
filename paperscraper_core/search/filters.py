"""The filters of a search as conditions on papers: one WHERE for both legs, totals and browsing."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    any_,
    exists,
    func,
    literal,
    not_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Integer, Text

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.models import (
    Author,
    Authorship,
    Paper,
    PaperRun,
    Score,
    SearchDocument,
    SearchPosting,
)
from paperscraper_core.search.types import DIMENSIONS, SearchCriteria
from paperscraper_core.tenancy import Tenant

Where = list[ColumnElement[bool]]

#: Columns of a score that may have a minimum.
SCORE_COLUMNS: Final = ("overall", *DIMENSIONS)

#: What a paper may lack.
MISSING: Final = ("abstract", "year", "citation_count", "doi", "authors", "venue", "type")


def conditions(tenant: Tenant, criteria: SearchCriteria) -> Where:
    """Return the conditions that the filters put on `papers`; empty when nothing is filtered.

    Raises:
        ValidationFailed: a score dimension, or what shall be missing, is unknown.
    """
    found = [*_of_the_paper(criteria), *_of_scores(tenant, criteria)]
    if criteria.author_ids:
        found.append(
            exists().where(
                Authorship.organization_id == tenant.organization_id,
                Authorship.paper_id == Paper.id,
                # an address that names a merged profile means the person
                Authorship.author_id.in_(
                    select(func.coalesce(Author.merged_into, Author.id)).where(
                        Author.organization_id == tenant.organization_id,
                        Author.id == any_(literal(list(criteria.author_ids), ARRAY(BigInteger))),
                    )
                ),
            )
        )
    found += [_without(tenant, name) for name in criteria.missing]
    if criteria.import_run_id is not None:
        found.append(
            exists().where(
                PaperRun.organization_id == tenant.organization_id,
                PaperRun.paper_id == Paper.id,
                PaperRun.run_id == criteria.import_run_id,
            )
        )
    return found


def _of_the_paper(criteria: SearchCriteria) -> Where:
    found: Where = []
    # years are stored in 16 bits; what an address asks for may be more
    if criteria.year_from is not None:
        found.append(Paper.year >= literal(criteria.year_from, Integer))
    if criteria.year_to is not None:
        found.append(Paper.year <= literal(criteria.year_to, Integer))
    if criteria.venues:
        found.append(Paper.venue == any_(literal(list(criteria.venues), ARRAY(Text))))
    if criteria.types:
        found.append(Paper.type == any_(literal(list(criteria.types), ARRAY(Text))))
    if criteria.citations_from is not None:
        found.append(Paper.citation_count >= criteria.citations_from)
    if criteria.citations_to is not None:
        found.append(Paper.citation_count <= criteria.citations_to)
    if criteria.added_after is not None:
        found.append(Paper.created_at > criteria.added_after)
    return found


def _without(tenant: Tenant, name: str) -> ColumnElement[bool]:
    """Papers that lack something: a gap that the overview names leads to its papers."""
    if name == "authors":
        return not_(
            exists().where(
                Authorship.organization_id == tenant.organization_id,
                Authorship.paper_id == Paper.id,
            )
        )
    if name not in MISSING:
        raise ValidationFailed("missing", f"Papers cannot be asked for without “{name}”.")
    lacks: ColumnElement[bool] = getattr(Paper, name).is_(None)
    return lacks


def _of_scores(tenant: Tenant, criteria: SearchCriteria) -> Where:
    minimums = []
    for dimension, value in criteria.min_scores:
        if dimension not in SCORE_COLUMNS:
            raise ValidationFailed("min_scores", f"There is no score dimension “{dimension}”.")
        minimums.append(getattr(Score, dimension) >= value)
    latest = and_(
        Score.organization_id == tenant.organization_id,
        Score.paper_id == Paper.id,
        Score.is_latest,
    )
    if minimums:
        return [exists().where(latest, *minimums)]
    if criteria.scored is None:
        return []
    scored = exists().where(latest)
    return [scored if criteria.scored else not_(scored)]


def with_phrase(tenant: Tenant, phrase: str, rarest_term: int | None) -> ColumnElement[bool]:
    """Papers that hold the (folded) phrase; its rarest term's postings say where to look."""
    if rarest_term is None:  # a word that no paper holds
        return literal(False)
    return Paper.id.in_(
        select(SearchPosting.paper_id)
        .join(
            SearchDocument,
            and_(
                SearchDocument.organization_id == tenant.organization_id,
                SearchDocument.paper_id == SearchPosting.paper_id,
            ),
        )
        .where(
            SearchPosting.organization_id == tenant.organization_id,
            SearchPosting.term_id == rarest_term,
            SearchDocument.lexemes.op("@@")(func.phraseto_tsquery("english", phrase)),
        )
    )


def without_term(tenant: Tenant, term: int) -> ColumnElement[bool]:
    """Papers that do not hold the term."""
    return not_(
        exists().where(
            SearchPosting.organization_id == tenant.organization_id,
            SearchPosting.term_id == term,
            SearchPosting.paper_id == Paper.id,
        )
    )


def allowed(tenant: Tenant, where: Where) -> Select[int]:
    """Select the ids of the organization's papers that fulfil the conditions."""
    return select(Paper.id).where(Paper.organization_id == tenant.organization_id, *where)


def passing(tenant: Tenant, where: Where, rows: FromClause) -> Select[Any]:
    """Of `rows`, those whose paper fulfils the conditions, each looked up by its key."""
    paper = (
        select(literal(1).label("one"))
        .select_from(Paper)
        .where(Paper.organization_id == tenant.organization_id, Paper.id == rows.c.paper_id, *where)
        .offset(0)
        .lateral("paper")
    )
    return select(*rows.c).join(paper, literal(True))
