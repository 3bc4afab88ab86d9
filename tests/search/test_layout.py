"""Which way an organization's vectors are searched: the rule, and the rows that each way gives."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import event, select, text

from paperscraper_core import db
from paperscraper_core.accounts.queries import system_tenant
from paperscraper_core.embedding.types import MODEL
from paperscraper_core.paging import Page
from paperscraper_core.search import layout, layout_service, queries, semantic_leg, service
from paperscraper_core.search.layout import Way
from paperscraper_core.search.types import Mode, SearchCriteria, SearchHit
from paperscraper_core.tenancy import Tenant

#: Papers of each organization: 80, 16, 3, 0.8 and 0.1 % of all.
SIZES = (1_000, 200, 40, 10, 1)
#: Share of papers that a filter lets through, as years: a paper's year is its number modulo 100.
FILTERS = {
    "all": SearchCriteria(),
    "half": SearchCriteria(year_from=1950),
    "a twentieth": SearchCriteria(year_to=1904),
    "a hundredth": SearchCriteria(year_from=1907, year_to=1907),
    "none": SearchCriteria(year_from=2100),
}


@pytest.mark.parametrize(
    ("papers", "present", "expected"),
    [
        (0, Way.EXACT, Way.EXACT), (20_000, Way.EXACT, Way.EXACT), (20_001, Way.EXACT, Way.BITS),
        (16_001, Way.BITS, Way.BITS), (16_000, Way.BITS, Way.EXACT),
        (300_000, Way.BITS, Way.BITS), (300_001, Way.BITS, Way.INDEX),
        (300_001, Way.EXACT, Way.INDEX), (240_001, Way.INDEX, Way.INDEX),
        (240_000, Way.INDEX, Way.BITS), (16_001, Way.INDEX, Way.BITS), (10, Way.INDEX, Way.EXACT),
    ],
)  # fmt: skip
def test_size_decides_with_room_around_the_thresholds(
    papers: int, present: Way, expected: Way
) -> None:
    assert layout.fitting(papers, present) is expected


def test_a_way_that_fits_is_not_left_again() -> None:
    for papers in range(0, 700_000, 5_000):
        for present in Way:
            chosen = layout.fitting(papers, present)
            assert layout.fitting(papers, chosen) is chosen


@pytest.mark.parametrize(
    ("stored", "papers", "expected"),
    [
        (None, 5, Way.EXACT), (None, 50_000, Way.BITS), (None, 5_000_000, Way.BITS),
        ("exact", 50_000, Way.BITS), ("bits", 17_000, Way.BITS), ("bits", 5, Way.EXACT),
        ("bits", 5_000_000, Way.BITS), ("index", 5, Way.INDEX),
    ],
)  # fmt: skip
def test_only_a_built_index_is_used(stored: str | None, papers: int, expected: Way) -> None:
    assert layout.in_use(stored, papers) is expected


def test_the_index_is_walked_where_the_filter_lets_many_through() -> None:
    assert layout.worth_walking(1_000_000, 500_000, 400)
    assert not layout.worth_walking(1_000_000, 50_000, 400)
    assert not layout.worth_walking(400_000, 0, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    tenant: Tenant
    ids: NDArray[np.int64]
    vectors: NDArray[np.float32]


@pytest.fixture(scope="module")
def libraries(module_database: str) -> tuple[Library, ...]:
    chance = np.random.default_rng(3)
    middles = chance.normal(size=(12, 384))
    return tuple(_fill(f"org-{papers}", papers, middles, chance) for papers in SIZES)


def _fill(
    slug: str, papers: int, middles: NDArray[np.float64], chance: np.random.Generator
) -> Library:
    with db.system() as session:
        organization = text("INSERT INTO organizations (slug, name) VALUES (:s, :s) RETURNING id")
        tenant = system_tenant(session.execute(organization, {"s": slug}).scalar_one())
    vectors = middles[chance.integers(0, 12, papers)] + 1.5 * chance.normal(size=(papers, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    with db.transaction(tenant) as session:
        ids = session.scalars(
            text(
                "INSERT INTO papers (organization_id, title, title_key, year) SELECT :o,"
                " 'Paper ' || i, 'paper ' || i, 1900 + i % 100 FROM generate_series(1, :n) i"
                " ORDER BY i RETURNING id"
            ),
            {"o": tenant.organization_id, "n": papers},
        ).all()
        session.execute(
            text(
                "INSERT INTO embeddings (organization_id, model, paper_id, vector) SELECT :o, :m, *"
                " FROM unnest(CAST(:i AS bigint[]), CAST(:v AS halfvec[]))"
            ),
            {
                "o": tenant.organization_id,
                "m": MODEL,
                "i": list(ids),
                "v": [f"[{','.join(map(str, row))}]" for row in vectors],
            },
        )
        service.index_papers(session, tenant, ids)
    return Library(tenant=tenant, ids=np.array(ids), vectors=vectors.astype(np.float32))


def _use(library: Library, way: Way) -> None:
    """Search a library one way, whatever its size."""
    organization_id = library.tenant.organization_id
    with db.owner() as owner:
        if way is Way.INDEX:
            layout_service.build_index(owner, organization_id, len(library.ids))
        else:
            layout_service.drop_index(owner, organization_id)
    with db.system() as session:
        session.execute(
            text(
                "INSERT INTO search_layouts (organization_id, way) VALUES (:o, :w)"
                " ON CONFLICT (organization_id) DO UPDATE SET way = excluded.way"
            ),
            {"o": organization_id, "w": way},
        )


@pytest.mark.parametrize("long_walks", [False, True])
@pytest.mark.parametrize("way", list(Way))
def test_each_way_gives_all_the_rows_there_are_and_the_right_ones(
    libraries: tuple[Library, ...], way: Way, long_walks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way is not Way.INDEX and long_walks:
        pytest.skip("only an index is walked")
    monkeypatch.setattr(layout, "BITS_FROM", 10**9 if way is Way.EXACT else -1)
    if long_walks:
        monkeypatch.setattr(layout, "LONGEST_WALK", 10**9)
    chance = np.random.default_rng(8)
    for library in libraries:
        _use(library, way)
        found = wanted = 0
        for criteria in FILTERS.values():
            for vector in library.vectors[chance.integers(0, len(library.ids), 2)]:
                right = _nearest(library, criteria, vector)
                page = _search(library, criteria, vector)
                scores = [hit.score for hit in page.rows]
                assert scores == sorted(scores, reverse=True)
                assert page.total == right.total
                assert len(page.rows) == min(10, right.total)
                found += len({hit.paper_id for hit in page.rows} & set(right.ids))
                wanted += len(right.ids)
        assert found >= 0.99 * wanted if way is not Way.EXACT else found == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    ids: list[int]
    total: int


def _nearest(library: Library, criteria: SearchCriteria, vector: NDArray[np.float32]) -> Right:
    """What numpy finds among all papers that the filter lets through."""
    years = 1900 + np.arange(1, len(library.ids) + 1) % 100
    let_through = (years >= (criteria.year_from or 0)) & (years <= (criteria.year_to or 9999))
    among = np.flatnonzero(let_through)
    best = among[np.argsort(-(library.vectors[among] @ vector), kind="stable")[:10]]
    return Right(ids=[int(x) for x in library.ids[best]], total=len(among))


def _search(
    library: Library, criteria: SearchCriteria, vector: NDArray[np.float32]
) -> Page[SearchHit]:
    asked = replace(criteria, query="something", mode=Mode.SEMANTIC, size=10)
    with db.reading(library.tenant) as session:
        return queries.search(session, library.tenant, asked, vector)


def test_the_organizations_own_index_is_used(
    libraries: tuple[Library, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "BITS_FROM", -1)
    library = libraries[0]
    _use(library, Way.INDEX)
    plans = []

    def explain(connection: Any, _cursor: Any, sent: str, values: Any, *_others: Any) -> None:
        if "ORDER BY embeddings.vector" in sent and "EXPLAIN" not in sent:
            with connection.connection.cursor() as own:
                own.execute(f"EXPLAIN {sent}", values)
                plans.append("\n".join(row[0] for row in own.fetchall()))

    event.listen(db.engine(), "before_cursor_execute", explain)
    try:
        for criteria in (FILTERS["all"], FILTERS["half"]):
            _search(library, criteria, library.vectors[0])
    finally:
        event.remove(db.engine(), "before_cursor_execute", explain)
    assert len(plans) == 2
    for plan in plans:
        assert layout.index_name(library.tenant.organization_id) in plan, plan
        assert "Sort" not in plan, plan


def test_an_exact_search_is_not_answered_by_the_index(libraries: tuple[Library, ...]) -> None:
    library = libraries[0]
    _use(library, Way.INDEX)
    near = semantic_leg.near(library.tenant, library.vectors[0], [], 10, Way.EXACT).nearest
    with db.reading(library.tenant) as session:
        session.execute(text("SET LOCAL enable_sort = off"))
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL hnsw.ef_search = 1"))
        assert len(session.execute(select(near)).all()) == 10
