"""Tables, as the migrations leave them.

Migrations alone create the FTS5 tables, which SQLAlchemy cannot express.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_column(name: str) -> Column[str]:
    """Column of text, empty by default."""
    return Column(name, Text, nullable=False, server_default="")


def number_column(name: str) -> Column[int]:
    """Column of whole numbers, 0 by default."""
    return Column(name, Integer, nullable=False, server_default="0")


def owner_column(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """Column of the id of a row in another table, with which this row goes."""
    return Column(name, Integer, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable)


# --- import history and files: what was read, when, and in which versions
# --------------------------------------------

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

# --- the library: derived from the versions, and from what the reader did
# ------------------------------------------

NO_AUTHOR = "\U0010ffff"  # sorts behind every name

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    # of the first author, else NO_AUTHOR
    text_column("kind"),
    text_column("title"),
    text_column("title_key"),
    text_column("author_key"),
    text_column("url"),
    text_column("cover_url"),
    text_column("summary"),
    text_column("note"),
    text_column("published"),
    number_column("highlights"),  # live ones
    # of its highlights, or of its text where it has none; empty where nothing is dated
    text_column("earliest"),
    text_column("latest"),
    number_column("gone"),
    owner_column("import_id", "imports"),  # the import that met it first
    text_column("aliases"),  # JSON list
    text_column("properties"),  # JSON object
    text_column("body"),  # late: what is behind a long text is slow to reach
    number_column("favorite"),
    Index(None, "title_key"),
    Index("ix_documents_favorite", "favorite", sqlite_where=text("gone = 0 AND favorite = 1")),
    *(
        Index(None, name, sqlite_where=text("gone = 0"))
        for name in ("latest", "highlights", "kind")
    ),
    Index("ix_documents_author", "author_key", "title_key", sqlite_where=text("gone = 0")),
    Index("ix_documents_gone", "gone", sqlite_where=text("gone <> 0")),
)

# A record answers for every key it was ever met under. These rows outlive the record: they belong
# to the reader's layer.
document_keys = Table(
    "document_keys", metadata,
    Column("key", Text, primary_key=True),
    # code(key) where it is another: an address that may once have been public
    Column("code", Text, nullable=False),
    # code(key) where it is another: an address that may once have been given out
    Column("own_code", Text),
    Index(None, "code"),
    Index(None, "own_code", sqlite_where=text("own_code IS NOT NULL")), sqlite_with_rowid=False,
)  # fmt: skip

document_files = Table(
    "document_files", metadata,
    owner_column("document_id", "documents"), owner_column("file_id", "files"),
    PrimaryKeyConstraint("document_id", "file_id"), Index(None, "file_id"), sqlite_with_rowid=False,
)  # fmt: skip

authors = Table(
    "authors",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name"),
    Column("key", Text, nullable=False, unique=True),
)

document_authors = Table(
    "document_authors",
    metadata,
    owner_column("document_id", "documents"),
    owner_column("author_id", "authors"),
    number_column("position"),
    PrimaryKeyConstraint("document_id", "author_id"),
    Index(None, "author_id", "document_id"),
    sqlite_with_rowid=False,
)

highlights = Table(
    "highlights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    owner_column("document_id", "documents"),
    number_column("position"),  # reading order within the document
    text_column("highlighted_at"),
    text_column("added_at"),
    # the stamp that lists sort by: highlighted_at, else added_at; empty where it is undated
    text_column("at"),
    number_column("favorite"),
    number_column("discarded"),
    number_column("cut_short"),
    number_column("gone"),
    owner_column("import_id", "imports"),  # the import that met it first
    text_column("chapter"),
    text_column("location"),
    text_column("url"),
    text_column("color"),
    text_column("note"),
    text_column("text"),
    Index(None, "document_id", "gone", "position"),
    Index(None, "import_id"),
    # What lists walk by date and count. SQLite guesses sizes: what an index is equal in makes it
    # look smaller than that of all live ones.
    Index("ix_highlights_newest", "at", "id", "document_id", sqlite_where=text("gone = 0")),
    Index(
        "ix_highlights_noted",
        "gone",
        "at",
        "id",
        "document_id",
        "favorite",
        sqlite_where=text("gone = 0 AND note <> ''"),
    ),
    Index(
        "ix_highlights_favorite",
        "gone",
        "favorite",
        "at",
        "id",
        "document_id",
        sqlite_where=text("gone = 0 AND favorite = 1"),
    ),
    Index("ix_highlights_gone", "gone", "at", "id", "document_id", sqlite_where=text("gone <> 0")),
)

highlight_keys = Table(
    "highlight_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("own_code", Text),
    Index(None, "code"),
    Index(None, "own_code", sqlite_where=text("own_code IS NOT NULL")),
    sqlite_with_rowid=False,
)

highlight_files = Table(
    "highlight_files",
    metadata,
    owner_column("highlight_id", "highlights"),
    owner_column("file_id", "files"),
    Column("first_line", Integer, nullable=False),
    Column("last_line", Integer, nullable=False),
    PrimaryKeyConstraint("highlight_id", "file_id", "first_line"),
    Index(None, "file_id"),
    sqlite_with_rowid=False,
)

# Pairs that may be one passage marked twice; shown to the reader, never joined without him.
repeats = Table(
    "repeats",
    metadata,
    owner_column("highlight_id", "highlights"),
    owner_column("other_id", "highlights"),
    PrimaryKeyConstraint("highlight_id", "other_id"),
    Index(None, "other_id"),
    sqlite_with_rowid=False,
)

highlight_history = Table(
    "highlight_history",
    metadata,
    Column("id", Integer, primary_key=True),
    owner_column("highlight_id", "highlights"),
    text_column("replaced_at"),
    text_column("text"),
    text_column("note"),
    Index(None, "highlight_id"),
)

tags = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name"),
    Column("key", Text, nullable=False, unique=True),
)

document_tags = Table(
    "document_tags",
    metadata,
    owner_column("document_id", "documents"),
    owner_column("tag_id", "tags"),
    PrimaryKeyConstraint("document_id", "tag_id"),
    Index(None, "tag_id", "document_id"),
    sqlite_with_rowid=False,
)

highlight_tags = Table(
    "highlight_tags",
    metadata,
    owner_column("highlight_id", "highlights"),
    owner_column("tag_id", "tags"),
    PrimaryKeyConstraint("highlight_id", "tag_id"),
    Index(None, "tag_id", "highlight_id"),
    sqlite_with_rowid=False,
)


# --- what the reader did: his own, kept by codes, which outlive the rows
# --------------------------------------------


# --- the log of the index: rows rewritten, in order; the random mark of each line distinguishes two
# libraries ---------


# --- names and links
# ------------------------------------------------------------------------------------------------
