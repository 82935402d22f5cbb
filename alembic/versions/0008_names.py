"""Other names that the reader gave tags and authors, what he says of tags, and what was written where he gave another name."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = """
CREATE TABLE my_aliases (
  what TEXT NOT NULL,
  "key" TEXT NOT NULL,
  old TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_aliases PRIMARY KEY (what, "key")
)
 WITHOUT ROWID;

CREATE TABLE my_tags (
  "key" TEXT NOT NULL,
  description TEXT DEFAULT '' NOT NULL,
  hidden INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_my_tags PRIMARY KEY ("key")
)
 WITHOUT ROWID;

CREATE TABLE written_names (
  id INTEGER NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  document_id INTEGER,
  highlight_id INTEGER,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_written_names PRIMARY KEY (id),
  CONSTRAINT fk_written_names_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_written_names_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
);

CREATE INDEX ix_written_names_document_id ON written_names (document_id);

CREATE INDEX ix_written_names_highlight_id ON written_names (highlight_id)
"""


def upgrade() -> None:
    """Make the tables and their indexes."""
    for statement in TABLES.split(";"):
        op.execute(statement.strip())
