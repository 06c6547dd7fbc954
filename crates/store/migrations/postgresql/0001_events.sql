-- What happened, for ever. Positions are given in the order of commits.
CREATE TABLE event (
  position bigint PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  line text COLLATE "C" NOT NULL,
  UNIQUE (kind, id, version)
);
