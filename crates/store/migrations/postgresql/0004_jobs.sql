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
