-- All tables, for people; what migrations add up to.

-- What happened, for ever. Positions are given in the order of commits.
CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  line TEXT NOT NULL,
  UNIQUE (kind, id, version)
) STRICT;

-- What lists show of a stream; can be made again from the events.
CREATE TABLE item (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  scheme TEXT NOT NULL,
  market TEXT NOT NULL,
  turn TEXT NOT NULL,
  due TEXT,
  changed TEXT NOT NULL,
  words TEXT NOT NULL,
  links TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

-- A row for each link of an item and one for the item itself, with all that lists are filtered and sorted by.
CREATE TABLE item_link (
  kind TEXT NOT NULL,
  link TEXT NOT NULL,
  id TEXT NOT NULL,
  by_changed TEXT NOT NULL,
  by_title TEXT NOT NULL,
  by_due TEXT NOT NULL,
  due TEXT,
  state TEXT NOT NULL,
  scheme TEXT NOT NULL,
  market TEXT NOT NULL,
  turn TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (kind, link, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_link_by_changed ON item_link (kind, link, by_changed, id);
CREATE INDEX item_link_by_title ON item_link (kind, link, by_title, id);
CREATE INDEX item_link_by_due ON item_link (kind, link, by_due, id);

-- Records that may change and be erased.
CREATE TABLE kept_row (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  owner TEXT NOT NULL,
  data TEXT NOT NULL,
  expires TEXT,
  aliases TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT;

CREATE INDEX kept_row_by_owner ON kept_row (kind, owner, key);
CREATE INDEX kept_row_by_expires ON kept_row (expires) WHERE expires IS NOT NULL;

-- Other names under which rows are found.
CREATE TABLE row_alias (
  kind TEXT NOT NULL,
  alias TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, alias),
  FOREIGN KEY (kind, key) REFERENCES kept_row (kind, key) ON DELETE CASCADE
) STRICT;

CREATE INDEX row_alias_by_key ON row_alias (kind, key);

-- What is still to be done, and what was.
CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  due TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL,
  trouble TEXT NOT NULL,
  lease_until TEXT
) STRICT;

CREATE INDEX job_by_state ON job (state, due, id);
CREATE INDEX job_by_due ON job (due, id);

-- Who did or saw what.
CREATE TABLE trail (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  person TEXT NOT NULL,
  organisation TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;

CREATE INDEX trail_by_person ON trail (person, number);
CREATE INDEX trail_by_organisation ON trail (organisation, number);
CREATE INDEX trail_by_object ON trail (object, number);
