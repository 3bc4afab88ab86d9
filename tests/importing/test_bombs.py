"""Small files that would take a parser's memory, stack or time."""

import io
import json

import pytest

from paperscraper_core.importing import readers
from paperscraper_core.importing.readers.json_depth import MAX_DEPTH, TooDeep, check, shallow
from tests.importing.reading import papers, problems, read

DEEP = 1_000_000  # levels: the streaming parser would hold their square, and never come back
WORK = '{"id":"https://openalex.org/W1","title":"A title"'


@pytest.mark.parametrize(
    "content",
    [
        "[" * DEEP,
        '{"results":' + "[" * DEEP + "]" * DEEP + "}",
        '{"results":[' + WORK + "}," + "[" * DEEP + "]" * DEEP + "]}",
        '{"a":' * DEEP,
        "[" + WORK + ',"abstract_inverted_index":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}]",
        WORK + ',"ids":' + "[" * DEEP + "\n" + WORK + "}",
        "[" * (MAX_DEPTH + 800) + "]" * (MAX_DEPTH + 800),
    ],
)
def test_deep_nesting_is_a_problem_of_its_row_and_not_of_the_process(content: str) -> None:
    items = read("deep.json", content.encode())
    assert problems(items)
    assert len(papers(items)) <= 1


def test_depth_is_counted_outside_of_strings_and_across_pieces() -> None:
    fine = json.dumps([{"title": '[[{"\\' * 300, "rest": [[[1]]]}] * 300)
    for size in (1, 2, 3, 7, 1000):
        pieces = [fine[at : at + size] for at in range(0, len(fine), size)]
        assert "".join(shallow(pieces)) == fine
    assert check("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(TooDeep):
        list(shallow(["[" * MAX_DEPTH, '"]]]"', "["]))


def test_abbreviations_that_double_each_other_stay_small() -> None:
    lines = ['@string{a0 = "xxxxxxxxxxxxxxxxxxxx"}']
    lines += [f"@string{{a{n} = a{n - 1} # a{n - 1}}}" for n in range(1, 60)]
    lines.append("@article{k, title = a59, year = 2020}")
    items = read("laughs.bib", "\n".join(lines).encode())
    assert len(papers(items)[0].title) <= 500


def test_a_preview_of_a_bomb_ends_too() -> None:
    found = readers.preview("deep.json", io.BytesIO(b"[" * DEEP), None, 8)
    assert found.papers == 0
    assert found.problem_count == 1
