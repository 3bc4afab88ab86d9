"""More like these: neighbours from both legs, near-duplicates apart."""

from paperscraper_core import db
from paperscraper_core.search import similar
from paperscraper_core.tenancy import Tenant
from tests.search.papers import PAPERS, add


def test_smoke(tenant_a: Tenant) -> None:
    ids = add(tenant_a, list(PAPERS))
    with db.reading(tenant_a) as session:
        print(similar.more_like(session, tenant_a, ids[:1]))
        print(similar.more_like(session, tenant_a, ids[:2]))
