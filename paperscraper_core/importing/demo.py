"""The demo library: sixty made-up papers by made-up authors, which say that they are made up.

Deterministic, without files and without a random number. It is imported as any file is, under the
name ``demo-library.jsonl``, and its ids are of a scheme that no real source uses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

FILENAME: Final = "demo-library.jsonl"
NOTICE: Final = "This paper is made up: it belongs to the demo library of PaperScraper."
AS_OF: Final = "2025-12-31"
_LAST_YEAR: Final = 2025
_AUTHORS: Final = 25
# fmt: off
_ONES: Final = (
    "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve",
)
# fmt: on

#: Field → (venue, institution, the thing, what it is for, a number with its unit)
_FIELDS: Final = (
    ("Imaginary Materials", "Demo University of Ceramics", "heat-storing bricks of porous alumina",
     "drying grain on small farms", "41 kWh per cubic metre at 650 °C"),
    ("Imaginary Sensing", "Demo Institute of Printed Electronics", "printed soil-moisture sensors",
     "irrigating vineyards with less water", "a drift of 0.4 % a month"),
    ("Imaginary Enzymes", "Demo School of Biochemistry", "a heat-stable polyester-cutting enzyme",
     "recycling mixed textile waste", "93 % depolymerisation in 18 hours"),
    ("Imaginary Computing", "Demo Laboratory of Machine Reading",
     "a language model that reads laboratory notebooks", "finding experiments that failed quietly",
     "an F1 score of 0.87 on 1,200 pages"),
    ("Imaginary Energy", "Demo Centre for Electrochemistry",
     "membrane-free electrolysis of spent lithium cells", "recovering lithium from batteries",
     "97 % of the lithium at 2.1 kWh per kilogram"),
    ("Imaginary Medicine", "Demo Hospital for Examples", "a textile insole that watches gait",
     "preventing falls of older people", "a sensitivity of 0.91 in 60 volunteers"),
)  # fmt: skip

#: One life of a technology, from idea to market: (title, sentences).
_STAGES: Final = (
    ("A theory of {thing}",
     "We derive a model of {thing} and simulate its limits. The theory predicts {number}. No"
     " experiment is reported; the assumptions and their uncertainty are discussed."),
    ("First observation of an unexpected effect in {thing}",
     "We report a new effect in {thing} that combines two ideas never joined before. A proof of"
     " concept under laboratory conditions reached {number}."),
    ("A method of making {thing}",
     "A method of making {thing} is disclosed, comprising the steps of mixing, casting and curing"
     " between 180 and 220 °C. The device comprises a housing and a controller. A patent"
     " application has been filed. Samples reached {number}."),
    ("Laboratory validation of {thing}",
     "We validated {thing} in the laboratory against a reference with 12 repeats. The result was"
     " {number}, with a coefficient of variation of 4 %. Data and code are open."),
    ("A working prototype: {thing} for {use}",
     "A prototype of {thing} was built and run for 90 days. It reached {number}. Failures and"
     " their causes are listed, and the bill of materials is given."),
    ("What {use} would cost with {thing}",
     "We interviewed 34 users and estimated the market for {use}. With {thing} the cost falls by"
     " 38 % against today's practice. The largest need is in food, textile and care companies."),
    ("Pilot study of {thing} in the field",
     "In a pilot with three partner companies, {thing} was used for {use} over one year. In the"
     " field it reached {number}. Operators were trained in two days."),
    ("Scaling up {thing} with an industrial partner",
     "Together with Demo Instruments Ltd we scaled the manufacturing of {thing} from 5 to 500"
     " pieces a day. The process was licensed to the company. Yield was 94 %; the line reached"
     " {number}."),
    ("{thing} in use: three years after the start-up",
     "A start-up founded by the authors has deployed {thing} at 40 sites for {use}. We report"
     " sales, returns and maintenance over three years; the median site reached {number}."),
    ("A review of {thing} and what is still missing",
     "We review 118 papers on {thing}. Evidence for {use} is strong in the laboratory and weak in"
     " the field. We list open questions and a roadmap to certification."),
)  # fmt: skip


def author_name(number: int) -> str:
    """``Demo Author One`` to ``Demo Author Twenty-Five``."""
    if number <= len(_ONES):
        return f"Demo Author {_ONES[number - 1]}"
    if number < 20:
        stems = ("Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen")
        return f"Demo Author {stems[number - 13]}"
    return "Demo Author Twenty" + (f"-{_ONES[number - 21]}" if number > 20 else "")


def content() -> bytes:
    """The demo library as JSON lines, in the simple form that the OpenAlex reader takes."""
    return "".join(json.dumps(work, ensure_ascii=False) + "\n" for work in _works()).encode()


def _works() -> Iterator[dict[str, object]]:
    for stage, (title, text) in enumerate(_STAGES):
        for number, (venue, institution, thing, use, figure) in enumerate(_FIELDS):
            index = stage * len(_FIELDS) + number
            year = 2014 + stage + (number % 3) - (stage == len(_STAGES) - 1)
            words = {"thing": thing, "use": use, "number": figure}
            counts = _citations(index, year)
            yield {
                "external_id": f"demo-{index + 1:03d}",
                "title": "Demo: " + _sentence(title.format(**words)),
                "abstract": f"{text.format(**words)} {NOTICE}",
                "publication_year": year,
                "publication_date": f"{year}-{index % 12 + 1:02d}-{index % 27 + 1:02d}",
                "type": "review" if stage == len(_STAGES) - 1 else "article",
                "language": "en",
                "venue": f"Demo Journal of {venue}",
                "authorships": _authorships(index, number, stage, institution),
                "cited_by_count": sum(cited for _, cited in counts) if counts else None,
                "counts_by_year": [{"year": y, "cited_by_count": cited} for y, cited in counts],
                "updated_date": AS_OF,
                "keywords": ["demo", thing],
                "topics": [f"Imaginary field {number + 1}: {use}"],
                "references": _references(index, stage, number),
            }


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _citations(index: int, year: int) -> list[tuple[int, int]]:
    """Citations by year; none are known for every tenth paper."""
    if index % 10 == 9:
        return []
    fame = (index * 37 + 11) % 17
    return [
        (y, fame * min(y - year + 1, 4) // 3 + (index + y) % 3) for y in range(year, _LAST_YEAR + 1)
    ]


def _authorships(index: int, number: int, stage: int, home: str) -> list[dict[str, object]]:
    """Two to five authors; four people belong to each field, the rest move between them."""
    own = [number * 4 + (index + k) % 4 + 1 for k in range(2 + stage % 3)]
    guests = [_AUTHORS - (index % 7 == 0), (index * 5) % _AUTHORS + 1] if index % 2 else []
    people = list(dict.fromkeys([*own, *guests]))
    company = stage in (6, 7, 8)
    return [
        {
            "author": {
                "external_id": f"demo-author-{one:02d}",
                "display_name": author_name(one),
            },
            "institutions": [
                {
                    "display_name": "Demo Instruments Ltd" if company and k == 0 else home,
                    "type": "company" if company and k == 0 else "education",
                }
            ],
            "is_corresponding": k == 0,
        }
        for k, one in enumerate(people)
    ]


def _references(index: int, stage: int, number: int) -> list[str]:
    """Earlier papers of the same field, and one of the next field."""
    own = [earlier * len(_FIELDS) + number + 1 for earlier in range(max(0, stage - 4), stage)]
    other = [(stage - 1) * len(_FIELDS) + (number + 1) % len(_FIELDS) + 1] if stage else []
    return [f"demo-{one:03d}" for one in [*own, *other] if one <= index]
