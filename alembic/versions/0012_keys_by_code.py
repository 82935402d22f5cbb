"""The keys of a highlight by its code: exports and the links of mentions ask for them."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the index."""
    op.execute("CREATE INDEX ix_highlight_keys_code ON highlight_keys (code)")
