CREATE TRIGGER authors_delete AFTER DELETE ON authors BEGIN INSERT INTO table_writes VALUES ('authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER authors_insert AFTER INSERT ON authors BEGIN INSERT INTO table_writes VALUES ('authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER authors_update AFTER UPDATE ON authors BEGIN INSERT INTO table_writes VALUES ('authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_authors_delete AFTER DELETE ON document_authors BEGIN INSERT INTO table_writes VALUES ('document_authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_authors_insert AFTER INSERT ON document_authors BEGIN INSERT INTO table_writes VALUES ('document_authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_authors_update AFTER UPDATE ON document_authors BEGIN INSERT INTO table_writes VALUES ('document_authors', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_files_delete AFTER DELETE ON document_files BEGIN INSERT INTO table_writes VALUES ('document_files', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_files_insert AFTER INSERT ON document_files BEGIN INSERT INTO table_writes VALUES ('document_files', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_files_update AFTER UPDATE ON document_files BEGIN INSERT INTO table_writes VALUES ('document_files', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_tags_delete AFTER DELETE ON document_tags BEGIN INSERT INTO table_writes VALUES ('document_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_tags_insert AFTER INSERT ON document_tags BEGIN INSERT INTO table_writes VALUES ('document_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER document_tags_update AFTER UPDATE ON document_tags BEGIN INSERT INTO table_writes VALUES ('document_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER documents_delete AFTER DELETE ON documents BEGIN INSERT INTO table_writes VALUES ('documents', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER documents_insert AFTER INSERT ON documents BEGIN INSERT INTO table_writes VALUES ('documents', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER documents_update AFTER UPDATE ON documents BEGIN INSERT INTO table_writes VALUES ('documents', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER files_delete AFTER DELETE ON files BEGIN INSERT INTO table_writes VALUES ('files', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER files_update AFTER UPDATE OF path, root, gone ON files BEGIN INSERT INTO table_writes VALUES ('files', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER highlights_delete AFTER DELETE ON highlights BEGIN INSERT INTO table_writes VALUES ('highlights', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER highlights_update AFTER UPDATE OF code, document_id, position, highlighted_at, added_at, location, gone ON highlights WHEN (OLD.code, OLD.document_id, OLD.position, OLD.highlighted_at, OLD.added_at, OLD.location, OLD.gone) IS NOT (NEW.code, NEW.document_id, NEW.position, NEW.highlighted_at, NEW.added_at, NEW.location, NEW.gone) BEGIN INSERT INTO table_writes VALUES ('highlights', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER links_delete AFTER DELETE ON links BEGIN INSERT INTO table_writes VALUES ('links', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER links_insert AFTER INSERT ON links BEGIN INSERT INTO table_writes VALUES ('links', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER links_update AFTER UPDATE ON links BEGIN INSERT INTO table_writes VALUES ('links', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_aliases_delete AFTER DELETE ON my_aliases BEGIN INSERT INTO table_writes VALUES ('my_aliases', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_aliases_insert AFTER INSERT ON my_aliases BEGIN INSERT INTO table_writes VALUES ('my_aliases', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_aliases_update AFTER UPDATE ON my_aliases BEGIN INSERT INTO table_writes VALUES ('my_aliases', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_distinct_names_delete AFTER DELETE ON my_distinct_names BEGIN INSERT INTO table_writes VALUES ('my_distinct_names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_distinct_names_insert AFTER INSERT ON my_distinct_names BEGIN INSERT INTO table_writes VALUES ('my_distinct_names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_distinct_names_update AFTER UPDATE ON my_distinct_names BEGIN INSERT INTO table_writes VALUES ('my_distinct_names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_headings_delete AFTER DELETE ON my_headings BEGIN INSERT INTO table_writes VALUES ('my_headings', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_headings_insert AFTER INSERT ON my_headings BEGIN INSERT INTO table_writes VALUES ('my_headings', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_headings_update AFTER UPDATE ON my_headings BEGIN INSERT INTO table_writes VALUES ('my_headings', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_mentions_delete AFTER DELETE ON my_mentions BEGIN INSERT INTO table_writes VALUES ('my_mentions', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_mentions_insert AFTER INSERT ON my_mentions BEGIN INSERT INTO table_writes VALUES ('my_mentions', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_mentions_update AFTER UPDATE ON my_mentions BEGIN INSERT INTO table_writes VALUES ('my_mentions', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_tags_delete AFTER DELETE ON my_tags BEGIN INSERT INTO table_writes VALUES ('my_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_tags_insert AFTER INSERT ON my_tags BEGIN INSERT INTO table_writes VALUES ('my_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER my_tags_update AFTER UPDATE ON my_tags BEGIN INSERT INTO table_writes VALUES ('my_tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER names_delete AFTER DELETE ON names BEGIN INSERT INTO table_writes VALUES ('names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER names_insert AFTER INSERT ON names BEGIN INSERT INTO table_writes VALUES ('names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER names_update AFTER UPDATE ON names BEGIN INSERT INTO table_writes VALUES ('names', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tag_counts_delete AFTER DELETE ON tag_counts BEGIN INSERT INTO table_writes VALUES ('tag_counts', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tag_counts_insert AFTER INSERT ON tag_counts BEGIN INSERT INTO table_writes VALUES ('tag_counts', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tag_counts_update AFTER UPDATE ON tag_counts BEGIN INSERT INTO table_writes VALUES ('tag_counts', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tags_delete AFTER DELETE ON tags BEGIN INSERT INTO table_writes VALUES ('tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tags_insert AFTER INSERT ON tags BEGIN INSERT INTO table_writes VALUES ('tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TRIGGER tags_update AFTER UPDATE ON tags BEGIN INSERT INTO table_writes VALUES ('tags', 1) ON CONFLICT (name) DO UPDATE SET number = number + 1; END;

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE authors (
  id INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "key" TEXT NOT NULL,
  CONSTRAINT pk_authors PRIMARY KEY (id),
  CONSTRAINT uq_authors_key UNIQUE ("key")
);

CREATE TABLE contents (
  sha256 TEXT NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_contents PRIMARY KEY (sha256)
);

CREATE TABLE differences (
  id INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  code TEXT DEFAULT '' NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  "before" TEXT DEFAULT '' NOT NULL,
  "after" TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_differences PRIMARY KEY (id),
  CONSTRAINT fk_differences_import_id FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE TABLE document_authors (
  document_id INTEGER NOT NULL,
  author_id INTEGER NOT NULL,
  position INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_document_authors PRIMARY KEY (document_id, author_id),
  CONSTRAINT fk_document_authors_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_document_authors_author_id FOREIGN KEY(author_id) REFERENCES authors (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE document_files (
  document_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  CONSTRAINT pk_document_files PRIMARY KEY (document_id, file_id),
  CONSTRAINT fk_document_files_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_document_files_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE document_keys (
  "key" TEXT NOT NULL,
  code TEXT NOT NULL,
  own_code TEXT,
  CONSTRAINT pk_document_keys PRIMARY KEY ("key")
)
 WITHOUT ROWID;

CREATE VIRTUAL TABLE document_search USING fts5(
  title, authors, tags, body, tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE TABLE 'document_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'document_search_content'(id INTEGER PRIMARY KEY, c0, c1, c2, c3);

CREATE VIRTUAL TABLE document_search_counts USING fts5vocab(document_search, row);

CREATE TABLE 'document_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'document_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'document_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE VIRTUAL TABLE document_search_words USING fts5vocab(document_search, instance);

CREATE TABLE document_tags (
  document_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  CONSTRAINT pk_document_tags PRIMARY KEY (document_id, tag_id),
  CONSTRAINT fk_document_tags_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_document_tags_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE documents (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  kind TEXT DEFAULT '' NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  title_key TEXT DEFAULT '' NOT NULL,
  author_key TEXT DEFAULT '' NOT NULL,
  url TEXT DEFAULT '' NOT NULL,
  cover_url TEXT DEFAULT '' NOT NULL,
  summary TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  published TEXT DEFAULT '' NOT NULL,
  highlights INTEGER DEFAULT '0' NOT NULL,
  earliest TEXT DEFAULT '' NOT NULL,
  latest TEXT DEFAULT '' NOT NULL,
  gone INTEGER DEFAULT '0' NOT NULL,
  import_id INTEGER NOT NULL,
  aliases TEXT DEFAULT '' NOT NULL,
  properties TEXT DEFAULT '' NOT NULL,
  body TEXT DEFAULT '' NOT NULL, favorite INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_documents PRIMARY KEY (id),
  CONSTRAINT uq_documents_code UNIQUE (code),
  CONSTRAINT fk_documents_import_id FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE TABLE echo_marks (
  highlight_id INTEGER NOT NULL,
  marks BLOB NOT NULL,
  CONSTRAINT pk_echo_marks PRIMARY KEY (highlight_id),
  CONSTRAINT fk_echo_marks_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
);

CREATE TABLE files (
  id INTEGER NOT NULL,
  path TEXT NOT NULL,
  root TEXT DEFAULT '' NOT NULL,
  size INTEGER DEFAULT '0' NOT NULL,
  mtime_ns INTEGER DEFAULT '0' NOT NULL,
  sha256 TEXT DEFAULT '' NOT NULL,
  format TEXT DEFAULT '' NOT NULL,
  skipped TEXT DEFAULT '' NOT NULL,
  gone INTEGER DEFAULT '0' NOT NULL,
  parser INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_files PRIMARY KEY (id),
  CONSTRAINT uq_files_path UNIQUE (path)
);

CREATE TABLE highlight_files (
  highlight_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  CONSTRAINT pk_highlight_files PRIMARY KEY (highlight_id, file_id, first_line),
  CONSTRAINT fk_highlight_files_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE,
  CONSTRAINT fk_highlight_files_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE highlight_history (
  id INTEGER NOT NULL,
  highlight_id INTEGER NOT NULL,
  replaced_at TEXT DEFAULT '' NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_highlight_history PRIMARY KEY (id),
  CONSTRAINT fk_highlight_history_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
);

CREATE TABLE highlight_keys (
  "key" TEXT NOT NULL,
  code TEXT NOT NULL,
  own_code TEXT,
  CONSTRAINT pk_highlight_keys PRIMARY KEY ("key")
)
 WITHOUT ROWID;

CREATE VIRTUAL TABLE highlight_search USING fts5(
  text, note, title, authors, tags, tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE TABLE 'highlight_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'highlight_search_content'(id INTEGER PRIMARY KEY, c0, c1, c2, c3, c4);

CREATE VIRTUAL TABLE highlight_search_counts USING fts5vocab(highlight_search, row);

CREATE TABLE 'highlight_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'highlight_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'highlight_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE VIRTUAL TABLE highlight_search_words USING fts5vocab(highlight_search, instance);

CREATE TABLE highlight_tags (
  highlight_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id),
  CONSTRAINT fk_highlight_tags_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE,
  CONSTRAINT fk_highlight_tags_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE highlights (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  document_id INTEGER NOT NULL,
  position INTEGER DEFAULT '0' NOT NULL,
  highlighted_at TEXT DEFAULT '' NOT NULL,
  added_at TEXT DEFAULT '' NOT NULL,
  at TEXT DEFAULT '' NOT NULL,
  favorite INTEGER DEFAULT '0' NOT NULL,
  discarded INTEGER DEFAULT '0' NOT NULL,
  cut_short INTEGER DEFAULT '0' NOT NULL,
  gone INTEGER DEFAULT '0' NOT NULL,
  import_id INTEGER NOT NULL,
  chapter TEXT DEFAULT '' NOT NULL,
  location TEXT DEFAULT '' NOT NULL,
  url TEXT DEFAULT '' NOT NULL,
  color TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_highlights PRIMARY KEY (id),
  CONSTRAINT uq_highlights_code UNIQUE (code),
  CONSTRAINT fk_highlights_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_highlights_import_id FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE TABLE histories (
  file_id INTEGER NOT NULL,
  mark TEXT NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_histories PRIMARY KEY (file_id),
  CONSTRAINT fk_histories_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
);

CREATE TABLE imports (
  id INTEGER NOT NULL,
  started_at TEXT DEFAULT '' NOT NULL,
  finished_at TEXT DEFAULT '' NOT NULL,
  seconds FLOAT DEFAULT '0' NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  counts TEXT DEFAULT '' NOT NULL,
  undone_at TEXT DEFAULT '' NOT NULL, hidden INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_imports PRIMARY KEY (id)
);

CREATE TABLE index_log (
  id INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  highlights TEXT DEFAULT '' NOT NULL,
  documents TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_index_log PRIMARY KEY (id)
);

CREATE TABLE kept_results (
  name TEXT NOT NULL,
  stamp TEXT DEFAULT '' NOT NULL,
  made_at TEXT DEFAULT '' NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_kept_results PRIMARY KEY (name)
);

CREATE TABLE links (
  id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  highlight_id INTEGER,
  place TEXT DEFAULT '' NOT NULL,
  target TEXT DEFAULT '' NOT NULL,
  stem TEXT GENERATED ALWAYS AS (substr(target, length(rtrim(target, replace(target, '/', ''))) + 1)) VIRTUAL,
  name TEXT DEFAULT '' NOT NULL,
  anchor TEXT DEFAULT '' NOT NULL,
  label TEXT DEFAULT '' NOT NULL,
  context TEXT DEFAULT '' NOT NULL, mine INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_links PRIMARY KEY (id),
  CONSTRAINT fk_links_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_links_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
);

CREATE TABLE my_aliases (
  what TEXT NOT NULL,
  "key" TEXT NOT NULL,
  old TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_aliases PRIMARY KEY (what, "key")
)
 WITHOUT ROWID;

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

CREATE TABLE my_changes (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  at TEXT DEFAULT '' NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  undone_at TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_changes PRIMARY KEY (id),
  CONSTRAINT uq_my_changes_code UNIQUE (code)
);

CREATE TABLE my_distinct_names (
  what TEXT NOT NULL,
  "key" TEXT NOT NULL,
  other TEXT NOT NULL,
  CONSTRAINT pk_my_distinct_names PRIMARY KEY (what, "key", other)
)
 WITHOUT ROWID;

CREATE TABLE my_fields (
  code TEXT NOT NULL,
  field TEXT NOT NULL,
  base TEXT DEFAULT '' NOT NULL,
  mine TEXT DEFAULT '' NOT NULL,
  theirs TEXT DEFAULT '' NOT NULL,
  changed_at TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_fields PRIMARY KEY (code, field)
)
 WITHOUT ROWID;

CREATE TABLE my_headings (
  "key" TEXT NOT NULL,
  act TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  see TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_headings PRIMARY KEY ("key")
)
 WITHOUT ROWID;

CREATE TABLE my_keys (
  "key" TEXT NOT NULL,
  change_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_my_keys PRIMARY KEY ("key", change_id, code),
  CONSTRAINT fk_my_keys_change_id FOREIGN KEY(change_id) REFERENCES my_changes (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE my_mentions (
  code TEXT NOT NULL,
  "key" TEXT NOT NULL,
  act TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_mentions PRIMARY KEY (code, "key")
)
 WITHOUT ROWID;

CREATE TABLE my_searches (
  code TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL,
  saved_at TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_searches PRIMARY KEY (code)
)
 WITHOUT ROWID;

CREATE TABLE my_tags (
  "key" TEXT NOT NULL,
  description TEXT DEFAULT '' NOT NULL,
  hidden INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_my_tags PRIMARY KEY ("key")
)
 WITHOUT ROWID;

CREATE TABLE my_tray_items (
  tray TEXT NOT NULL,
  item TEXT NOT NULL,
  place FLOAT NOT NULL,
  highlight TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  quoted TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_tray_items PRIMARY KEY (tray, item)
)
 WITHOUT ROWID;

CREATE TABLE my_trays (
  code TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  made_at TEXT DEFAULT '' NOT NULL,
  changed_at TEXT DEFAULT '' NOT NULL,
  put_away INTEGER DEFAULT '0' NOT NULL,
  version INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_my_trays PRIMARY KEY (code)
)
 WITHOUT ROWID;

CREATE TABLE names (
  "key" TEXT NOT NULL,
  document_id INTEGER NOT NULL,
  CONSTRAINT pk_names PRIMARY KEY ("key", document_id),
  CONSTRAINT fk_names_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE problems (
  id INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  file_id INTEGER,
  path TEXT DEFAULT '' NOT NULL,
  line INTEGER DEFAULT '0' NOT NULL,
  message TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_problems PRIMARY KEY (id),
  CONSTRAINT fk_problems_import_id FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE,
  CONSTRAINT fk_problems_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
);

CREATE TABLE repeats (
  highlight_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  CONSTRAINT pk_repeats PRIMARY KEY (highlight_id, other_id),
  CONSTRAINT fk_repeats_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE,
  CONSTRAINT fk_repeats_other_id FOREIGN KEY(other_id) REFERENCES highlights (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE spellings (
  what TEXT NOT NULL,
  name_id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_spellings PRIMARY KEY (document_id, what, name_id),
  CONSTRAINT fk_spellings_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE table_writes (
  name TEXT NOT NULL,
  number INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_table_writes PRIMARY KEY (name)
)
 WITHOUT ROWID;

CREATE TABLE tag_counts (
  document_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  documents INTEGER DEFAULT '0' NOT NULL,
  highlights INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_tag_counts PRIMARY KEY (document_id, tag_id),
  CONSTRAINT fk_tag_counts_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_tag_counts_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE tags (
  id INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "key" TEXT NOT NULL,
  CONSTRAINT pk_tags PRIMARY KEY (id),
  CONSTRAINT uq_tags_key UNIQUE ("key")
);

CREATE TABLE unparsed (
  file_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_unparsed PRIMARY KEY (file_id, line),
  CONSTRAINT fk_unparsed_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE versions (
  id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  sha256 TEXT,
  mtime_ns INTEGER DEFAULT '0' NOT NULL,
  held INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_versions PRIMARY KEY (id),
  CONSTRAINT fk_versions_file_id FOREIGN KEY(file_id) REFERENCES files (id) ON DELETE CASCADE,
  CONSTRAINT fk_versions_import_id FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE,
  CONSTRAINT fk_versions_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);

CREATE TABLE written_names (
  id INTEGER NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  document_id INTEGER,
  highlight_id INTEGER,
  name TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_written_names PRIMARY KEY (id),
  CONSTRAINT fk_written_names_document_id FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
  CONSTRAINT fk_written_names_highlight_id FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE
);

CREATE INDEX ix_differences_import_id ON differences (import_id);

CREATE INDEX ix_document_authors_author_id_document_id ON document_authors (author_id, document_id);

CREATE INDEX ix_document_files_file_id ON document_files (file_id);

CREATE INDEX ix_document_keys_code ON document_keys (code);

CREATE INDEX ix_document_keys_own_code ON document_keys (own_code) WHERE own_code IS NOT NULL;

CREATE INDEX ix_document_tags_tag_id_document_id ON document_tags (tag_id, document_id);

CREATE INDEX ix_documents_author ON documents (author_key, title_key) WHERE gone = 0;

CREATE INDEX ix_documents_favorite ON documents (favorite) WHERE gone = 0 AND favorite = 1;

CREATE INDEX ix_documents_gone ON documents (gone) WHERE gone <> 0;

CREATE INDEX ix_documents_highlights ON documents (highlights) WHERE gone = 0;

CREATE INDEX ix_documents_kind ON documents (kind) WHERE gone = 0;

CREATE INDEX ix_documents_latest ON documents (latest) WHERE gone = 0;

CREATE INDEX ix_documents_title_key ON documents (title_key);

CREATE INDEX ix_highlight_files_file_id ON highlight_files (file_id);

CREATE INDEX ix_highlight_history_highlight_id ON highlight_history (highlight_id);

CREATE INDEX ix_highlight_keys_code ON highlight_keys (code);

CREATE INDEX ix_highlight_keys_own_code ON highlight_keys (own_code) WHERE own_code IS NOT NULL;

CREATE INDEX ix_highlight_tags_tag_id_highlight_id ON highlight_tags (tag_id, highlight_id);

CREATE INDEX ix_highlights_document_id_gone_position ON highlights (document_id, gone, position);

CREATE INDEX ix_highlights_favorite ON highlights (gone, favorite, at, id, document_id) WHERE gone = 0 AND favorite = 1;

CREATE INDEX ix_highlights_gone ON highlights (gone, at, id, document_id) WHERE gone <> 0;

CREATE INDEX ix_highlights_import_id ON highlights (import_id);

CREATE INDEX ix_highlights_newest ON highlights (at, id, document_id) WHERE gone = 0;

CREATE INDEX ix_highlights_noted ON highlights (gone, at, id, document_id, favorite) WHERE gone = 0 AND note <> '';

CREATE INDEX ix_links_document_id ON links (document_id);

CREATE INDEX ix_links_highlight_id ON links (highlight_id);

CREATE INDEX ix_links_stem ON links (stem) WHERE instr(target, '/');

CREATE INDEX ix_links_target_document_id_highlight_id_place ON links (target, document_id, highlight_id, place);

CREATE INDEX ix_my_change_items_type_code_field ON my_change_items (type, code, field);

CREATE INDEX ix_my_keys_change_id_code ON my_keys (change_id, code);

CREATE INDEX ix_my_mentions_key ON my_mentions ("key");

CREATE INDEX ix_my_tray_items_highlight ON my_tray_items (highlight);

CREATE INDEX ix_names_document_id ON names (document_id);

CREATE INDEX ix_problems_file_id ON problems (file_id);

CREATE INDEX ix_problems_import_id ON problems (import_id);

CREATE INDEX ix_repeats_other_id ON repeats (other_id);

CREATE INDEX ix_spellings_what_name_id_name ON spellings (what, name_id, name);

CREATE INDEX ix_tag_counts_tag_id_documents_highlights ON tag_counts (tag_id, documents, highlights);

CREATE INDEX ix_versions_file_id ON versions (file_id);

CREATE INDEX ix_versions_import_id ON versions (import_id);

CREATE INDEX ix_versions_sha256 ON versions (sha256);

CREATE INDEX ix_written_names_document_id ON written_names (document_id);

CREATE INDEX ix_written_names_highlight_id ON written_names (highlight_id);
