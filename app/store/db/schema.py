"""Tables, as the migrations leave them.

Migrations alone create the FTS5 tables, which SQLAlchemy cannot express.
"""

from sqlalchemy import (
    Column,
    Computed,
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


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _of(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable)


# --- import history and files: what was read, when, and in which versions
# --------------------------------------------

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("started_at"),
    _text("finished_at"),
    Column("seconds", Float, nullable=False, server_default="0"),
    _text("source"),
    # JSON: {"files": {...}, "documents": {...}, "highlights": {...}, "skipped": [[path, reason]],
    # "unparsed": 3}
    _text("counts"),
    _text("undone_at"),
    # 1 for the one row that the reader's own additions belong to: no run of the importer
    _whole("hidden"),
)

LIBRARY_ROOT = "library:"  # of files that are the library's own: what the reader added by hand

files = Table(
    "files", metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    _text("root"),  # the folder it was walked from; empty for a file named by itself
    _whole("size"), _whole("mtime_ns"), _text("sha256"),
    _text("format"), _text("skipped"),
    _whole("gone"),
    _whole("parser"),  # the parser's version that read it last
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
    _of("file_id", "files"), _of("import_id", "imports"),
    # NULL: the file was no longer there
    Column("sha256", Text, ForeignKey("contents.sha256"), nullable=True),
    _whole("mtime_ns"),
    # 1 after an undo, until the file's bytes change or the reader imports it by hand
    _whole("held"),
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
    _of("file_id", "files"), Column("line", Integer, nullable=False), _text("text"),
    PrimaryKeyConstraint("file_id", "line"), sqlite_with_rowid=False,
)  # fmt: skip

problems = Table(
    "problems", metadata,
    Column("id", Integer, primary_key=True),
    _of("import_id", "imports"), _of("file_id", "files", nullable=True),
    _text("path"), _whole("line"), _text("message"),
    Index(None, "import_id"), Index(None, "file_id"),
)  # fmt: skip

# What an import changed of existing highlights; those it added have its id in their own rows.
differences = Table(
    "differences",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("import_id", "imports"),
    _text("what"),
    _text("code"),
    _text("title"),
    _text("before"),
    _text("after"),
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
    _text("kind"),
    _text("title"),
    _text("title_key"),
    _text("author_key"),
    _text("url"),
    _text("cover_url"),
    _text("summary"),
    _text("note"),
    _text("published"),
    _whole("highlights"),  # live ones
    # of its highlights, or of its text where it has none; empty where nothing is dated
    _text("earliest"),
    _text("latest"),
    _whole("gone"),
    _of("import_id", "imports"),  # the import that met it first
    _text("aliases"),  # JSON list
    _text("properties"),  # JSON object
    _text("body"),  # late: a column behind a long text is only reached through all of its pages
    _whole("favorite"),
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
    _of("document_id", "documents"), _of("file_id", "files"),
    PrimaryKeyConstraint("document_id", "file_id"), Index(None, "file_id"), sqlite_with_rowid=False,
)  # fmt: skip

authors = Table(
    "authors",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("name"),
    Column("key", Text, nullable=False, unique=True),
)

document_authors = Table(
    "document_authors",
    metadata,
    _of("document_id", "documents"),
    _of("author_id", "authors"),
    _whole("position"),
    PrimaryKeyConstraint("document_id", "author_id"),
    Index(None, "author_id", "document_id"),
    sqlite_with_rowid=False,
)

highlights = Table(
    "highlights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    _of("document_id", "documents"),
    _whole("position"),  # reading order within the document
    _text("highlighted_at"),
    _text("added_at"),
    # the stamp that lists sort by: highlighted_at, else added_at; empty where it is undated
    _text("at"),
    _whole("favorite"),
    _whole("discarded"),
    _whole("cut_short"),
    _whole("gone"),
    _of("import_id", "imports"),  # the import that met it first
    _text("chapter"),
    _text("location"),
    _text("url"),
    _text("color"),
    _text("note"),
    _text("text"),
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
    Index(None, "own_code", sqlite_where=text("own_code IS NOT NULL")),
    sqlite_with_rowid=False,
)

highlight_files = Table(
    "highlight_files",
    metadata,
    _of("highlight_id", "highlights"),
    _of("file_id", "files"),
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
    _of("highlight_id", "highlights"),
    _of("other_id", "highlights"),
    PrimaryKeyConstraint("highlight_id", "other_id"),
    Index(None, "other_id"),
    sqlite_with_rowid=False,
)

highlight_history = Table(
    "highlight_history", metadata,
    Column("id", Integer, primary_key=True),
    _of("highlight_id", "highlights"), _text("replaced_at"), _text("text"), _text("note"),
    Index(None, "highlight_id"),
)  # fmt: skip

tags = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("name"),
    Column("key", Text, nullable=False, unique=True),
)

document_tags = Table(
    "document_tags",
    metadata,
    _of("document_id", "documents"),
    _of("tag_id", "tags"),
    PrimaryKeyConstraint("document_id", "tag_id"),
    Index(None, "tag_id", "document_id"),
    sqlite_with_rowid=False,
)

highlight_tags = Table(
    "highlight_tags",
    metadata,
    _of("highlight_id", "highlights"),
    _of("tag_id", "tags"),
    PrimaryKeyConstraint("highlight_id", "tag_id"),
    Index(None, "tag_id", "highlight_id"),
    sqlite_with_rowid=False,
)

LAST_PART = "substr(target, length(rtrim(target, replace(target, '/', ''))) + 1)"

# Shares of each live document in the counts of a tag and of those below it. Written with its tags.
tag_counts = Table(
    "tag_counts",
    metadata,
    _of("document_id", "documents"),
    _of("tag_id", "tags"),
    _whole("documents"),  # 1 where the document has it, not only a highlight
    _whole("highlights"),  # live ones that have it, all where the document does
    PrimaryKeyConstraint("document_id", "tag_id"),
    Index(None, "tag_id", "documents", "highlights"),
    sqlite_with_rowid=False,
)

# How each document spells a tag or an author, so that the shown spelling depends on the files and
# not on the order of imports.
spellings = Table(
    "spellings",
    metadata,
    Column("what", Text, nullable=False),  # tag or author
    Column("name_id", Integer, nullable=False),  # the row of `tags` or `authors`
    _of("document_id", "documents"),
    _text("name"),
    PrimaryKeyConstraint("document_id", "what", "name_id"),
    Index(None, "what", "name_id", "name"),
    sqlite_with_rowid=False,
)

# --- what the reader did: his own, kept by codes, which outlive the rows
# --------------------------------------------

# Overrides, one row for each field that the reader changed: the files' value when he did, his
# value, and the files' value now. Tags, authors and aliases are JSON lists, flags `0` and `1`.
my_fields = Table(
    "my_fields", metadata,
    Column("code", Text, nullable=False), Column("field", Text, nullable=False),
    _text("base"), _text("mine"), _text("theirs"), _text("changed_at"),
    PrimaryKeyConstraint("code", "field"), sqlite_with_rowid=False,
)  # fmt: skip

# What he did, act by act. An item is one field of one thing: as it was seen before and after
# (JSON), and what `my_fields` held of it before and after ([base, mine] as JSON, empty where
# nothing), from which an undo works out what holds now.
my_changes = Table(
    "my_changes", metadata,
    Column("id", Integer, primary_key=True), Column("code", Text, nullable=False, unique=True),
    _text("at"), _text("what"), _text("undone_at"),
)  # fmt: skip

my_change_items = Table(
    "my_change_items",
    metadata,
    _of("change_id", "my_changes"),
    Column("position", Integer, nullable=False),
    _text("type"),
    _text("code"),
    _text("field"),
    _text("before"),
    _text("after"),
    _text("own_before"),
    _text("own_after"),
    PrimaryKeyConstraint("change_id", "position"),
    Index("ix_my_change_items_type_code_field", "type", "code", "field"),
)

# Keys of documents that he made one: all that share a change and a code, while the change is not
# undone.
my_keys = Table(
    "my_keys",
    metadata,
    Column("key", Text, nullable=False),
    _of("change_id", "my_changes"),
    Column("code", Text, nullable=False),
    PrimaryKeyConstraint("key", "change_id", "code"),
    Index("ix_my_keys_change_id_code", "change_id", "code"),
    sqlite_with_rowid=False,
)

# Searches that he keeps under names. A code is the address of one for good; `saved_at` is our
# clock.
my_searches = Table(
    "my_searches",
    metadata,
    Column("code", Text, primary_key=True),
    _text("name"),
    _text("query"),
    _text("saved_at"),
    sqlite_with_rowid=False,
)

# Names that he gave up for others: `old` as it was spelled, of which `key` is the key, shows as
# `name`. `what` is tag or author.
my_aliases = Table(
    "my_aliases",
    metadata,
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False),
    _text("old"),
    _text("name"),
    PrimaryKeyConstraint("what", "key"),
    sqlite_with_rowid=False,
)

# What he says of tags, by their keys.
my_tags = Table(
    "my_tags",
    metadata,
    Column("key", Text, primary_key=True),
    _text("description"),
    _whole("hidden"),
    sqlite_with_rowid=False,
)

# All tags of a highlight or document, or authors of a document, as they were written before
# aliases, where these make a difference.
written_names = Table(
    "written_names",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("what"),
    _of("document_id", "documents", nullable=True),
    _of("highlight_id", "highlights", nullable=True),
    _text("name"),
    Index(None, "document_id"),
    Index(None, "highlight_id"),
)

# Trays. `version` counts the changes of a tray and of its items.
my_trays = Table(
    "my_trays",
    metadata,
    Column("code", Text, primary_key=True),
    _text("name"),
    _text("made_at"),
    _text("changed_at"),
    _whole("put_away"),
    _whole("version"),
    sqlite_with_rowid=False,
)

# What lies in them: a passage by its code, or words. `item` names it within its tray for good,
# `place` orders them; `quoted` (JSON) is what a passage said when it was collected, or last before
# its row went.
my_tray_items = Table(
    "my_tray_items",
    metadata,
    Column("tray", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("place", Float, nullable=False),
    _text("highlight"),
    _text("words"),
    _text("quoted"),
    PrimaryKeyConstraint("tray", "item"),
    Index("ix_my_tray_items_highlight", "highlight"),
    sqlite_with_rowid=False,
)

# --- the log of the index: rows rewritten, in order; the random mark of each line distinguishes two
# libraries ---------

index_log = Table(
    "index_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", Integer, nullable=False),
    _text("highlights"),
    _text("documents"),  # JSON lists of ranges [first, last] of row ids
)

# --- names and links
# ------------------------------------------------------------------------------------------------

# What a [[name]] can find: titles, short titles, file stems and aliases. Links are resolved when
# read, by joining on `key`.
names = Table(
    "names",
    metadata,
    Column("key", Text, nullable=False),
    _of("document_id", "documents"),
    PrimaryKeyConstraint("key", "document_id"),
    Index(None, "document_id"),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("document_id", "documents"),
    _of("highlight_id", "highlights", nullable=True),
    _text("place"),  # metadata, text, note or body
    _text("target"),  # name_key of the name
    # what a path `a/b/name` may also mean
    Column("stem", Text, Computed(LAST_PART, persisted=False)),
    _text("name"),
    _text("anchor"),
    _text("label"),
    _text("context"),  # the Markdown sentence around it
    Index(None, "target", "document_id", "highlight_id"),
    Index(None, "stem"),
    Index(None, "document_id"),
    Index(None, "highlight_id"),
)
