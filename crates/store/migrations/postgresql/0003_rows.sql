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
