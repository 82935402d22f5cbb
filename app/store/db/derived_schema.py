"""Tables derived from others for speed: counts, spellings, names, links, marks, the index's log."""

from sqlalchemy import (
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from app.store.db.metadata import metadata, number_column, owner_column, text_column

LAST_PART = "substr(target, length(rtrim(target, replace(target, '/', ''))) + 1)"


# Shares of each live document in the counts of a tag and of those below it. Written with its tags.
tag_counts = Table(
    "tag_counts",
    metadata,
    owner_column("document_id", "documents"),
    owner_column("tag_id", "tags"),
    number_column("documents"),  # 1 where the document has it, not only a highlight
    number_column("highlights"),  # live ones that have it, all where the document does
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
    owner_column("document_id", "documents"),
    text_column("name"),
    PrimaryKeyConstraint("document_id", "what", "name_id"),
    Index(None, "what", "name_id", "name"),
    sqlite_with_rowid=False,
)


# Marks of highlights, four bytes each, by which nearly equal passages are found
# (app/store/fts/shingles.py). A row for each mark would take ten times as long to write.
echo_marks = Table(
    "echo_marks",
    metadata,
    Column("highlight_id", ForeignKey("highlights.id", ondelete="CASCADE"), primary_key=True),
    Column("marks", LargeBinary, nullable=False),
)


# Results that are computed in the background (app/store/kept.py): deflated JSON by name.
kept_results = Table(
    "kept_results",
    metadata,
    Column("name", Text, primary_key=True),
    text_column("stamp"),
    text_column("made_at"),
    Column("data", LargeBinary, nullable=False),
)


# How often rows of a table were written, counted by triggers (app/store/remembered.py).
table_writes = Table(
    "table_writes",
    metadata,
    Column("name", Text, primary_key=True),
    number_column("number"),
    sqlite_with_rowid=False,
)


index_log = Table(
    "index_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", Integer, nullable=False),
    text_column("highlights"),
    text_column("documents"),  # JSON lists of ranges [first, last] of row ids
)


# What a [[name]] can find: titles, short titles, file stems and aliases. Links are resolved when
# read, by joining on `key`.
names = Table(
    "names",
    metadata,
    Column("key", Text, nullable=False),
    owner_column("document_id", "documents"),
    PrimaryKeyConstraint("key", "document_id"),
    Index(None, "document_id"),
    sqlite_with_rowid=False,
)


links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    owner_column("document_id", "documents"),
    owner_column("highlight_id", "highlights", nullable=True),
    text_column("place"),  # metadata, text, note or body
    text_column("target"),  # name_key of the name
    # what a path `a/b/name` may also mean
    Column("stem", Text, Computed(LAST_PART, persisted=False)),
    text_column("name"),
    text_column("anchor"),
    text_column("label"),
    text_column("context"),  # the Markdown sentence around it
    number_column("mine"),  # 1 for a mention that the reader made a link, which is in no text
    Index(None, "target", "document_id", "highlight_id", "place"),
    Index(None, "stem", sqlite_where=text("instr(target, '/')")),
    Index(None, "document_id"),
    Index(None, "highlight_id"),
)
