"""Indexes by which the links to a name are counted without reading their rows.

That of targets has their place as well, that of last parts of paths has no link but those by a path.
"""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make both indexes anew."""
    op.execute("DROP INDEX IF EXISTS ix_links_target_document_id_highlight_id")
    op.execute("DROP INDEX IF EXISTS ix_links_stem")
    op.execute(
        "CREATE INDEX ix_links_target_document_id_highlight_id_place"
        " ON links (target, document_id, highlight_id, place)"
    )
    op.execute("CREATE INDEX ix_links_stem ON links (stem) WHERE instr(target, '/')")
