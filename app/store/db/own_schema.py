"""Tables of what the reader does himself: edits, changes, names, searches and trays."""

from sqlalchemy import Column, Float, Index, Integer, PrimaryKeyConstraint, Table, Text, select

from app.store.db.metadata import metadata, number_column, owner_column, text_column

# Overrides, one row for each field that the reader changed: the files' value when he did, his
# value, and the files' value now. Tags, authors and aliases are JSON lists, flags `0` and `1`.
my_fields = Table(
    "my_fields",
    metadata,
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    text_column("base"),
    text_column("mine"),
    text_column("theirs"),
    text_column("changed_at"),
    PrimaryKeyConstraint("code", "field"),
    sqlite_with_rowid=False,
)


# What he did, act by act. An item is one field of one thing: as it was seen before and after
# (JSON), and what `my_fields` held of it before and after ([base, mine] as JSON, empty where
# nothing), from which an undo works out what holds now.
my_changes = Table(
    "my_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    text_column("at"),
    text_column("what"),
    text_column("undone_at"),
)


my_change_items = Table(
    "my_change_items",
    metadata,
    owner_column("change_id", "my_changes"),
    Column("position", Integer, nullable=False),
    text_column("type"),
    text_column("code"),
    text_column("field"),
    text_column("before"),
    text_column("after"),
    text_column("own_before"),
    text_column("own_after"),
    PrimaryKeyConstraint("change_id", "position"),
    Index("ix_my_change_items_type_code_field", "type", "code", "field"),
)


# Keys of documents that he made one: all that share a change and a code, while the change is not
# undone.
my_keys = Table(
    "my_keys",
    metadata,
    Column("key", Text, nullable=False),
    owner_column("change_id", "my_changes"),
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
    text_column("name"),
    text_column("query"),
    text_column("saved_at"),
    sqlite_with_rowid=False,
)


# Names that he gave up for others: `old` as it was spelled, of which `key` is the key, shows as
# `name`. `what` is tag or author.
my_aliases = Table(
    "my_aliases",
    metadata,
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False),
    text_column("old"),
    text_column("name"),
    PrimaryKeyConstraint("what", "key"),
    sqlite_with_rowid=False,
)


# What he says of tags, by their keys.
my_tags = Table(
    "my_tags",
    metadata,
    Column("key", Text, primary_key=True),
    text_column("description"),
    number_column("hidden"),
    sqlite_with_rowid=False,
)
HIDDEN_TAGS = select(my_tags.c.key).where(my_tags.c.hidden == 1)  # keys


# All tags of a highlight or document, or authors of a document, as they were written before
# aliases, where these make a difference.
written_names = Table(
    "written_names",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("what"),
    owner_column("document_id", "documents", nullable=True),
    owner_column("highlight_id", "highlights", nullable=True),
    text_column("name"),
    Index(None, "document_id"),
    Index(None, "highlight_id"),
)


# Trays. `version` counts the changes of a tray and of its items.
my_trays = Table(
    "my_trays",
    metadata,
    Column("code", Text, primary_key=True),
    text_column("name"),
    text_column("made_at"),
    text_column("changed_at"),
    number_column("put_away"),
    number_column("version"),
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
    text_column("highlight"),
    text_column("words"),
    text_column("quoted"),
    PrimaryKeyConstraint("tray", "item"),
    Index("ix_my_tray_items_highlight", "highlight"),
    sqlite_with_rowid=False,
)


# Mentions that he made links, or wants to see no more: of the page of a name (by its key), in a
# passage or document by its code, everywhere where that is empty. `words` are those that stand
# there, `name` is what they link to.
my_mentions = Table(
    "my_mentions",
    metadata,
    Column("code", Text, nullable=False),
    Column("key", Text, nullable=False),
    text_column("act"),  # link or ignore
    text_column("name"),
    text_column("words"),
    PrimaryKeyConstraint("code", "key"),
    Index("ix_my_mentions_key", "key"),
    sqlite_with_rowid=False,
)


# What he says of headings of the library's index, by the key of their names: `accepted`, `hidden`,
# or the heading `name` under which what stands there is listed.
my_headings = Table(
    "my_headings",
    metadata,
    Column("key", Text, primary_key=True),
    text_column("act"),
    text_column("name"),
    text_column("see"),
    sqlite_with_rowid=False,
)


# Pairs of nearly equal names that he says are two, by their keys, `key` before `other`. `what` is
# tag or author.
my_distinct_names = Table(
    "my_distinct_names",
    metadata,
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("other", Text, nullable=False),
    PrimaryKeyConstraint("what", "key", "other"),
    sqlite_with_rowid=False,
)
