"""Marks of passages, by which the same or nearly the same passage of another document is found."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE echo_marks (
  highlight_id INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  CONSTRAINT pk_echo_marks PRIMARY KEY (highlight_id, mark),
  CONSTRAINT fk_echo_marks_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_echo_marks_mark ON echo_marks (mark)
"""


def upgrade() -> None:
    """Make the table; the program fills it when it opens the library."""
    for statement in TABLES.split(";"):
        op.execute(statement.strip())
