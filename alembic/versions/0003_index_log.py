"""The log of what was written to the index, by which programs that hold numbers of it know what to read anew, and its words counted."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the log, with a first line: what is read of a library without changes has a place in the log as well; and the two tables."""
    op.execute("""CREATE TABLE index_log (
  id INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  highlights TEXT DEFAULT '' NOT NULL,
  documents TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_index_log PRIMARY KEY (id)
)""")
    op.execute("INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', '[]')")
    for index in ("highlight_search", "document_search"):  # these tables store nothing
        op.execute(f"CREATE VIRTUAL TABLE {index}_counts USING fts5vocab({index}, row)")
