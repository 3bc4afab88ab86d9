"""The index's counts stay exact whatever way papers come, change and go."""

import math
import random
import re
from collections import Counter

import pytest
from sqlalchemy import create_engine, text

from paperscraper_core import db
from paperscraper_core.search import bm25, queries, service
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant
from tests.search.papers import P, add

WORDS = [
    "iron",
    "zinc",
    "coral",
    "basalt",
    "river",
    "glacier",
    "pollen",
    "enzyme",
    "laser",
    "plasma",
    "quark",
    "lichen",
]

DRIFT = """
  SELECT 'terms', count(*) FROM (
    SELECT t.id FROM search_terms t LEFT JOIN search_postings p
      ON p.organization_id = t.organization_id AND p.term_id = t.id
    GROUP BY t.id, t.papers HAVING count(p.paper_id) <> t.papers) x
  UNION ALL
  SELECT 'postings', count(*) FROM (
    (SELECT d.paper_id, u.lexeme, d.length,
       cardinality(u.positions) + cardinality(array_positions(u.weights, 'A'))
     FROM search_documents d, unnest(d.lexemes) u
     EXCEPT SELECT p.paper_id, t.term, p.length, p.frequency
       FROM search_postings p JOIN search_terms t ON t.id = p.term_id)
    UNION ALL
    (SELECT p.paper_id, t.term, p.length, p.frequency
       FROM search_postings p JOIN search_terms t ON t.id = p.term_id
     EXCEPT SELECT d.paper_id, u.lexeme, d.length,
       cardinality(u.positions) + cardinality(array_positions(u.weights, 'A'))
     FROM search_documents d, unnest(d.lexemes) u)) x
  UNION ALL
  SELECT 'statistics', count(*) FROM search_statistics s,
    (SELECT count(*) AS n, coalesce(sum(length), 0) AS l FROM search_documents) d
  WHERE s.documents <> d.n OR abs(s.total_length - d.l) > 1e-6
  UNION ALL
  SELECT 'text', count(*) FROM papers p LEFT JOIN search_documents d ON d.paper_id = p.id
  WHERE d.lexemes IS DISTINCT FROM setweight(to_tsvector('english', p.title), 'A')
    || to_tsvector('english', coalesce(p.abstract, ''))
"""


def drift(tenant: Tenant) -> dict[str, int]:
    with db.reading(tenant) as session:
        return {row[0]: row[1] for row in session.execute(text(DRIFT))}


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def test_counts_equal_a_recount_after_random_changes(tenant_a: Tenant, tenant_b: Tenant) -> None:
    chance = random.Random(7)
    ids = add(tenant_a, [P(title=sentence(chance, 3), abstract=sentence(chance, 9))] * 5)
    other = add(tenant_b, [P(title="iron zinc coral")])
    for _ in range(25):
        with db.transaction(tenant_a) as session:
            match chance.choice(["edit", "delete", "again"]):
                case "edit":
                    chosen = chance.sample(ids, 2)
                    session.execute(
                        text("UPDATE papers SET title = :t, abstract = :a WHERE id = ANY(:i)"),
                        {"t": sentence(chance, 4), "a": sentence(chance, 5), "i": chosen},
                    )
                    service.index_papers(session, tenant_a, chosen + other)
                case "delete" if len(ids) > 3:
                    gone = [ids.pop(chance.randrange(len(ids))) for _ in range(2)]
                    session.execute(text("DELETE FROM papers WHERE id = ANY(:i)"), {"i": gone})
                case _:
                    service.index_papers(session, tenant_a, [*ids, ids[0]])
        if chance.random() < 0.5:
            ids += add(tenant_a, [P(title=sentence(chance, 2)), P(title=sentence(chance, 5))])
        assert drift(tenant_a) == {"terms": 0, "postings": 0, "statistics": 0, "text": 0}
    assert drift(tenant_b) == {"terms": 0, "postings": 0, "statistics": 0, "text": 0}
    _scores_are_those_of_a_new_library(tenant_a, tenant_b, other)


def _scores_are_those_of_a_new_library(old: Tenant, new: Tenant, strangers: list[int]) -> None:
    """What a history of changes left ranks as the same papers do that came all at once."""
    with db.transaction(new) as session:
        session.execute(text("DELETE FROM papers WHERE id = ANY(:i)"), {"i": strangers})
    with db.reading(old) as session:
        kept = session.execute(text("SELECT title, abstract FROM papers ORDER BY id")).all()
    add(new, [P(title=row.title, abstract=row.abstract) for row in kept])
    assert kept
    for query in ("iron", "zinc laser coral", "pollen quark enzyme lichen"):
        found = []
        for tenant in (old, new):
            with db.reading(tenant) as session:
                page = queries.keyword(session, tenant, SearchCriteria(query=query, size=200))
            found.append([(hit.title.text, hit.score) for hit in page.rows])
        assert found[0], query
        assert sorted(found[0]) == sorted(found[1])


def test_a_rolled_back_change_leaves_the_counts(tenant_a: Tenant) -> None:
    ids = add(tenant_a, [P(title="iron zinc")])
    with pytest.raises(ZeroDivisionError), db.transaction(tenant_a) as session:
        session.execute(text("UPDATE papers SET title = 'coral'"))
        service.index_papers(session, tenant_a, ids)
        _ = 1 / 0
    assert drift(tenant_a)["terms"] == 0
    with db.reading(tenant_a) as session:
        assert session.execute(text("SELECT term FROM search_terms")).scalars().all() == [
            "iron",
            "zinc",
        ]


def test_removing_an_organization_leaves_no_postings(tenant_a: Tenant, tenant_b: Tenant) -> None:
    add(tenant_a, [P(title="iron zinc")])
    add(tenant_b, [P(title="iron coral")])
    with db.transaction(tenant_a) as session:
        session.execute(text("DELETE FROM search_terms"))
        assert session.execute(text("SELECT count(*) FROM search_postings")).scalar_one() == 0
    assert drift(tenant_b)["postings"] == 0


def test_scores_equal_bm25_computed_by_hand(tenant_a: Tenant, tenant_b: Tenant) -> None:
    chance = random.Random(3)
    titles = [sentence(chance, 3) for _ in range(30)]
    abstracts = [sentence(chance, chance.randrange(2, 20)) for _ in range(30)]
    ids = add(tenant_a, [P(title=t, abstract=a) for t, a in zip(titles, abstracts, strict=True)])
    add(tenant_b, [P(title="iron zinc", abstract="iron " * 30)] * 20)  # must not count
    query = "zinc laser laser"
    with db.reading(tenant_a) as session:
        page = queries.keyword(session, tenant_a, SearchCriteria(query=query, size=100))
    expected = by_hand(titles, abstracts, query)
    found = {ids.index(hit.paper_id): hit.score for hit in page.rows}
    assert found.keys() == {n for n, score in enumerate(expected) if score > 0}
    assert page.total == len(found)
    for number, score in found.items():
        assert score == pytest.approx(expected[number], rel=1e-5)
    assert [hit.score for hit in page.rows] == sorted(found.values(), reverse=True)


def by_hand(titles: list[str], abstracts: list[str], query: str) -> list[float]:
    """BM25 by its definition; these words are their own lexemes, or else cut the same way."""
    stem = {"enzyme": "enzym"}
    bags = []
    for title, abstract in zip(titles, abstracts, strict=True):
        bag: Counter[str] = Counter()
        for word in re.findall(r"\w+", title):
            bag[stem.get(word, word)] += int(bm25.TITLE_WEIGHT)
        for word in re.findall(r"\w+", abstract):
            bag[stem.get(word, word)] += 1
        bags.append(bag)
    lengths = [sum(bag.values()) for bag in bags]
    average = sum(lengths) / len(lengths)
    scores = [0.0] * len(bags)
    for word in query.split():
        holders = sum(word in bag for bag in bags)
        idf = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
        for number, bag in enumerate(bags):
            norm = 1.2 * (1 - 0.75 + 0.75 * lengths[number] / average)
            scores[number] += idf * bag[word] * 2.2 / (bag[word] + norm) if bag[word] else 0.0
    return scores


def test_common_words_of_a_big_library_still_count_in_the_score(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)
    add(
        tenant_a,
        [P(title=sentence(chance, 4), abstract=sentence(chance, 12)) for _ in range(40)]
        + [P(title="quasar", abstract=sentence(chance, n)) for n in range(1, 6)],
    )
    criteria = SearchCriteria(query="quasar iron zinc", mode=Mode.KEYWORD, size=50)
    with db.reading(tenant_a) as session:
        whole = queries.search(session, tenant_a, criteria)
        monkeypatch.setattr("paperscraper_core.search.terms.POSTINGS_BUDGET", 5)
        cut = queries.search(session, tenant_a, criteria)
    scores = {hit.paper_id: hit.score for hit in whole.rows}
    assert cut.total == 5 < whole.total
    for hit in cut.rows:
        assert hit.score == pytest.approx(scores[hit.paper_id])


def test_terms_of_an_organization_that_has_just_come_are_found_by_their_index(
    database: str, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    # so long that the words' index is a level higher than the numbers' and so seems dearer
    words = [f"w{number:05d}{'x' * 180}" for number in range(20_000)]
    add(tenant_a, [P(title=f"Paper {n}", abstract=" ".join(words[n::20])) for n in range(20)])
    owner = create_engine(database, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("ANALYZE search_terms"))  # it has seen one organization only
    owner.dispose()
    lookup = text("EXPLAIN SELECT id FROM search_terms WHERE organization_id = :o AND term = 'w1'")
    with db.reading(tenant_b) as session:
        plan = session.execute(lookup, {"o": tenant_b.organization_id}).scalars().all()
    # either of the two indexes of words will do
    assert any("Index Cond" in line and "= 'w1'" in line for line in plan), plan
