"""The spelling of each tag and author in each document, and a larger buffer for the words that the index has yet to write."""

from alembic import op

revision = "0004"
down_revision = "0003"

BUFFER = 16 << 20  # bytes of words that FTS5 gathers before it writes them: SQLite's own 1 MB makes many small segments to merge


def upgrade() -> None:
    """Make the table, filled with the names as they are shown, and set the buffer, which FTS5 keeps in the file."""
    op.execute("""CREATE TABLE spellings (
  what TEXT NOT NULL,
  name_id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_spellings PRIMARY KEY (document_id, what, name_id),
  CONSTRAINT fk_spellings_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
)
 WITHOUT ROWID""")
    op.execute("CREATE INDEX ix_spellings_what_name_id_name ON spellings (what, name_id, name)")
    op.execute(
        "INSERT INTO spellings (what, name_id, document_id, name)"
        " SELECT 'tag', tag_id, document_id, name FROM tag_counts JOIN tags ON tags.id = tag_id"
        " UNION ALL SELECT 'author', author_id, document_id, name FROM document_authors JOIN authors ON authors.id = author_id"
    )
    for index in ("highlight_search", "document_search"):
        op.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('hashsize', {BUFFER})")  # noqa: S608 our own names
