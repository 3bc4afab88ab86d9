"""Two settled organizations, for the tests of a module that change neither, or only one."""

from collections.abc import Iterator

import pytest

from tests.conftest import make_tenants
from tests.pages.conftest import open_page  # noqa: F401 - a fixture for the tests beside
from tests.tenancy.twins import Twin, forget, settle


@pytest.fixture(scope="module")
def twins(module_database: str) -> Iterator[tuple[Twin, Twin]]:
    """Alpha and beta, in one database."""
    forget()
    alpha, beta = make_tenants()
    yield settle(alpha, "alpha"), settle(beta, "beta")
    forget()


@pytest.fixture(params=["alpha", "beta"])
def pair(twins: tuple[Twin, Twin], request: pytest.FixtureRequest) -> tuple[Twin, Twin]:
    """Who looks, and who must not be seen: both ways round."""
    return twins if request.param == "alpha" else (twins[1], twins[0])
