-- Keys, names and archiving of realms, sequester services, checkpoints and the bytes of blocks (server.md §14).

-- How many versions of vlobs the realm has got: the index of the last of them.
ALTER TABLE realm ADD COLUMN checkpoint BIGINT NOT NULL DEFAULT 0;

-- Made again with the index of each version in its realm; no server that had the former one could write in it.
DROP TABLE vlob;
CREATE TABLE vlob (
	key KEY,
	realm BIGINT NOT NULL REFERENCES realm (key),
	checkpoint BIGINT NOT NULL,                  -- 1, 2, 3, … in the order of the commits
	id TEXT NOT NULL,
	version BIGINT NOT NULL,
	key_index BIGINT NOT NULL,
	blob BYTES NOT NULL,
	size BIGINT NOT NULL,
	author BIGINT NOT NULL REFERENCES device (key),
	created_on BIGINT NOT NULL,                  -- as its author says
	UNIQUE (realm, id, version),
	UNIQUE (realm, checkpoint)
);
CREATE INDEX vlob_created ON vlob (realm, created_on);

CREATE TABLE realm_key_rotation (
	key KEY,
	realm BIGINT NOT NULL REFERENCES realm (key),
	key_index BIGINT NOT NULL,
	keys_bundle BYTES NOT NULL,                  -- empty once the realm is deleted
	certificate BYTES NOT NULL,
	certifier BIGINT NOT NULL REFERENCES device (key),
	certified_on BIGINT NOT NULL,
	UNIQUE (realm, key_index)
);
CREATE INDEX realm_key_rotation_certified ON realm_key_rotation (realm, certified_on);

-- What opens a keys bundle for a user: from the rotation, then from each sharing. The most recent is served.
CREATE TABLE realm_keys_bundle_access (
	key KEY,
	rotation BIGINT NOT NULL REFERENCES realm_key_rotation (key),
	app_user BIGINT NOT NULL REFERENCES app_user (key),
	access BYTES NOT NULL,
	certified_on BIGINT NOT NULL,                -- of the rotation or of the sharing
	UNIQUE (rotation, app_user, certified_on)
);

CREATE TABLE realm_name (
	realm BIGINT NOT NULL REFERENCES realm (key),
	certificate BYTES NOT NULL,
	certifier BIGINT NOT NULL REFERENCES device (key),
	certified_on BIGINT NOT NULL,
	PRIMARY KEY (realm, certified_on)
);

CREATE TABLE realm_archiving (
	realm BIGINT NOT NULL REFERENCES realm (key),
	configuration TEXT NOT NULL,                 -- AVAILABLE, ARCHIVED, DELETION_PLANNED
	deletion_date BIGINT,
	certificate BYTES NOT NULL,
	certifier BIGINT NOT NULL REFERENCES device (key),
	certified_on BIGINT NOT NULL,
	PRIMARY KEY (realm, certified_on),
	CHECK ((configuration = 'DELETION_PLANNED') = (deletion_date IS NOT NULL))
);

CREATE TABLE sequester_service (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	label TEXT NOT NULL,
	certificate BYTES NOT NULL,
	created_on BIGINT NOT NULL,
	webhook_url TEXT,                            -- nil: of the kind that only stores
	revoked_on BIGINT,
	revoked_certificate BYTES,
	UNIQUE (organization, id),
	CHECK ((revoked_on IS NULL) = (revoked_certificate IS NULL))
);

CREATE TABLE sequester_keys_bundle_access (
	rotation BIGINT NOT NULL REFERENCES realm_key_rotation (key),
	service BIGINT NOT NULL REFERENCES sequester_service (key),
	access BYTES NOT NULL,
	PRIMARY KEY (rotation, service)
);

-- Who is uploading a block, where several processes may do so (PostgreSQL).
CREATE TABLE block_upload (
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	attempt TEXT NOT NULL,
	expires_on BIGINT NOT NULL,                  -- by the clock of the database
	PRIMARY KEY (organization, id)
);

-- The bytes of blocks, when the database is the block store.
CREATE TABLE block_data (
	organization TEXT NOT NULL,                  -- id
	id TEXT NOT NULL,
	data BYTES NOT NULL,
	PRIMARY KEY (organization, id)
);
