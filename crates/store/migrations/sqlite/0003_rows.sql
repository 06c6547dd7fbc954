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
