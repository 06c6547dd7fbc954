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
