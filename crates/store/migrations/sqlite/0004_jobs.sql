-- What is still to be done, and what was.
CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  due TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL,
  trouble TEXT NOT NULL,
  lease_until TEXT
) STRICT;

CREATE INDEX job_by_state ON job (state, due, id);
CREATE INDEX job_by_due ON job (due, id);
