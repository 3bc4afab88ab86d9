"""Every view of the search page survives its address, and odd addresses are dropped, not feared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.components import search_chips, search_narrowing, search_url, search_years
from pages.components.search_url import View
from paperscraper_core.search.filters import MISSING, SCORE_COLUMNS
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.search.weighting import WEIGHABLE, check


class Address(dict[str, Sequence[str]]):
    def get_all(self, key: str) -> list[str]:
        value = self.get(key, [])
        return [value] if isinstance(value, str) else list(value)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NAMES = st.lists(WORDS.filter(bool), max_size=3, unique=True).map(tuple)
IDS = st.lists(st.integers(1, 2**31 - 1), max_size=4, unique=True).map(tuple)
SCORES = st.integers(1, 1000).map(lambda value: value / 100)
WHOLE = st.none() | st.integers(-100, 3000)


def _some(names: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.sets(st.sampled_from(names))
    return chosen.map(lambda found: tuple(name for name in names if name in found))


def _valued(names: Sequence[str]) -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    chosen = st.dictionaries(st.sampled_from(names), SCORES)
    return chosen.map(lambda found: tuple((name, found[name]) for name in names if name in found))


@st.composite
def criteria(draw: st.DrawFn) -> SearchCriteria:
    years = sorted((draw(st.integers(-100, 3000)), draw(st.integers(-100, 3000))))
    cited = sorted((draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))))
    return SearchCriteria(
        query=draw(WORDS),
        mode=draw(st.sampled_from(Mode)),
        sort=draw(st.sampled_from(Sort)),
        year_from=draw(st.sampled_from([None, years[0]])),
        year_to=draw(st.sampled_from([None, years[1]])),
        venues=draw(NAMES),
        types=draw(NAMES),
        author_ids=draw(IDS),
        citations_from=draw(st.sampled_from([None, cited[0]])),
        citations_to=draw(st.sampled_from([None, cited[1]])),
        scored=draw(st.sampled_from([None, True, False])),
        min_scores=draw(_valued(SCORE_COLUMNS)),
        missing=draw(_some(MISSING)),
        import_run_id=draw(st.none() | st.integers(1, 10**6)),
        added_after=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        weights=draw(_valued(WEIGHABLE)),
        number=draw(st.integers(1, 100_000)),
    )


@settings(max_examples=80, deadline=None)
@given(criteria(), IDS, IDS, st.none() | st.integers(1, 10**9))
def test_every_view_survives_its_address(
    found: SearchCriteria, compare: tuple[int, ...], like: tuple[int, ...], saved: int | None
) -> None:
    view = View(criteria=found, compare=compare if len(compare) > 1 else (), like=like, saved=saved)
    assert search_url.read_view(Address(search_url.write_view(view))) == view
    again = search_url.read(search_url.parameters_of(search_url.address_of(found)))
    assert again == replace(found, number=1)


PARAMETERS = (
    "q", "mode", "sort", "year_from", "year_to", "venue", "type", "author", "citations_from",
    "citations_to", "scored", "min_overall", "w_novelty", "w_relevance", "w_evil", "run",
    "missing", "added_after", "page", "compare", "like", "saved",
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=30), max_size=3)))
def test_any_address_is_read_and_then_stays(address: Mapping[str, list[str]]) -> None:
    view = search_url.read_view(Address(address))
    assert search_url.read_view(Address(search_url.write_view(view))) == view
    check(view.criteria.weights)  # the search takes whatever the address gives


@pytest.mark.parametrize(
    "address",
    [
        {"compare": "1"}, {"compare": "1,1"}, {"compare": "-1,0,x"}, {"compare": "²,³"},
        {"like": "0"}, {"saved": "1e3"}, {"w_novelty": "11"}, {"w_novelty": "-1"},
        {"w_novelty": "nan"}, {"w_password": "5"}, {"added_after": "yesterday"},
        {"added_after": "0001-01-01T00:00:00+23:00"}, {"like": "9" * 40},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out(address: dict[str, str]) -> None:
    assert search_url.read_view(Address(address)) == View(criteria=SearchCriteria())


def test_only_so_many_papers_are_compared() -> None:
    view = search_url.read_view(Address(compare="1,2,3,4,5,6,7,8"))
    assert view.compare == (1, 2, 3, 4, 5, 6)


def test_a_saved_address_of_rubbish_is_an_empty_search() -> None:
    rubbish = search_url.parameters_of("&".join(f"a{n}={n}" for n in range(5000)))
    assert search_url.read(rubbish) == SearchCriteria()


def test_a_moment_without_a_zone_is_utc() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert search_url.read(Address(added_after="2026-03-01T12:00")).added_after == moment
    east = search_url.read(Address(added_after="2026-03-01T14:00+02:00")).added_after
    assert east == moment
    assert east is not None
    assert east.utcoffset() == timedelta(0)


def test_a_click_narrows_and_another_one_widens() -> None:
    start = SearchCriteria(query="x", missing=("venue",), number=4)
    one = search_narrowing.toggled(start, "venue", "A")
    assert (one.venues, one.missing, one.number) == (("A",), (), 1)
    assert search_narrowing.toggled(one, "venue", "A") == SearchCriteria(query="x")
    both = search_narrowing.toggled(one, "venue", "B")
    assert both.venues == ("A", "B")
    assert search_narrowing.toggled(both, "venue", "A").venues == ("B",)
    unknown = search_narrowing.unknown_toggled(both, "venue")
    assert (unknown.venues, unknown.missing) == ((), ("venue",))
    assert search_narrowing.unknown_toggled(unknown, "venue") == SearchCriteria(query="x")


def test_a_year_of_a_decade_leads_back_to_its_decade() -> None:
    decade = search_narrowing.period(SearchCriteria(), 2010, 2019)
    assert search_narrowing.inside(decade, 2010)
    year = search_narrowing.period(decade, 2013, 2013, 2010)
    assert (year.year_from, year.year_to) == (2013, 2013)
    assert search_narrowing.inside(year, 2010)
    assert search_narrowing.period(year, 2013, 2013, 2010) == decade
    assert search_narrowing.period(decade, 2010, 2019) == SearchCriteria()
    assert search_narrowing.number_on(year) == 1


@settings(max_examples=40, deadline=None)
@given(criteria())
def test_taking_every_filter_off_leaves_none(found: SearchCriteria) -> None:
    left = found
    for _ in range(60):
        chips = search_chips.parts(left, {})
        if not chips:
            break
        left = chips[0][1]
    assert left == replace(search_chips.cleared(found), number=left.number)


def test_bars_mark_the_chosen_years_and_stay_few() -> None:
    drawn = search_years.bars([(2020, 4), (2018, 1), (1700, 2)], 2018, 2020)
    assert drawn.count("<i ") <= 40
    assert drawn.count('class="in"') == 1
    assert "2,0" not in drawn
    few = search_years.bars([(2020, 4), (2018, 1)], None, None)
    assert few.count("<i ") == 3
    assert "2019: 0 papers" in few


def test_an_address_of_thousands_of_values_is_cut() -> None:
    many = [str(number) for number in range(1, 5001)]
    found = search_url.read(Address(venue=many, type=many, author=many))
    most = search_url.MOST_VALUES
    assert found.venues == found.types == tuple(many[:most])
    assert found.author_ids == tuple(range(1, most + 1))
