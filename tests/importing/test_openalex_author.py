"""Profiles of OpenAlex: where the API keeps what."""

import pytest

from paperscraper_core.importing.readers.openalex_author import profile_of

ORCID = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"orcid": f"https://orcid.org/{ORCID}"}, ORCID),
        ({"orcid": None, "ids": {"orcid": f"https://orcid.org/{ORCID}"}}, ORCID),
        ({"ids": ["https://orcid.org/" + ORCID]}, None),
        ({}, None),
    ],
)
def test_the_orcid_stands_in_its_field_or_among_the_ids(fields: dict, expected: str | None) -> None:
    author = {"id": "https://openalex.org/A1", "display_name": "Ada Example", **fields}
    assert profile_of(author, 1, 2026).orcid == expected
