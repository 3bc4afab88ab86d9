"""Papers made up for the export tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from paperscraper_core.library.types import PaperExport

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)

PLAIN = PaperExport(
    id=7,
    title="Deep reading of short papers",
    abstract="We read. Then we read again.",
    authors=("Ada B. Lindqvist", "Josef van der Meer"),
    year=2021,
    publication_date=date(2021, 5, 17),
    venue="Journal of Reading",
    type="article",
    doi="10.1234/read.2021_07",
    external_ids=(("openalex", "W700"), ("arxiv", "2105.00001"), ("scopus", "85-7")),
    volume="12",
    issue="3",
    pages="101-110",
    publisher="Reading Press",
    language="en",
    url="https://example.org/read?a=1&b=2",
    keywords=("reading", "papers"),
    topics=("Information science",),
    is_retracted=False,
    citation_count=41,
    counts_as_of=date(2026, 1, 1),
    references_in_library=2,
    cited_by_in_library=0,
    source="openalex",
    created_at=NOW,
    updated_at=NOW,
)

UNKNOWN = replace(
    PLAIN,
    id=8,
    title="A paper nobody knows much about",
    abstract=None,
    authors=(),
    year=None,
    publication_date=None,
    venue=None,
    type=None,
    doi=None,
    external_ids=(),
    volume=None,
    issue=None,
    pages=None,
    publisher=None,
    language=None,
    url=None,
    keywords=(),
    topics=(),
    is_retracted=None,
    citation_count=None,
    counts_as_of=None,
    source=None,
)


def paper(**changes: Any) -> PaperExport:
    """A paper like PLAIN but for the given fields."""
    return replace(PLAIN, **changes)
