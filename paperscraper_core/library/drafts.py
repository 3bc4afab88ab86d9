"""Papers typed by hand, checked. Pure: the present year is an argument."""

from urllib.parse import urlsplit

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.importing.dates import FIRST_YEAR
from paperscraper_core.importing.identifiers import normalise_doi
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.text import MAX_ABSTRACT, MAX_TITLE, clean_text
from paperscraper_core.importing.types import AuthorRecord, PaperRecord
from paperscraper_core.library.merging import HAND
from paperscraper_core.library.records import MAX_COUNT
from paperscraper_core.library.types import PaperDraft

_MAX_SHORT = 500
_MAX_NAME = 300
_MAX_AUTHORS = 20_000


def checked(draft: PaperDraft, today_year: int) -> PaperRecord:
    """Return the draft as a record, in the spelling that the library keeps.

    Raises:
        ValidationFailed: a field is not valid; its message says what to do.
    """
    title = clean_text(draft.title)
    if not 1 <= len(title) <= MAX_TITLE:
        raise ValidationFailed(
            "title", f"A title has 1 to {MAX_TITLE} characters; this one has {len(title):,}."
        )
    return PaperRecord(
        row=0,
        title=title,
        source_name=HAND,
        abstract=_text("abstract", draft.abstract, MAX_ABSTRACT),
        year=_year(draft.year, today_year),
        doi=_doi(draft.doi),
        venue=_text("venue", draft.venue),
        type=_text("type", draft.type),
        url=_url(draft.url),
        citation_count=_count(draft.citation_count),
        authors=_authors(draft.authors),
        keywords=tuple(dict.fromkeys(filter(None, (_text("keyword", k) for k in draft.keywords)))),
    )


def _text(field: str, value: str | None, limit: int = _MAX_SHORT) -> str | None:
    cleaned = clean_text(value or "")
    if len(cleaned) > limit:
        raise ValidationFailed(
            field, f"The {field} has {len(cleaned):,} characters; at most {limit:,} fit."
        )
    return cleaned or None


def _year(value: int | None, today_year: int) -> int | None:
    if value is not None and not FIRST_YEAR <= value <= today_year + 2:
        raise ValidationFailed("year", f"A year lies between {FIRST_YEAR} and {today_year + 2}.")
    return value


def _doi(value: str | None) -> str | None:
    typed = clean_text(value or "")
    doi = normalise_doi(typed)
    if typed and doi is None:
        raise ValidationFailed("doi", "This is not a DOI; one looks like 10.1234/abc.5.")
    return doi


def _url(value: str | None) -> str | None:
    url = _text("url", value, 2000)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValidationFailed("url", "An address starts with http:// or https://.")
    return url


def _count(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MAX_COUNT:
        raise ValidationFailed("citation_count", "A citation count is zero or more.")
    return value


def _authors(names: tuple[str, ...]) -> tuple[AuthorRecord, ...]:
    said = [name for name in (display_name(one) for one in names) if name]
    if len(said) > _MAX_AUTHORS or any(len(name) > _MAX_NAME for name in said):
        raise ValidationFailed(
            "authors",
            f"At most {_MAX_AUTHORS:,} authors, each name of at most {_MAX_NAME} characters.",
        )
    return tuple(AuthorRecord(name=name, position=n) for n, name in enumerate(said, start=1))
