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
