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
