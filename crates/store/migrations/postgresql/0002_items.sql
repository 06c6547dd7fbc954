-- What lists show of a stream; can be made again from the events.
CREATE TABLE item (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  title text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  market text COLLATE "C" NOT NULL,
  turn text COLLATE "C" NOT NULL,
  due text COLLATE "C",
  changed text COLLATE "C" NOT NULL,
  words text COLLATE "C" NOT NULL,
  links text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, id)
);

-- A row for each link of an item and one for the item itself, with all that lists are filtered and sorted by.
CREATE TABLE item_link (
  kind text COLLATE "C" NOT NULL,
  link text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  by_changed text COLLATE "C" NOT NULL,
  by_title text COLLATE "C" NOT NULL,
  by_due text COLLATE "C" NOT NULL,
  due text COLLATE "C",
  state text COLLATE "C" NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  market text COLLATE "C" NOT NULL,
  turn text COLLATE "C" NOT NULL,
  words text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, link, id)
);

CREATE INDEX item_link_by_changed ON item_link (kind, link, by_changed, id);
CREATE INDEX item_link_by_title ON item_link (kind, link, by_title, id);
CREATE INDEX item_link_by_due ON item_link (kind, link, by_due, id);
