-- What happened, for ever. Positions are given in the order of commits.
CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  line TEXT NOT NULL,
  UNIQUE (kind, id, version)
) STRICT;
