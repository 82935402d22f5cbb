"""What the versions of a file say together, kept so that one more version need not read the earlier ones again."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; it is all derived and fills as files change."""
    op.execute("""CREATE TABLE histories (
  file_id INTEGER NOT NULL,
  mark TEXT NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_histories PRIMARY KEY (file_id),
  CONSTRAINT fk_histories_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
)""")
