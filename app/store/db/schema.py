"""Tables of the library itself: documents, highlights, authors and tags.

They are derived from the versions of files and from what the reader did. Migrations alone
create the FTS5 tables, which SQLAlchemy cannot express.
"""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from app.store.db.metadata import metadata, number_column, owner_column, text_column

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
