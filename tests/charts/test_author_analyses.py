"""Charts of an author's analyses: what is drawn are the values, and the words are on the figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from paperscraper_core.charts import author_band, author_rows
from paperscraper_core.charts.author_collaborations import countries, institutions
from paperscraper_core.charts.author_network import COMMUNITIES, coauthor_network
from paperscraper_core.charts.author_self_citations import self_citations
from paperscraper_core.charts.author_topics import topics_over_time
from paperscraper_core.charts.author_venues import venues
from paperscraper_core.charts.types import ChartRows, Theme
from paperscraper_core.metrics.analysis_types import (
    BandPoint,
    CoauthorNetwork,
    Collaborations,
    CountryRow,
    InstitutionRow,
    NetworkEdge,
    NetworkNode,
    PeerGroup,
    Peers,
    SelfCitations,
    SelfCitationYear,
    Standing,
    Topics,
    TopicSeries,
    VenueRow,
    Venues,
    WorkGroup,
    YearPapers,
)
from paperscraper_core.metrics.types import LibraryDate

DATE = LibraryDate(day=date(2024, 6, 1), year=2024)
HOSTILE = '<script>alert("x")</script> %{x} <b>' + "y" * 500


def work(papers: int, citations: int | None = 7, first: int | None = 2001) -> WorkGroup:
    return WorkGroup(
        papers=papers,
        citations=citations,
        papers_without_count=1,
        first_year=first,
        last_year=None if first is None else first + 9,
        paper_ids=tuple(range(100, 100 + papers)),
    )


def network(nodes: int = 3, name: str = "Ben", **more: Any) -> CoauthorNetwork:
    people = [
        NetworkNode(
            author_id=n + 1,
            name="Ada" if n == 0 else f"{name} {n}",
            papers_together=max(12 - n, 1),
            papers=20,
            h_index=None if n == 1 else n,
            community=n % 9,
            x=(n % 20) / 20,
            y=-(n % 7) / 7,
        )
        for n in range(nodes)
    ]
    edges = [NetworkEdge(a=1, b=n, papers=n, weight=n / 2) for n in range(2, nodes + 1)]
    values: dict[str, Any] = {"coauthors": nodes - 1, "left_out": 0, "papers_left_out": 0, **more}
    return CoauthorNetwork(
        author_id=1, library_date=DATE, nodes=tuple(people), edges=tuple(edges),
        largest_team=50, **values,
    )  # fmt: skip


def series(topic: str | None, *years: tuple[int, int]) -> TopicSeries:
    return TopicSeries(
        topic=topic,
        papers=sum(papers for _, papers in years),
        years=tuple(
            YearPapers(year=year, papers=papers, paper_ids=tuple(range(year, year + papers)))
            for year, papers in years
        ),
    )


def topics(*named: TopicSeries, **more: Any) -> Topics:
    values: dict[str, Any] = {
        "other": series(None, (2003, 2)), "other_topics": 2, "unknown": series(None, (2002, 1)),
        "papers": 20, "papers_without_topic": 1, "papers_without_year": 3, **more,
    }  # fmt: skip
    return Topics(author_id=1, library_date=DATE, series=named, **values)


def year(number: int | None, found: int, same: int, any_author: int) -> SelfCitationYear:
    return SelfCitationYear(
        year=number, found=found, same_author=same, any_author=any_author,
        paper_ids=(1, 2, 3), same_author_paper_ids=(1,), any_author_paper_ids=(1, 2),
    )  # fmt: skip


def cited(*years: SelfCitationYear, **more: Any) -> SelfCitations:
    values: dict[str, Any] = {
        "citations": 100, "found": sum(y.found for y in years),
        "same_author": sum(y.same_author for y in years),
        "any_author": sum(y.any_author for y in years), "coverage": 0.17,
        "warning": "Only 17% of the citations can be judged.", **more,
    }  # fmt: skip
    return SelfCitations(
        author_id=1, library_date=DATE, h_index=5, h_without_known_self_citations=4,
        h_without_known_any_author=3, years=years, papers=(), **values,
    )  # fmt: skip


def peers(band: tuple[BandPoint, ...]) -> Peers:
    standing = Standing(metric="h_index", value=9, percentile=81.5, peers=64)
    group = PeerGroup(
        topic=None, age_from=8, age_to=12, peers=64, standings=(standing,), warning=None
    )
    return Peers(
        author_id=1, library_date=DATE, first_year=2015, career_age=10, minimum_papers=3,
        reference=200, main_topic=None, same_age=group, same_topic=None, band=band,
        warning=None, missing=None,
    )  # fmt: skip


TOPICS = topics(series("Sand", (2001, 3), (2003, 1)), series("Clay", (2002, 4)))
VENUES = Venues(
    author_id=1, library_date=DATE, unknown=work(2), papers=9,
    rows=(VenueRow(venue="Sand", work=work(4)), VenueRow(venue="Clay", work=work(1, None, None))),
)  # fmt: skip
TOGETHER = Collaborations(
    author_id=1, library_date=DATE, papers=9, alone=2, unknown_institution=3, unknown_country=4,
    institutions=(
        InstitutionRow(institution_id=1, name="ETH", country_code="CH", own=True, work=work(4)),
        InstitutionRow(institution_id=2, name="Nowhere", country_code=None, own=False,
                       work=work(1)),
    ),
    countries=(CountryRow(country_code="CH", own=True, work=work(4)),
               CountryRow(country_code="QQ", own=False, work=work(2))),
)  # fmt: skip
SELF = cited(year(2020, 9, 2, 3), year(2022, 5, 0, 1), year(None, 3, 0, 0))
BAND = tuple(
    BandPoint(career_age=age, low=1.0, median=age / 2, high=float(age), authors=25 + age)
    for age in range(1, 11)
)
NOBODY = Collaborations(
    author_id=1, library_date=DATE, papers=2, alone=2, unknown_institution=0, unknown_country=0,
    institutions=(), countries=(),
)  # fmt: skip

FILLED: dict[str, Callable[[Theme], Any]] = {
    "network": lambda t: coauthor_network(network(), t),
    "topics": lambda t: topics_over_time(TOPICS, t),
    "venues": lambda t: venues(VENUES, t),
    "institutions": lambda t: institutions(TOGETHER, t),
    "countries": lambda t: countries(TOGETHER, t),
    "self-citations": lambda t: self_citations(SELF, t),
}
EMPTY: dict[str, Callable[[Theme], Any]] = {
    "network": lambda t: coauthor_network(network(0, coauthors=0), t),
    "crowds": lambda t: coauthor_network(network(0, coauthors=0, papers_left_out=4), t),
    "topics": lambda t: topics_over_time(topics(other=None, unknown=None), t),
    "venues": lambda t: venues(
        Venues(author_id=1, library_date=DATE, rows=(), unknown=None, papers=0), t
    ),
    "institutions": lambda t: institutions(NOBODY, t),
    "countries": lambda t: countries(NOBODY, t),
    "self-citations": lambda t: self_citations(cited(coverage=0.0), t),
    "uncited": lambda t: self_citations(cited(citations=0, coverage=None), t),
    "undated": lambda t: self_citations(cited(year(None, 3, 0, 0)), t),
}


def small_print(figure: Any) -> str:
    return str(figure.layout.title.subtitle.text).replace("-<br>", "-").replace("<br>", " ")


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", FILLED)
def test_words_units_and_date_are_on_the_figure(name: str, theme: Theme) -> None:
    figure = FILLED[name](theme)
    assert figure.layout.title.text
    assert "As of 2024-06-01" in small_print(figure)
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    if name != "network":  # its places are no axes
        assert figure.layout.xaxis.title.text
        assert figure.layout.yaxis.title.text
    longest = max(len(line) for line in figure.layout.title.subtitle.text.split("<br>"))
    assert longest <= 80  # 68 characters, some of them escaped: fits a phone


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", EMPTY)
def test_without_data_there_is_a_sentence(name: str, theme: Theme) -> None:
    figure = EMPTY[name](theme)
    assert not figure.data
    (said,) = figure.layout.annotations
    assert said.text.endswith(".")


@pytest.mark.parametrize("name", FILLED)
def test_light_and_dark_differ_in_colour_only(name: str) -> None:
    light, dark = (FILLED[name](theme) for theme in (Theme.LIGHT, Theme.DARK))
    assert [trace.name for trace in light.data] == [trace.name for trace in dark.data]
    assert light.layout.font.color != dark.layout.font.color


def test_topics_are_drawn_as_counted() -> None:
    figure = topics_over_time(TOPICS, Theme.LIGHT)
    drawn = {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert drawn == {
        "Sand (4)": {2001: 3, 2003: 1},
        "Clay (4)": {2002: 4},
        "2 other topics (2)": {2003: 2},
        "no topic known (1)": {2002: 1},
    }
    assert list(figure.data[0].customdata) == [[2001, 2002, 2003], [2003]]
    assert "Without a topic: 1 of 20 papers" in small_print(figure)
    assert "Not drawn: 3 papers without a year" in small_print(figure)


def test_no_two_topics_look_the_same() -> None:
    many = topics(*(series(f"Topic {n}", (2001, 1)) for n in range(28)))
    figure = topics_over_time(many, Theme.DARK)
    looks = [(trace.marker.color, trace.marker.pattern.shape) for trace in figure.data]
    assert len(set(looks)) == len(looks) == 30


def test_venues_carry_papers_citations_and_ids() -> None:
    figure = venues(VENUES, Theme.LIGHT, top=1)
    (bars,) = figure.data
    assert (list(bars.x), list(bars.customdata)) == ([4], [[100, 101, 102, 103]])
    assert "7 cited" in bars.text[0]
    assert "4 papers, 7 citations (1 paper without a count)" in bars.hovertext[0]
    assert "Not drawn: 1 venue with 1 paper." in small_print(figure)
    assert "venue: 2 of 9 papers" in small_print(figure)
    unknown = venues(VENUES, Theme.LIGHT).data[0]
    assert unknown.text[1] == "1"  # no citation count: not "0 cited"
    assert "citations unknown" in unknown.hovertext[1]


def test_own_institutions_are_marked_and_the_unknown_said() -> None:
    figure = institutions(TOGETHER, Theme.LIGHT)
    assert list(figure.data[0].marker.pattern.shape) == ["/", ""]
    assert "known for 3 of 7 papers" in small_print(figure)
    names = [note.text for note in figure.layout.annotations]
    assert names == ["ETH (CH)", "Nowhere"]
    by_country = countries(TOGETHER, Theme.LIGHT)
    assert [note.text for note in by_country.layout.annotations] == ["Switzerland", "QQ"]
    assert list(by_country.data[0].x) == [4, 2]
    assert "4 of 7 papers" in small_print(by_country)


def test_self_citations_by_both_rules_with_their_coverage() -> None:
    figure = self_citations(SELF, Theme.LIGHT)
    drawn = {trace.name: list(trace.y) for trace in figure.data}
    assert drawn == {
        "by this author": [2, 0], "by co-authors of the paper only": [1, 1], "by others": [6, 4],
    }  # fmt: skip
    said = small_print(figure)
    for words in (
        "12% by this author",
        "24% by any author",
        "Not drawn: 3 citations",
    ):
        assert words in said
    assert "Only 17%" in said  # the warning is on the chart
    sound = self_citations(cited(year(2020, 40, 2, 3), coverage=0.6, warning=None), Theme.LIGHT)
    assert "The library holds 60% of 100 citations" in small_print(sound)
    assert [list(ids) for ids in figure.data[0].customdata] == [[1], [1]]


def test_the_network_shows_names_weights_and_ids() -> None:
    figure = coauthor_network(network(12, left_out=3, coauthors=14, papers_left_out=2), Theme.LIGHT)
    marks = [trace for trace in figure.data if trace.mode == "markers+text"]
    shown = {ids[0] for trace in marks for ids in trace.customdata}
    assert shown == set(range(1, 13))
    assert any(
        "11 papers together, 20 in the library, h unknown" in t for m in marks for t in m.hovertext
    )
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert sum(len(trace.x) for trace in lines) == 3 * 11
    assert [trace.line.width for trace in lines] == [1.3, 2.4, 4]  # 2 to 12 papers together
    looks = [(m.marker.symbol, m.marker.color) for m in marks]
    assert len(set(looks)) == len(looks) == COMMUNITIES + 2
    assert len({symbol for symbol, _ in looks}) == len(looks)  # colour is never alone
    said = small_print(figure)
    assert "11 of 14 co-authors" in said
    assert "Left out: 2 papers with more than 50 authors" in said


def test_a_network_of_7000_is_drawn_with_few_traces() -> None:
    figure = coauthor_network(network(7000), Theme.DARK)
    assert len(figure.data) <= 4 + COMMUNITIES + 2
    labels = [text for trace in figure.data if trace.mode == "markers+text" for text in trace.text]
    assert len(labels) == 7000
    assert sum(bool(text) for text in labels) < 20


@pytest.mark.parametrize(
    "figure",
    [
        coauthor_network(network(3, name=HOSTILE), Theme.LIGHT),
        topics_over_time(topics(series(HOSTILE, (2001, 3))), Theme.LIGHT),
        venues(
            Venues(author_id=1, library_date=DATE, papers=1, unknown=None,
                   rows=(VenueRow(venue=HOSTILE, work=work(1)),)), Theme.LIGHT),
        institutions(
            Collaborations(
                author_id=1, library_date=DATE, papers=1, alone=0, unknown_institution=0,
                unknown_country=0, countries=(),
                institutions=(InstitutionRow(institution_id=1, name=HOSTILE, country_code="<b>",
                                             own=False, work=work(1)),)), Theme.LIGHT),
    ],
    ids=["network", "topics", "venues", "institutions"],
)  # fmt: skip
def test_hostile_names_are_text(figure: Any) -> None:
    spelled = figure.to_json()
    assert "\\u003cscript" not in spelled
    assert "<script" not in spelled
    assert "%{x} \\u0026lt;b" not in spelled
    assert "y" * 100 not in spelled


def test_the_band_lies_on_the_authors_years() -> None:
    band = author_band.expected_band(peers(BAND), Theme.LIGHT)
    assert band is not None
    low, high, middle = band.traces
    assert list(low["x"]) == list(range(2015, 2025)) == list(high["x"])
    assert (low["y"][-1], middle["y"][-1], high["y"][-1]) == (1.0, 5.0, 10.0)
    assert high["fill"] == "tonexty"
    assert band.highest == 10
    assert "Small group: 26 authors" in band.words
    assert "3 papers or more" in band.words
    assert author_band.expected_band(peers(()), Theme.DARK) is None


ROWS: dict[str, tuple[ChartRows, int]] = {
    "self-citations": (author_rows.rows_of_self_citations(SELF), 3),
    "nodes": (author_rows.rows_of_network_nodes(network(4)), 4),
    "topics": (author_rows.rows_of_topics(TOPICS), 5),
    "venues": (author_rows.rows_of_venues(VENUES), 3),
    "institutions": (author_rows.rows_of_institutions(TOGETHER), 2),
    "countries": (author_rows.rows_of_countries(TOGETHER), 2),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_data_behind_a_chart_is_complete(name: str) -> None:
    table, count = ROWS[name]
    assert len(table.rows) == count
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len({column.key for column in table.columns}) == len(table.columns)
    assert all(column.title and column.definition for column in table.columns)


def test_the_data_behind_a_chart_are_its_values() -> None:
    assert ROWS["self-citations"][0].rows[0] == (2020, 9, 2, 3, 6)
    assert ROWS["self-citations"][0].rows[-1][0] is None
    assert ROWS["venues"][0].rows[1] == ("Clay", 1, None, 1, None, None)
    assert ROWS["countries"][0].rows[0][:3] == ("CH", "Switzerland", "yes")
    assert ROWS["topics"][0].rows[-1] == (None, 2002, 1)
