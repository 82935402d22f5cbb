"""The log of what the reader did, keys that he made one, stars on documents, and imports that are no runs of the importer."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
CREATE TABLE my_changes (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  at TEXT DEFAULT '' NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  undone_at TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_changes PRIMARY KEY (id),
  CONSTRAINT uq_my_changes_code UNIQUE (code)
);

CREATE TABLE my_change_items (
  change_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  type TEXT DEFAULT '' NOT NULL,
  code TEXT DEFAULT '' NOT NULL,
  field TEXT DEFAULT '' NOT NULL,
  "before" TEXT DEFAULT '' NOT NULL,
  "after" TEXT DEFAULT '' NOT NULL,
  own_before TEXT DEFAULT '' NOT NULL,
  own_after TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_change_items PRIMARY KEY (change_id, position),
  CONSTRAINT fk_my_change_items_change_id FOREIGN KEY(change_id) REFERENCES my_changes (id) ON DELETE CASCADE
);

CREATE INDEX ix_my_change_items_type_code_field ON my_change_items (type, code, field);

CREATE TABLE my_keys (
  "key" TEXT NOT NULL,
  change_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_my_keys PRIMARY KEY ("key", change_id, code),
  CONSTRAINT fk_my_keys_change_id FOREIGN KEY(change_id) REFERENCES my_changes (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_my_keys_change_id_code ON my_keys (change_id, code);

CREATE INDEX ix_document_keys_code ON document_keys (code);

ALTER TABLE documents ADD COLUMN favorite INTEGER DEFAULT '0' NOT NULL;

CREATE INDEX ix_documents_favorite ON documents (favorite) WHERE gone = 0 AND favorite = 1;

ALTER TABLE imports ADD COLUMN hidden INTEGER DEFAULT '0' NOT NULL
"""


def upgrade() -> None:
    """Make the tables, the indexes and the two columns."""
    for statement in TABLES.split(";"):
        op.execute(statement.strip())
