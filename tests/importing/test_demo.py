"""The demo library is made up, says so, and reads without a problem."""

from paperscraper_core.importing import demo
from tests.importing.reading import papers, problems, read


def test_every_demo_paper_says_that_it_is_made_up() -> None:
    items = read(demo.FILENAME, demo.content())
    found = papers(items)
    assert problems(items) == []
    assert len(found) == 60
    assert len({paper.title for paper in found}) == 60
    for paper in found:
        assert paper.title.startswith("Demo: ")
        assert demo.NOTICE in (paper.abstract or "")
        assert (paper.venue or "").startswith("Demo Journal of ")
        assert all(author.name.startswith("Demo Author ") for author in paper.authors)
        assert paper.doi is None
        assert all(scheme == "external" for scheme, _ in paper.external_ids)


def test_the_demo_library_shows_what_there_is_to_see() -> None:
    found = papers(read(demo.FILENAME, demo.content()))
    people = {author.external_ids for paper in found for author in paper.authors}
    assert len(people) == 25
    unknown = [paper for paper in found if paper.citation_count is None]
    assert len(unknown) == 6  # unknown counts are part of the picture
    for paper in found:
        by_year = sum(count.citations for count in paper.counts_by_year)
        assert paper.citation_count is None or paper.citation_count == by_year
        assert paper.year is not None
        assert 2014 <= paper.year <= 2025
    ids = {value for paper in found for _, value in paper.external_ids}
    cited = {value for paper in found for _, value in paper.referenced_ids}
    assert cited
    assert cited <= ids
    assert demo.content() == demo.content()
