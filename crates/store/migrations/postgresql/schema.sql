-- All tables, for people; what migrations add up to.

-- What happened, for ever. Positions are given in the order of commits.
CREATE TABLE event (
  position bigint PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  line text COLLATE "C" NOT NULL,
  UNIQUE (kind, id, version)
);

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

-- Records that may change and be erased.
CREATE TABLE kept_row (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  owner text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  expires text COLLATE "C",
  aliases text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, key)
);

CREATE INDEX kept_row_by_owner ON kept_row (kind, owner, key);
CREATE INDEX kept_row_by_expires ON kept_row (expires) WHERE expires IS NOT NULL;

-- Other names under which rows are found.
CREATE TABLE row_alias (
  kind text COLLATE "C" NOT NULL,
  alias text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, alias),
  FOREIGN KEY (kind, key) REFERENCES kept_row (kind, key) ON DELETE CASCADE
);

CREATE INDEX row_alias_by_key ON row_alias (kind, key);

-- What is still to be done, and what was.
CREATE TABLE job (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  due text COLLATE "C" NOT NULL,
  attempts bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  trouble text COLLATE "C" NOT NULL,
  lease_until text COLLATE "C"
);

CREATE INDEX job_by_state ON job (state, due, id);
CREATE INDEX job_by_due ON job (due, id);

-- Who did or saw what.
CREATE TABLE trail (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  organisation text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  object text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL
);

CREATE INDEX trail_by_person ON trail (person, number);
CREATE INDEX trail_by_organisation ON trail (organisation, number);
CREATE INDEX trail_by_object ON trail (object, number);
