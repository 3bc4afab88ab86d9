"""An author object of OpenAlex: who it says they are and the metrics it reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paperscraper_core.importing.identifiers import normalise_openalex_id, normalise_orcid
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.readers.openalex_work import SOURCE_NAME, affiliations_of
from paperscraper_core.importing.types import AuthorProfileRecord


def is_author(value: Mapping[str, object]) -> bool:
    """Whether a JSON object is an author of OpenAlex with a name."""
    name = value.get("display_name")
    return (
        normalise_openalex_id(value.get("id"), "A") is not None
        and isinstance(name, str)
        and bool(name.strip())
    )


def profile_of(author: Mapping[str, Any], row: int, today_year: int) -> AuthorProfileRecord:
    """The profile; counts that make no sense are unknown."""
    draft = Draft(row, today_year)
    stats = author.get("summary_stats") if isinstance(author.get("summary_stats"), dict) else {}
    last = author.get("last_known_institutions") or [author.get("last_known_institution")]
    alternatives = author.get("display_name_alternatives")
    return AuthorProfileRecord(
        row=row,
        name=display_name(author["display_name"])[:300],
        source_name=SOURCE_NAME,
        external_ids=present([("openalex", normalise_openalex_id(author.get("id"), "A"))]),
        # bundles of the API keep it among the ids and leave the field itself empty
        orcid=normalise_orcid(author.get("orcid") or _ids(author).get("orcid")),
        name_alternatives=draft.names(
            "name", alternatives[:100] if isinstance(alternatives, list) else ()
        ),
        works_count=draft.count("works_count", author.get("works_count")),
        cited_by_count=draft.count("cited_by_count", author.get("cited_by_count")),
        h_index=draft.count("h_index", (stats or {}).get("h_index")),
        i10_index=draft.count("i10_index", (stats or {}).get("i10_index")),
        last_known_institutions=affiliations_of(last),
    )


def _ids(author: Mapping[str, Any]) -> Mapping[str, Any]:
    ids = author.get("ids")
    return ids if isinstance(ids, dict) else {}
