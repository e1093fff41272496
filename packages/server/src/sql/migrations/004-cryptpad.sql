-- Sessions in which people edit a document together; their keys are encrypted for the members of the realm.
CREATE TABLE cryptpad_session (
	realm BIGINT NOT NULL REFERENCES realm (key),
	document TEXT NOT NULL,                      -- id of a vlob, which may not be there yet
	author BIGINT NOT NULL REFERENCES device (key),
	created_on BIGINT NOT NULL,                  -- as its author says
	key_index BIGINT NOT NULL,
	view_key BYTES NOT NULL,
	edit_key BYTES,                              -- nil: made by a reader
	PRIMARY KEY (realm, document)
);
