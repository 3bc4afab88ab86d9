"""The command's orders and counts."""

import json

import pytest

from paperscraper_core.cli.main import main
from paperscraper_core.tenancy import Tenant
from tests.search.papers import PAPERS, P, add
from tests.search.test_sorting import rate

WORDS = ["--mode", "keyword", "--org", "alpha"]


def test_orders_by_scores(tenant_a: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    low, high, none = add(tenant_a, [P(title="Steel"), P(title="Steel"), P(title="Steel")])
    rate(tenant_a, low, {"novelty": 2.0, "feasibility": 9.0})
    rate(tenant_a, high, {"novelty": 7.0})

    def order(*how: str) -> list[int]:
        assert main(["search", "steel", *WORDS, "--json", "--sort", *how]) == 0
        return [row["id"] for row in json.loads(capsys.readouterr().out)]

    assert order("novelty") == [high, low, none]
    assert order("feasibility") == [low, high, none]
    assert order("weighted", "--weight", "novelty=1", "--weight", "feasibility=9") == [
        low, high, none,
    ]  # fmt: skip
    assert main(["search", "steel", *WORDS, "--sort", "weighted", "--weight", "novelty=-1"]) == 1
    assert "0 to 10" in capsys.readouterr().err


def test_counts(tenant_a: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    add(tenant_a, list(PAPERS))
    assert main(["search", "corrosion", *WORDS, "--json", "--facets", "--limit", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["hits"]), found["total"]) == (1, 4)
    assert found["facets"] == {
        "years": [[2021, 2], [2019, 1], [None, 1]],
        "venues": [["Metals", 2], [None, 2]],
        "types": [["article", 1], ["review", 1], [None, 2]],
    }
    assert main(["search", "corrosion", *WORDS, "--facets"]) == 0
    assert "2  Metals\n       2  not known\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["corrosion", "--weight", "novelty"],
        ["corrosion", "--weight", "novelty=much"],
        ["corrosion", "--sort", "beauty"],
        ["--batch", "queries.tsv", "--facets"],
        ["--batch", "queries.tsv", "--sort", "newest"],
    ],
)
def test_wrong_words_are_refused(tenant_a: Tenant, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["search", *wrong, *WORDS])
    assert refused.value.code == 2
