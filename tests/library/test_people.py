"""Who is who: ORCID, then an id of a source, then names within the paper's own evidence."""

from tests.library.records import author, names, paper

ADA, BEN = "0000-0002-1825-0097", "0000-0001-5109-3700"


def people(rows) -> list[tuple]:
    return rows(
        "SELECT a.name, count(s.paper_id) FROM authors a LEFT JOIN authorships s"
        " ON s.author_id = a.id GROUP BY a.id, a.name ORDER BY 1, 2"
    )


def sole(title: str, *authors, **more):
    return paper(f"{title} of the sands and winds of deserts", authors=tuple(authors), **more)


def test_one_orcid_is_one_person_with_any_number_of_source_ids(upsert, rows) -> None:
    upsert(sole("One", author("Ada Quarry", openalex="A1", orcid=ADA)))
    upsert(sole("Two", author("A. Quarry", openalex="A2", orcid=ADA)))
    upsert(sole("Three", author("Ada Quarry", openalex="A2")))
    assert people(rows) == [("Ada Quarry", 3)]
    assert rows("SELECT name_variants FROM authors") == [["A. Quarry"]]


def test_an_orcid_that_comes_late_joins_two_authors(upsert, rows) -> None:
    upsert(sole("One", author("Ada Quarry", openalex="A1")))
    upsert(sole("Two", author("Ada Quarry", openalex="A2", orcid=ADA)))
    assert people(rows) == [("Ada Quarry", 1), ("Ada Quarry", 1)]
    upsert(sole("Three", author("Ada Quarry", openalex="A1", orcid=ADA)))
    assert people(rows) == [("Ada Quarry", 3)]
    assert rows("SELECT value FROM author_identifiers ORDER BY 1") == ["A1", "A2"]


def test_two_orcids_are_two_people_whatever_the_source_id_says(upsert, rows) -> None:
    upsert(sole("One", author("Ada Quarry", openalex="A1", orcid=ADA)))
    upsert(sole("Two", author("Ada Quarry", openalex="A1", orcid=BEN)))
    assert people(rows) == [("Ada Quarry", 1), ("Ada Quarry", 1)]


def test_two_source_ids_of_one_name_stay_two_people(upsert, rows) -> None:
    upsert(sole("One", author("Ada Quarry", openalex="A1"), author("Ben Wadi", 2, openalex="A3")))
    upsert(sole("Two", author("Ada Quarry", openalex="A2"), author("Ben Wadi", 2, openalex="A3")))
    assert people(rows) == [("Ada Quarry", 1), ("Ada Quarry", 1), ("Ben Wadi", 2)]


def test_a_name_alone_never_joins_two_papers(upsert, rows) -> None:
    upsert(sole("One", *names("Wei Zhang")), sole("Two", *names("Wei Zhang"), row=2))
    upsert(sole("Three", *names("Wei Zhang", "Other Person")))
    assert people(rows) == [("Other Person", 1), *[("Wei Zhang", 1)] * 3]


def test_a_name_with_a_shared_coauthor_is_one_person(upsert, rows) -> None:
    upsert(sole("One", *names("Ada Quarry", "Ben Wadi")))
    upsert(sole("Two", *names("Ben Wadi", "Ada Quarry", "Cem Dune"), row=2))
    upsert(sole("Three", *names("Cem Dune", "Ada Quarry"), row=3), sole("Four", *names("Cem Dune")))
    assert people(rows) == [("Ada Quarry", 3), ("Ben Wadi", 2), ("Cem Dune", 1), ("Cem Dune", 2)]


def test_the_same_holds_within_one_batch(upsert, rows) -> None:
    upsert(
        sole("One", *names("Ada Quarry", "Ben Wadi")),
        sole("Two", *names("Ben Wadi", "Ada Quarry", "Cem Dune"), row=2),
        sole("Three", *names("Cem Dune", "Ada Quarry"), row=3),
    )
    assert people(rows) == [("Ada Quarry", 3), ("Ben Wadi", 2), ("Cem Dune", 2)]


def test_initials_need_two_shared_coauthors(upsert, rows) -> None:
    upsert(sole("One", *names("A. Quarry", "B. Wadi")), sole("Two", *names("A. Quarry", "B. Wadi")))
    assert people(rows) == [("A. Quarry", 1)] * 2 + [("B. Wadi", 1)] * 2
    upsert(sole("Three", *names("D. Erg", "E. Sand", "F. Rock")))
    upsert(sole("Four", *names("D. Erg", "E. Sand", "F. Rock")))
    assert [p for p in people(rows) if p[0] in ("D. Erg", "E. Sand", "F. Rock")] == [
        ("D. Erg", 2),
        ("E. Sand", 2),
        ("F. Rock", 2),
    ]


def test_a_source_that_tells_authors_apart_leaves_the_unnamed_alone(upsert, rows) -> None:
    """OpenAlex gives ids; an author without one is somebody whom it could not tell."""
    upsert(sole("One", author("Ada Quarry", openalex="A1"), author("Ben Wadi", 2, openalex="A2")))
    upsert(sole("Two", author("Ada Quarry"), author("Ben Wadi", 2, openalex="A2")))
    assert people(rows) == [("Ada Quarry", 1), ("Ada Quarry", 1), ("Ben Wadi", 2)]


def test_an_author_stands_once_on_a_paper(upsert, rows) -> None:
    twice = author("Ada Quarry", 3, openalex="A1", raw_affiliations=("Late",))
    upsert(sole("One", author("Ada Quarry", openalex="A1"), author("Ben Wadi", 2), twice))
    assert rows(
        "SELECT printed_name, position, affiliations FROM authorships ORDER BY position"
    ) == [("Ada Quarry", 1, ["Late"]), ("Ben Wadi", 2, [])]


def test_two_people_of_one_name_on_one_paper_stay_two(upsert, rows) -> None:
    upsert(paper(doi="10.1/a", authors=names("Wei Zhang", "Wei Zhang"), source_name="bibtex"))
    upsert(paper(doi="10.1/a", authors=names("Wei Zhang", "Wei Zhang"), abstract="New."))
    assert people(rows) == [("Wei Zhang", 1)] * 2


def test_another_source_names_the_same_byline(upsert, rows) -> None:
    """A BibTeX entry first, then OpenAlex: its ids and affiliations land on the same people."""
    upsert(paper(doi="10.1/a", authors=names("A. Quarry", "Ben Wadi"), source_name="bibtex"))
    result = upsert(
        paper(
            doi="10.1/a",
            authors=(
                author("Ada Quarry", 1, openalex="A1", orcid=ADA, raw_affiliations=("Dune",)),
                author("Ben Wadi", 2, openalex="A2"),
            ),
        )
    )
    assert (result.merged, result.problems) == (1, ())
    assert people(rows) == [("Ada Quarry", 1), ("Ben Wadi", 1)]
    assert rows("SELECT value FROM author_identifiers ORDER BY 1") == ["A1", "A2"]
    assert rows("SELECT affiliations FROM authorships ORDER BY position") == [["Dune"], []]


def test_a_person_known_by_id_takes_over_the_nameless_one_of_the_same_byline(upsert, rows) -> None:
    upsert(sole("Elsewhere", author("Ada Quarry", openalex="A1")))
    upsert(paper(doi="10.1/a", authors=names("Ada Quarry"), source_name="bibtex"))
    assert people(rows) == [("Ada Quarry", 1), ("Ada Quarry", 1)]
    upsert(paper(doi="10.1/a", authors=(author("Ada Quarry", openalex="A1"),)))
    assert people(rows) == [("Ada Quarry", 2)]


def test_a_longer_byline_completes_a_cut_one(upsert, rows) -> None:
    upsert(paper(doi="10.1/a", authors=names("Ada Quarry"), source_name="ris"))
    upsert(paper(doi="10.1/a", authors=names("Cem Dune", "Ada Quarry", "Ben Wadi")))
    assert rows("SELECT printed_name FROM authorships ORDER BY position") == [
        "Cem Dune",
        "Ada Quarry",
        "Ben Wadi",
    ]


def test_a_byline_that_differs_is_kept_and_told(upsert, rows) -> None:
    upsert(paper(doi="10.1/a", authors=names("Ada Quarry", "Ben Wadi"), source_name="ris"))
    result = upsert(paper(doi="10.1/a", authors=names("Ada Quarry", "Cem Dune"), row=6))
    assert [(p.row, p.field) for p in result.problems] == [(6, "authors")]
    assert "Cem Dune" in result.problems[0].message
    assert people(rows) == [("Ada Quarry", 1), ("Ben Wadi", 1)]


def test_one_name_with_two_source_ids_on_one_byline_is_kept_and_told(upsert, rows) -> None:
    upsert(paper(doi="10.1/a", authors=(author("Ada Quarry", openalex="A1"),)))
    result = upsert(paper(doi="10.1/a", authors=(author("Ada Quarry", openalex="A2"),), row=3))
    assert [(p.row, p.field) for p in result.problems] == [(3, "authors")]
    assert rows("SELECT value FROM author_identifiers") == ["A1"]


def test_joining_two_people_of_one_byline_keeps_the_first_place(upsert, rows) -> None:
    upsert(
        sole(
            "One", author("Ada Quarry", 1, openalex="A1"), author("Ada Q. Quarry", 2, openalex="A2")
        )
    )
    upsert(sole("Two", author("Ada Quarry", openalex="A1", orcid=ADA)))
    upsert(sole("Three", author("Ada Quarry", openalex="A2", orcid=ADA)))
    assert people(rows) == [("Ada Quarry", 3)]
