"""Marks of a passage in one row instead of one row for each mark, which took longest to write."""

from alembic import op

revision = "0015"
down_revision = "0014"

TABLE = """
CREATE TABLE echo_marks (
  highlight_id INTEGER NOT NULL,
  marks BLOB NOT NULL,
  CONSTRAINT pk_echo_marks PRIMARY KEY (highlight_id),
  CONSTRAINT fk_echo_marks_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
)
"""


def upgrade() -> None:
    """Make the table anew; the program fills it when it opens the library."""
    op.execute("DROP TABLE echo_marks")
    op.execute(TABLE.strip())
