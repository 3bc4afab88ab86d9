"""Cleaning of text, names, identifiers and years: pure functions."""

from datetime import date

import pytest

from paperscraper_core.importing.dates import parse_date, parse_year
from paperscraper_core.importing.identifiers import (
    arxiv_id_of_doi,
    normalise_arxiv_id,
    normalise_doi,
    normalise_openalex_id,
    normalise_orcid,
    normalise_pmcid,
    normalise_pmid,
)
from paperscraper_core.importing.latex import accents_to_unicode, latex_to_text
from paperscraper_core.importing.names import display_name, name_key, split_name
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.text import (
    abstract_from_index,
    clean_text,
    fold,
    shorten,
    title_key,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two\n  words\t", "two words"),
        ("CO<sub>2</sub> &amp; H<sub>2</sub>O", "CO2 & H2O"),
        ("<jats:title>Abstract</jats:title><jats:p>We show.</jats:p>", "We show."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("p &lt; 0.05 and q > 1", "p < 0.05 and q > 1"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("A Vec<T> of things", "A Vec<T> of things"),
        ("&amp;lt;i&amp;gt;E. coli&amp;lt;/i&amp;gt;", "E. coli"),
        (
            '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi>'
            "<mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math> holds",
            "x=2 holds",
        ),
        ("a<script>alert(1)</script>b", "a b"),
        ("<!-- hidden -->shown", "shown"),
        ("<tex-math>$x$</tex-math>x", "x"),
        ("zero\u200bwidth\ufeff and \x07bell\x00", "zerowidth and bell"),
        ("right\u202eleft", "rightleft"),
        ("e\u0301tude", "étude"),
        ('G{\\"o}del and Erd\\H{o}s', "Gödel and Erdős"),
        ("$O(n \\log n)$ sorting", "$O(n \\log n)$ sorting"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Vuli{\\'c}", "Vulić"),
        ('Sch{\\"u}tze', "Schütze"),
        ("\\'{\\i}ndice", "índice"),
        ("\\c{C}etin and \\v Cech", "Çetin and Čech"),
        ("{\\O}rsted, {\\L}ukasz, Stra{\\ss}e", "Ørsted, Łukasz, Straße"),
        ('{\\"{O}}zg{\\"u}r', "Özgür"),
        ("{BERT} and the {GPT}-2", "BERT and the GPT-2"),
        ("50% of A & B cost \\$5", "50% of A & B cost $5"),
        ("$\\alpha$-helix", "α-helix"),
        ("\\textit{In vivo} imaging", "In vivo imaging"),
        ("Don`t ``quote'' Models'", "Don’t “quote” Models’"),
        ("1--2 and 3---4", "1–2 and 3—4"),
        ("\\unknowncommand{kept}", "kept"),
    ],
)
def test_latex_becomes_what_it_prints(raw: str, clean: str) -> None:
    assert latex_to_text(raw).strip() == clean


def test_broken_latex_is_not_fatal() -> None:
    assert "x" in latex_to_text("\\frac{x}{ \\begin{a} $")
    assert clean_text(latex_to_text("Cut off \\title")) == "Cut off title"
    assert accents_to_unicode("C:\\temp\\new") == "C:\\temp\\new"


def test_the_inverted_index_is_put_in_order() -> None:
    index = {"world": [1], "Hello": [0], "again": [3, 10**18]}
    assert abstract_from_index(index) == "Hello world again again"
    assert abstract_from_index({"InvertedIndex": {"b": [1], "a": [0]}, "IndexLength": 2}) == "a b"
    assert abstract_from_index({}) is None
    assert abstract_from_index({"a": ["0"], "b": None, "c": [True]}) is None
    with pytest.raises(ValueError, match="too many"):
        abstract_from_index({"a": list(range(30_000))})


@pytest.mark.parametrize(
    ("raw", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/Abc.1", "10.1000/abc.1"),
        ("http://dx.doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("doi:10.1000/abc.", "10.1000/abc"),
        ("DOI: 10.1000/abc, accessed 2020", "10.1000/abc"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
        ("10.1002/(SICI)1097-0258(19980815)17:15&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
         "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"),
        ("10.1000/", None),
        ("10.1/abc", None),
        ("1904.04794", None),
        ("n/a", None),
        ("", None),
        (None, None),
        (12, None),
    ],
)  # fmt: skip
def test_a_doi_has_one_spelling(raw: object, doi: str | None) -> None:
    assert normalise_doi(raw) == doi


def test_identifiers_have_one_spelling() -> None:
    assert normalise_orcid("https://orcid.org/0000-0002-1825-0097") == "0000-0002-1825-0097"
    assert normalise_orcid("000000021825009x") is None  # wrong check digit
    assert normalise_orcid("0000-0002-1694-233X") == "0000-0002-1694-233X"
    assert normalise_openalex_id("https://openalex.org/w27") == "W27"
    assert normalise_openalex_id("A5", "W") is None
    assert normalise_openalex_id("Wolf") is None
    assert normalise_arxiv_id("arXiv:2101.00001v3 [cs.CL]") == "2101.00001"
    assert normalise_arxiv_id("https://arxiv.org/abs/hep-th/9901001v1") == "hep-th/9901001"
    assert normalise_arxiv_id("math.GT/0309136") == "math.gt/0309136"
    assert normalise_arxiv_id("10.1000/2101.00001x") is None
    assert arxiv_id_of_doi("10.48550/arxiv.2101.00001") == "2101.00001"
    assert normalise_pmid("https://pubmed.ncbi.nlm.nih.gov/0123/") == "123"
    assert normalise_pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC42") == "PMC42"


@pytest.mark.parametrize(
    ("raw", "year"),
    [(2014, 2014), ("2014//", 2014), ("c2014", 2014), ("1 Jan.-Feb. 2019", 2019), ("2014.0", 2014),
     (2028, 2028), ("", None), (None, None), ("////", None)],
)  # fmt: skip
def test_years_are_read(raw: object, year: int | None) -> None:
    assert parse_year(raw, 2026) == (year, None)


@pytest.mark.parametrize("raw", ["in press", "20 14", 3021, "-300", 12345, "forthcoming"])
def test_what_is_no_year_is_named(raw: object) -> None:
    year, problem = parse_year(raw, 2026)
    assert year is None
    assert problem
    assert str(raw).lstrip("-") in problem


def test_only_whole_days_are_dates() -> None:
    assert parse_date("2014-05-01") == date(2014, 5, 1)
    assert parse_date("2021-03-04T10:00:00.123") == date(2021, 3, 4)
    assert parse_date("2014/05/01/") == date(2014, 5, 1)
    assert parse_date("2014-05") is None
    assert parse_date("2014-13-41") is None
    assert parse_date(20140501) is None


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("García, José A.", "José A. García"),
        ("van Genabith, Josef", "Josef van Genabith"),
        ("King, Jr., Martin Luther", "Martin Luther King Jr."),
        ("Marie Curie", "Marie Curie"),
        ("Plato", "Plato"),
        (" ;, ", ""),
        ("…", ""),
    ],
)
def test_names_are_shown_given_first(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


def test_names_of_databases_that_put_the_family_first() -> None:
    assert display_name("Phillips J.C.", family_first=True) == "J.C. Phillips"
    assert display_name("de la Cruz M. A.", family_first=True) == "M. A. de la Cruz"
    assert display_name("J.C. Phillips", family_first=True) == "J.C. Phillips"


def test_names_compare_without_accents_and_order() -> None:
    assert name_key("Łukasz, Ørjan") == name_key("orjan lukasz") == "orjan lukasz"
    assert split_name("Josef van Genabith") == ("Josef", "van Genabith")
    assert split_name("Madonna") == ("", "Madonna")


def test_titles_compare_by_letters_and_digits() -> None:
    assert title_key("The <i>Café</i>: A Study—Part 2!") == title_key("the cafe a study part 2")
    assert title_key("日本語の題") == "日本語の題"
    assert title_key("!!!") == ""
    assert fold("Straße") == "strasse"


def test_long_text_is_cut_between_words() -> None:
    assert shorten("alpha beta gamma", 12) == "alpha beta…"
    assert len(shorten("x" * 600, 500)) == 500
    assert shorten("short", 10) == "short"


def test_types_share_one_vocabulary() -> None:
    assert normalise_type("InProceedings") == normalise_type("CPAPER") == "proceedings-article"
    assert normalise_type("JOUR") == normalise_type("journal-article") == "article"
    assert normalise_type("Conference Paper") == "proceedings-article"
    assert normalise_type("posted-content") == "preprint"
    assert normalise_type("hologram") == "other"
    assert normalise_type(" ") is None
