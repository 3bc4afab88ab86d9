"""Without row-level security what keeps organizations apart is that every statement names its own.

Row-level security is the second line of defence: here the first one has to hold alone.
"""

import pytest
from sqlalchemy import create_engine, text

from tests.tenancy.test_commands import run
from tests.tenancy.test_foreign_ids import TESTED, compare
from tests.tenancy.twins import OWNED, Twin


@pytest.fixture(scope="module")
def open_doors(twins: tuple[Twin, Twin], module_database: str) -> tuple[Twin, Twin]:
    engine = create_engine(module_database)
    with engine.begin() as connection:
        for table in OWNED:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()
    return twins


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "shared sandstone", "--mode", "keyword", "--json"),
        ("authors", "--json"),
        ("scores", "--json"),
        ("export", "papers", "--format", "jsonl", "-o", "-"),
        ("export", "authors", "--format", "csv", "-o", "-"),
        ("export", "scores", "--format", "csv", "-o", "-"),
    ],
)
def test_commands_show_only_their_own(
    open_doors: tuple[Twin, Twin],
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    seeing, other = open_doors
    code, shown = run(capsys, *arguments, "--org", seeing.name)
    assert code == 0
    assert "Twin Author" in shown or "sandstone" in shown
    assert other.name not in shown.lower()


@pytest.mark.parametrize("name", TESTED)
def test_ids_lead_to_ones_own_rows_only(open_doors: tuple[Twin, Twin], name: str) -> None:
    compare(*open_doors, name)
