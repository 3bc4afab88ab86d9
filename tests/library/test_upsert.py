"""Records into a real library: what is created, merged, left alone, and told."""

from dataclasses import replace
from datetime import date
from threading import Thread

from paperscraper_core import db
from paperscraper_core.importing.types import AffiliationRecord, AuthorProfileRecord, YearCount
from paperscraper_core.library import service
from tests.library.records import FULL, author, names, paper

TABLES = (
    "papers",
    "paper_identifiers",
    "authors",
    "author_identifiers",
    "authorships",
    "institutions",
    "authorship_institutions",
    "citation_counts",
    "paper_references",
    "paper_links",
    "absorbed_records",
)


def contents(rows, tenant=None) -> dict[str, list]:
    ignored = "to_jsonb(t) - 'created_at' - 'updated_at'"
    return {
        table: rows(f"SELECT CAST({ignored} AS text) FROM {table} t ORDER BY 1", tenant)
        for table in TABLES
    }


def test_everything_that_a_record_says_is_stored(upsert, rows) -> None:
    result = upsert(FULL)
    assert (result.created, result.merged, result.unchanged, result.problems) == (1, 0, 0, ())
    assert result.paper_ids == result.text_changed_ids == tuple(rows("SELECT id FROM papers"))
    (row,) = rows(
        "SELECT title, title_key, abstract, year, publication_date, doi, venue, type, language,"
        " url, volume, issue, pages, publisher, keywords, topics, is_retracted, citation_count,"
        " counts_as_of, source FROM papers"
    )
    assert row == (
        FULL.title,
        "astudyofsandstonereservoirsinaridbasins",
        FULL.abstract,
        2019,
        date(2019, 5, 4),
        "10.1000/full",
        "Journal of Sand",
        "article",
        "en",
        "https://example.org/full",
        "3",
        "2",
        "1–9",
        "Sand Press",
        ["sandstone"],
        ["Geology"],
        False,
        7,
        date(2025, 1, 1),
        "openalex",
    )
    assert rows("SELECT scheme, value FROM paper_identifiers") == [("openalex", "W1")]
    assert rows("SELECT year, citations FROM citation_counts ORDER BY 1") == [(2020, 3), (2021, 4)]
    assert rows(
        "SELECT a.name, a.orcid, a.institution, a.country_code, s.position, s.is_corresponding,"
        " s.affiliations FROM authorships s JOIN authors a ON a.id = s.author_id ORDER BY 5"
    ) == [
        (
            "Ada Quarry",
            "0000-0002-1825-0097",
            "Dune Institute",
            "SA",
            1,
            True,
            ["Dune Institute, Riyadh"],
        ),
        ("Ben Wadi", None, None, None, 2, None, []),
    ]
    assert rows(
        "SELECT n.key, n.name, i.position FROM authorship_institutions i"
        " JOIN institutions n ON n.id = i.institution_id"
    ) == [("ror:03x", "Dune Institute", 1)]


def test_unknown_counts_stay_unknown(upsert, rows) -> None:
    upsert(paper(citation_count=None), paper("Another Title of Some Length Here", citation_count=0))
    assert sorted(rows("SELECT coalesce(citation_count, -1) FROM papers")) == [-1, 0]


def test_the_same_file_again_changes_nothing_at_all(upsert, rows) -> None:
    records = [FULL, paper("Second Paper about Dunes and Wind", openalex="W2", year=2020)]
    upsert(*records)
    before = contents(rows)
    again = upsert(*[replace(record, row=record.row + 10) for record in records])
    assert (again.created, again.merged, again.unchanged) == (0, 0, 2)
    assert again.paper_ids == ()
    assert contents(rows) == before


def test_duplicates_within_a_batch_are_one_paper(upsert, rows) -> None:
    later = replace(FULL, row=2, external_ids=(("pmid", "77"),), language=None)
    result = upsert(FULL, replace(FULL, row=3), later)
    assert (result.created, result.merged, result.unchanged) == (1, 1, 1)
    assert rows("SELECT scheme, value FROM paper_identifiers ORDER BY 1") == [
        ("openalex", "W1"),
        ("pmid", "77"),
    ]


def test_merging_fills_blanks_and_keeps_what_differs_aloud(upsert, rows) -> None:
    upsert(paper(doi="10.1000/x", venue="Journal of Sand", year=2019))
    result = upsert(
        paper(
            "Quite Another Title",
            doi="10.1000/x",
            venue="Other",
            abstract="Grains.",
            year=2020,
            row=8,
            source_name="bibtex",
        )
    )
    assert (result.created, result.merged) == (0, 1)
    assert rows("SELECT title, venue, abstract, year FROM papers") == [
        ("A Study of Sandstone Reservoirs in Arid Basins", "Journal of Sand", "Grains.", 2019)
    ]
    assert [(p.row, p.field) for p in result.problems] == [(8, "title"), (8, "year")]
    assert result.text_changed_ids == result.paper_ids


def test_years_of_an_older_total_do_not_date_a_newer_one(upsert, rows) -> None:
    dated = replace(
        FULL,
        citation_count=9,
        counts_as_of=date(2025, 1, 1),
        counts_by_year=(YearCount(year=2024, citations=9),),
    )
    upsert(dated)
    newer = replace(dated, citation_count=12, counts_as_of=date(2026, 1, 1), counts_by_year=())
    result = upsert(newer)
    assert rows("SELECT citation_count FROM papers") == [12]
    assert rows("SELECT year, citations FROM citation_counts") == []
    assert "older total of 9" in result.problems[0].message


def test_newer_counts_are_taken_and_older_ones_never(upsert, rows) -> None:
    upsert(FULL)
    newer = replace(
        FULL,
        citation_count=9,
        counts_as_of=date(2026, 1, 1),
        counts_by_year=(YearCount(year=2025, citations=9),),
        abstract="A better abstract of the same source.",
    )
    assert upsert(newer).merged == 1
    older = replace(
        FULL, citation_count=2, counts_as_of=date(2020, 1, 1), counts_by_year=(), language="de"
    )
    assert upsert(older).unchanged == 1
    assert rows("SELECT citation_count, counts_as_of, language, abstract FROM papers") == [
        (9, date(2026, 1, 1), "en", "A better abstract of the same source.")
    ]
    assert rows("SELECT year, citations FROM citation_counts") == [(2025, 9)]


def test_counts_without_a_day_only_grow(upsert, rows) -> None:
    for count in (5, 8, 3):
        upsert(paper(doi="10.1000/x", citation_count=count, source_name="csv"))
    assert rows("SELECT citation_count FROM papers") == [8]


def test_a_retraction_is_never_taken_back(upsert, rows) -> None:
    upsert(paper(doi="10.1000/x", is_retracted=True))
    upsert(paper(doi="10.1000/x", is_retracted=False))
    assert rows("SELECT is_retracted FROM papers") == [True]


def test_versions_and_suspected_duplicates_are_linked_not_merged(upsert, rows) -> None:
    team = names("Ada Quarry", "Ben Wadi")
    upsert(
        paper(doi="10.1000/x", year=2020, type="article", authors=team),
        paper(doi="10.48550/arxiv.2001.1", year=2020, type="preprint", authors=team, row=2),
        paper(doi="10.1000/y", year=2020, type="article", authors=team, row=3),
    )
    assert rows(
        "SELECT paper_id < other_id, kind FROM paper_links ORDER BY paper_id, other_id"
    ) == [
        (True, "version"),
        (True, "suspected_duplicate"),
        (True, "version"),
    ]


def test_a_record_that_names_two_papers_is_told_with_real_numbers(upsert, rows) -> None:
    first = upsert(paper(doi="10.1000/x", year=2001)).paper_ids[0]
    second = upsert(paper("Something Else about Wind Erosion", openalex="W5")).paper_ids[0]
    result = upsert(paper(doi="10.1000/x", openalex="W5", year=2001, row=4))
    assert rows("SELECT count(*) FROM papers") == [2]
    (problem,) = result.problems
    assert (problem.row, problem.field) == (4, "identifiers")
    assert f"#{second}" in problem.message
    assert rows("SELECT paper_id, other_id, kind FROM paper_links") == [
        (first, second, "suspected_duplicate")
    ]
    assert rows("SELECT paper_id FROM paper_identifiers WHERE value = 'W5'") == [second]


def test_notices_about_new_papers_of_the_same_batch_carry_their_ids(upsert) -> None:
    result = upsert(
        paper(doi="10.1000/x", year=2001),
        paper("Something Else about Wind Erosion", openalex="W5", row=2),
        paper(doi="10.1000/x", openalex="W5", year=2001, row=3),
    )
    (problem,) = result.problems
    assert f"#{result.paper_ids[1]}" in problem.message
    assert "#-" not in problem.message


def test_a_second_doi_of_one_source_record_still_finds_its_paper(upsert, rows) -> None:
    upsert(paper(openalex="W1", doi="10.1000/old"))
    upsert(paper(openalex="W1", doi="10.1000/new"))
    assert upsert(paper("Renamed", doi="10.1000/new", source_name="csv")).created == 0
    assert rows("SELECT doi FROM papers") == ["10.1000/old"]


def test_references_find_each_other_in_both_directions(upsert, rows) -> None:
    upsert(FULL)
    upsert(
        paper(
            "Cited Later by Nobody Else at All", openalex="W2", referenced_ids=(("openalex", "W1"),)
        ),
        paper(
            "Cites by DOI and Itself, Twice Over",
            openalex="W9",
            referenced_ids=(("doi", "10.1000/full"), ("openalex", "W9"), ("openalex", "W404")),
        ),
    )
    found = rows(
        "SELECT f.value, r.scheme, r.value, t.value FROM paper_references r"
        " JOIN paper_identifiers f ON f.paper_id = r.citing_id"
        " LEFT JOIN paper_identifiers t ON t.paper_id = r.cited_id ORDER BY 1, 2, 3"
    )
    assert found == [
        ("W1", "openalex", "W2", "W2"),
        ("W1", "openalex", "W3", None),
        ("W2", "openalex", "W1", "W1"),
        ("W9", "doi", "10.1000/full", "W1"),
        ("W9", "openalex", "W404", None),
        ("W9", "openalex", "W9", None),
    ]


def test_a_doi_learned_later_is_found_by_references_that_wait(upsert, rows) -> None:
    upsert(
        paper(
            "Waits for a DOI to Come Along", openalex="W7", referenced_ids=(("doi", "10.1000/x"),)
        )
    )
    (known,) = upsert(paper(openalex="W1")).paper_ids
    upsert(paper(openalex="W1", doi="10.1000/x"))
    assert rows("SELECT cited_id FROM paper_references") == [known]


def test_two_organizations_hold_the_same_papers_apart(upsert, rows, tenant_a, tenant_b) -> None:
    assert upsert(FULL, into=tenant_a).created == 1
    assert upsert(FULL, into=tenant_b).created == 1
    first, second = rows("SELECT id FROM papers", tenant_a), rows("SELECT id FROM papers", tenant_b)
    assert len(first) == len(second) == 1
    assert first != second
    before = contents(rows, tenant_a)
    upsert(replace(FULL, abstract="Changed.", counts_as_of=date(2026, 1, 1)), into=tenant_b)
    assert contents(rows, tenant_a) == before


def test_two_imports_at_once_make_no_duplicates(upsert, rows, tenant_a) -> None:
    records = [
        paper(
            f"Paper number {n} about sand and wind",
            openalex=f"W{n}",
            authors=(author("Ada Quarry", openalex="A1"),),
        )
        for n in range(40)
    ]
    created: list[int] = []

    def take(part) -> None:
        with db.transaction(tenant_a) as session:
            created.append(service.upsert_papers(session, tenant_a, part, run_id=None).created)

    threads = [Thread(target=take, args=(part,)) for part in (records, records[::-1]) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(created) == [0, 0, 0, 40]
    assert rows("SELECT count(*) FROM papers") == [40]
    assert rows("SELECT count(*) FROM authors") == [1]


def test_what_postgres_cannot_store_is_taken_out(upsert, rows) -> None:
    upsert(
        paper(
            "Nul\x00 bytes \ud800and surrogates of some length",
            abstract="a\x00b\ufdd0c",
            authors=names("Ada\x00 Quarry"),
            external_ids=(("own", "x\x00y"),),
            year=99999,
        )
    )
    assert rows("SELECT title, abstract, year FROM papers") == [
        ("Nul bytes and surrogates of some length", "abc", None)
    ]
    assert rows("SELECT name FROM authors") == ["Ada Quarry"]
    assert rows("SELECT value FROM paper_identifiers") == ["xy"]


def test_seven_thousand_authors_on_one_paper(upsert, rows) -> None:
    crowd = tuple(author(f"Person{n} Surname{n}", n, openalex=f"A{n}") for n in range(1, 7001))
    assert upsert(paper(openalex="W1", authors=crowd)).created == 1
    assert upsert(paper(openalex="W1", authors=crowd, abstract="New.")).merged == 1
    assert rows("SELECT count(*), max(position) FROM authorships") == [(7000, 7000)]
    assert rows("SELECT count(*) FROM authors") == [7000]


def test_import_runs_remember_the_strongest_outcome(upsert, rows, tenant_a) -> None:
    (run,) = _run(tenant_a)
    upsert(FULL, run_id=run)
    upsert(FULL, replace(FULL, row=2, pages="1–10", abstract=None), run_id=run)
    assert rows("SELECT run_id, outcome FROM paper_runs") == [(run, "created")]
    (other,) = _run(tenant_a)
    upsert(FULL, run_id=other)
    assert rows("SELECT outcome FROM paper_runs WHERE run_id = :run", run=other) == ["unchanged"]


def _run(tenant) -> list[int]:
    from sqlalchemy import text

    with db.transaction(tenant) as session:
        return list(
            session.execute(
                text(
                    "INSERT INTO import_runs (organization_id, filename, content_bytes)"
                    " VALUES (:o, 'a.bib', 1) RETURNING id"
                ),
                {"o": tenant.organization_id},
            ).scalars()
        )


def test_a_profile_describes_the_author_whom_the_papers_name(upsert, rows) -> None:
    upsert(FULL)
    profile = AuthorProfileRecord(
        row=1,
        name="Ada B. Quarry",
        source_name="openalex",
        external_ids=(("openalex", "A1"),),
        name_alternatives=("A. Quarry",),
        works_count=3,
        cited_by_count=70,
        h_index=2,
        i10_index=1,
        last_known_institutions=(AffiliationRecord(name="Wind Lab", country_code="DE"),),
    )
    result = upsert(profile)
    assert (result.created, result.merged, result.unchanged) == (0, 0, 0)
    assert rows(
        "SELECT name, name_variants, institution, country_code, reported_works_count,"
        " reported_citations, reported_h_index, reported_i10_index, reported_source"
        " FROM authors WHERE orcid IS NOT NULL"
    ) == [
        (
            "Ada B. Quarry",
            ["Ada Quarry", "A. Quarry"],
            "Wind Lab",
            "DE",
            3,
            70,
            2,
            1,
            "openalex",
        )
    ]
    before = contents(rows)
    upsert(profile, FULL)
    assert contents(rows) == before
