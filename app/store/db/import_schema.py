"""Tables of what was read, when, and in which versions: imports and files."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from app.store.db.metadata import metadata, number_column, owner_column, text_column

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("started_at"),
    text_column("finished_at"),
    Column("seconds", Float, nullable=False, server_default="0"),
    text_column("source"),
    # JSON: {"files": {...}, "documents": {...}, "highlights": {...}, "skipped": [[path, reason]],
    # "unparsed": 3}
    text_column("counts"),
    text_column("undone_at"),
    # 1 for the one row that the reader's own additions belong to: no run of the importer
    number_column("hidden"),
)

LIBRARY_ROOT = "library:"  # of files that are the library's own: what the reader added by hand

files = Table(
    "files", metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    text_column("root"),  # the folder it was walked from; empty for a file named by itself
    number_column("size"), number_column("mtime_ns"), text_column("sha256"),
    text_column("format"), text_column("skipped"),
    number_column("gone"),
    number_column("parser"),  # the parser's version that read it last
)  # fmt: skip

contents = Table(
    "contents", metadata,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),  # the file's bytes, deflated
)  # fmt: skip

# One row each time an import met a file with new bytes, or missed it: the library is a pure
# function of the included versions.
versions = Table(
    "versions", metadata,
    Column("id", Integer, primary_key=True),
    owner_column("file_id", "files"), owner_column("import_id", "imports"),
    # NULL: the file was no longer there
    Column("sha256", Text, ForeignKey("contents.sha256"), nullable=True),
    number_column("mtime_ns"),
    # 1 after an undo, until the file's bytes change or the reader imports it by hand
    number_column("held"),
    Index(None, "file_id"), Index(None, "import_id"), Index(None, "sha256"),
)  # fmt: skip

# Derived state of a file's versions up to the one that `mark` identifies with all before it, to
# continue from with the next one.
histories = Table(
    "histories", metadata,
    Column("file_id", Integer, ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    Column("mark", Text, nullable=False), Column("data", LargeBinary, nullable=False),
)  # fmt: skip

unparsed = Table(
    "unparsed", metadata,
    owner_column("file_id", "files"), Column("line", Integer, nullable=False), text_column("text"),
    PrimaryKeyConstraint("file_id", "line"), sqlite_with_rowid=False,
)  # fmt: skip

problems = Table(
    "problems", metadata,
    Column("id", Integer, primary_key=True),
    owner_column("import_id", "imports"), owner_column("file_id", "files", nullable=True),
    text_column("path"), number_column("line"), text_column("message"),
    Index(None, "import_id"), Index(None, "file_id"),
)  # fmt: skip

# What an import changed of existing highlights; those it added have its id in their own rows.
differences = Table(
    "differences",
    metadata,
    Column("id", Integer, primary_key=True),
    owner_column("import_id", "imports"),
    text_column("what"),
    text_column("code"),
    text_column("title"),
    text_column("before"),
    text_column("after"),
    Index(None, "import_id"),
)
