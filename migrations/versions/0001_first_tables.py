"""The first tables, with row-level security forced on each.

Revision: 0001
"""

from alembic import op

from paperscraper_core.models import Base
from paperscraper_core.tenancy_policies import secure_all_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, the app role, its grants and the policies."""
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    Base.metadata.create_all(op.get_bind())
    secure_all_tables(op.get_bind())


def downgrade() -> None:
    """Drop every table; the role stays, other databases of the server may use it."""
    Base.metadata.drop_all(op.get_bind())
