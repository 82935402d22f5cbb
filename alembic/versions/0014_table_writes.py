"""How often rows of a table were written: what is made of a few tables lasts until then."""

from alembic import op

revision = "0014"
down_revision = "0013"

_TABLES = (
    "authors",
    "document_authors",
    "document_files",
    "document_tags",
    "documents",
    "links",
    "my_aliases",
    "my_headings",
    "my_mentions",
    "my_tags",
    "names",
    "tag_counts",
    "tags",
)
_COUNTED = (
    "INSERT INTO table_writes VALUES ('{table}', 1)"
    " ON CONFLICT (name) DO UPDATE SET number = number + 1;"
)
# What else is made of them shows: most acts write other columns of a highlight, and what is new is
# shown nowhere yet.
_PLACED = ("code", "document_id", "position", "highlighted_at", "added_at", "location", "gone")


def upgrade() -> None:
    """Make the table and the triggers that count."""
    op.execute("""CREATE TABLE table_writes (
  name TEXT NOT NULL,
  number INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_table_writes PRIMARY KEY (name)
)
 WITHOUT ROWID""")
    for table in _TABLES:
        for event in ("INSERT", "UPDATE", "DELETE"):
            _count(table, event)
    _count("files", "UPDATE", "OF path, root, gone ")
    _count("files", "DELETE")
    old, new = (", ".join(f"{row}.{name}" for name in _PLACED) for row in ("OLD", "NEW"))
    _count("highlights", "UPDATE", f"OF {', '.join(_PLACED)} ", f"WHEN ({old}) IS NOT ({new}) ")
    _count("highlights", "DELETE")


def _count(table: str, event: str, columns: str = "", when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} {columns}ON {table} {when}"
        f"BEGIN {_COUNTED.format(table=table)} END"
    )
