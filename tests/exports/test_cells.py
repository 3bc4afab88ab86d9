"""Text that a spreadsheet would evaluate is disarmed; everything else stays as it is."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperscraper_core.exports.cells import guarded, is_formula_like, safe_text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tplain text behind a tab",
        "\rplain text",
        " =1",
        "   =cmd|' /C calc'!A0",
        "\u00a0=1",
        "\u3000=1",
        "\u200b=1",
        "\u2060\u200d=1",
        "\ufeff=1",
        "\ufeff \u200b =1",
        "\x00=1",
        "\x1b=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        " \u200b＝1",
    ],
)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    safe = guarded(text)
    assert safe.startswith("'")
    assert safe.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A plain title",
        "1 = 1",
        "COVID-19 and e-mail",
        "β-carotene",
        "a@b.example",
        "'quoted'",
        "5-10 days; then more",
        "x, -y",
        "Ünïcode ✓",
    ],
)
def test_harmless_text_is_not_touched(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title;=cmd|x", "title;'=cmd|x"),
        ('title;"=cmd|x', "title;'\"=cmd|x"),
        ("first line\n=1", "first line\n'=1"),
        ("first\r\n  @x", "first\r\n'  @x"),
        ("a\t＝1", "a\t'＝1"),
    ],
)
def test_a_cell_that_another_locale_would_begin_inside_is_disarmed(
    text: str, expected: str
) -> None:
    assert guarded(text) == expected


@given(st.text())
def test_guarded_text_never_looks_like_a_formula_and_never_loses_a_character(text: str) -> None:
    safe = guarded(text)
    assert not is_formula_like(safe)
    assert safe.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""),
        (0, "0"),
        (-5, "-5"),
        (-0.25, "-0.25"),
        (float("nan"), ""),
        (float("-inf"), ""),
        (True, "true"),
        ("-5", "'-5"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
            "2026-01-02T01:04:05Z",
        ),
        (("one", "two"), "one; two"),
        (("one", "=two"), "one;' =two"),
        (("=one",), "'=one"),
        ("NUL\x00 and bell\x07", "NUL and bell"),
    ],
)
def test_numbers_stay_numbers_and_text_that_is_a_number_is_guarded(
    cell: object, expected: str
) -> None:
    assert safe_text(cell) == expected  # type: ignore[arg-type]  # the table mixes all kinds
