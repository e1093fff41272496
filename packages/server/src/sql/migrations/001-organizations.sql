-- Organizations, people, devices, realms, invitations and Shamir recovery (server.md §14).
-- Words replaced for each engine: KEY (integer primary key given by the database) and BYTES.
-- Dates are microseconds since the epoch; ids are 32 hex digits; certificates are the exact bytes that were received.

CREATE TABLE organization (
	key KEY,
	id TEXT NOT NULL UNIQUE,
	bootstrap_token TEXT,                        -- nil: created spontaneously
	root_verify_key BYTES,                       -- nil: not bootstrapped
	created_on BIGINT NOT NULL,
	bootstrapped_on BIGINT,
	is_expired BOOLEAN NOT NULL DEFAULT FALSE,
	expired_on BIGINT,
	active_users_limit BIGINT,                   -- nil: no limit
	user_profile_outsider_allowed BOOLEAN NOT NULL,
	realm_minimum_archiving_period BIGINT NOT NULL, -- seconds
	sequester_authority_certificate BYTES,
	sequester_authority_verify_key BYTES,
	tos_per_locale_urls TEXT,                    -- JSON object; nil: no terms of service
	tos_updated_on BIGINT,
	CHECK ((sequester_authority_certificate IS NULL) = (sequester_authority_verify_key IS NULL)),
	CHECK ((tos_per_locale_urls IS NULL) = (tos_updated_on IS NULL)),
	CHECK ((root_verify_key IS NULL) = (bootstrapped_on IS NULL))
);

CREATE TABLE topic (
	organization BIGINT NOT NULL REFERENCES organization (key),
	name TEXT NOT NULL,                          -- common, sequester, shamir_recovery, or the id of a realm
	last_timestamp BIGINT NOT NULL,              -- 0: no certificate yet
	PRIMARY KEY (organization, name)
);

-- A person, as known by its e-mail address; shared by the successive users that have it.
CREATE TABLE human (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	email TEXT NOT NULL,
	label TEXT NOT NULL,
	UNIQUE (organization, email)
);

CREATE TABLE app_user (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	human BIGINT NOT NULL REFERENCES human (key),
	certificate BYTES NOT NULL,
	redacted_certificate BYTES NOT NULL,
	certifier BIGINT,                            -- device; nil: the root key
	created_on BIGINT NOT NULL,
	initial_profile TEXT NOT NULL,
	current_profile TEXT NOT NULL,
	revoked_on BIGINT,
	revoked_certificate BYTES,
	revoked_certifier BIGINT,                    -- device
	frozen BOOLEAN NOT NULL DEFAULT FALSE,
	tos_accepted_on BIGINT,
	UNIQUE (organization, id),
	CHECK ((revoked_on IS NULL) = (revoked_certificate IS NULL))
);
CREATE UNIQUE INDEX app_user_active ON app_user (human) WHERE revoked_on IS NULL;
CREATE INDEX app_user_counted ON app_user (organization) WHERE revoked_on IS NULL;
CREATE INDEX app_user_human ON app_user (human);
CREATE INDEX app_user_created ON app_user (organization, created_on);
CREATE INDEX app_user_revoked ON app_user (organization, revoked_on) WHERE revoked_on IS NOT NULL;

CREATE TABLE profile_update (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	app_user BIGINT NOT NULL REFERENCES app_user (key),
	profile TEXT NOT NULL,
	certificate BYTES NOT NULL,
	certifier BIGINT,                            -- device
	certified_on BIGINT NOT NULL,
	UNIQUE (app_user, certified_on)
);
CREATE INDEX profile_update_certified ON profile_update (organization, certified_on);

CREATE TABLE device (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	app_user BIGINT NOT NULL REFERENCES app_user (key),
	label TEXT NOT NULL,
	verify_key BYTES NOT NULL,
	certificate BYTES NOT NULL,
	redacted_certificate BYTES NOT NULL,
	certifier BIGINT,                            -- device; nil: the root key
	created_on BIGINT NOT NULL,
	UNIQUE (organization, id)
);
CREATE INDEX device_user ON device (app_user);
CREATE INDEX device_created ON device (organization, created_on);

CREATE TABLE realm (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	created_on BIGINT NOT NULL,
	key_index BIGINT NOT NULL DEFAULT 0,
	status TEXT NOT NULL DEFAULT 'AVAILABLE',    -- AVAILABLE, ARCHIVED_OR_DELETION_PLANNED, DELETED
	UNIQUE (organization, id)
);

CREATE TABLE realm_role (
	key KEY,
	realm BIGINT NOT NULL REFERENCES realm (key),
	app_user BIGINT NOT NULL REFERENCES app_user (key),
	role TEXT,                                   -- nil: no longer shared
	certificate BYTES NOT NULL,
	certifier BIGINT,                            -- device
	certified_on BIGINT NOT NULL
);
CREATE INDEX realm_role_certified ON realm_role (realm, certified_on);
CREATE INDEX realm_role_realm ON realm_role (realm, app_user, certified_on);
CREATE INDEX realm_role_user ON realm_role (app_user, realm, certified_on);

CREATE TABLE vlob (
	key KEY,
	realm BIGINT NOT NULL REFERENCES realm (key),
	id TEXT NOT NULL,
	version BIGINT NOT NULL,
	key_index BIGINT NOT NULL,
	blob BYTES NOT NULL,
	size BIGINT NOT NULL,
	author BIGINT NOT NULL REFERENCES device (key),
	created_on BIGINT NOT NULL,                  -- as its author says
	UNIQUE (realm, id, version)
);
CREATE INDEX vlob_created ON vlob (realm, created_on);

CREATE TABLE block (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	realm BIGINT NOT NULL REFERENCES realm (key),
	id TEXT NOT NULL,
	author BIGINT NOT NULL REFERENCES device (key),
	size BIGINT NOT NULL,
	key_index BIGINT NOT NULL,
	created_on BIGINT NOT NULL,
	UNIQUE (organization, id)
);
CREATE INDEX block_created ON block (realm, created_on);

CREATE TABLE shamir_setup (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	app_user BIGINT NOT NULL REFERENCES app_user (key),
	reveal_token TEXT NOT NULL,
	brief_certificate BYTES NOT NULL,
	created_on BIGINT NOT NULL,
	threshold BIGINT NOT NULL,
	shares BIGINT NOT NULL,                      -- total of all recipients
	ciphered_data BYTES,                         -- nil: erased with the setup
	deleted_on BIGINT,
	deletion_certificate BYTES,
	CHECK ((deleted_on IS NULL) = (ciphered_data IS NOT NULL) AND (deleted_on IS NULL) = (deletion_certificate IS NULL))
);
CREATE UNIQUE INDEX shamir_setup_active ON shamir_setup (app_user) WHERE deleted_on IS NULL;
CREATE UNIQUE INDEX shamir_setup_user ON shamir_setup (app_user, created_on);

CREATE TABLE shamir_share (
	setup BIGINT NOT NULL REFERENCES shamir_setup (key),
	recipient BIGINT NOT NULL REFERENCES app_user (key),
	certificate BYTES NOT NULL,
	shares BIGINT NOT NULL,
	PRIMARY KEY (setup, recipient)
);
CREATE INDEX shamir_share_recipient ON shamir_share (recipient);

CREATE TABLE invitation (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	token TEXT NOT NULL,
	type TEXT NOT NULL,                          -- USER, DEVICE, SHAMIR_RECOVERY
	created_by_device BIGINT REFERENCES device (key),
	created_by_service_label TEXT,
	created_on BIGINT NOT NULL,
	deleted_on BIGINT,
	deleted_reason TEXT,                         -- FINISHED, CANCELLED
	claimer_email TEXT,                          -- of USER
	claimer_user BIGINT REFERENCES app_user (key), -- of DEVICE
	shamir_setup BIGINT REFERENCES shamir_setup (key), -- of SHAMIR_RECOVERY
	UNIQUE (organization, token),
	CHECK ((created_by_device IS NULL) <> (created_by_service_label IS NULL)),
	CHECK ((deleted_on IS NULL) = (deleted_reason IS NULL))
);
-- At most one pending invitation per target.
CREATE UNIQUE INDEX invitation_pending_email ON invitation (organization, claimer_email) WHERE deleted_on IS NULL;
CREATE UNIQUE INDEX invitation_pending_user ON invitation (claimer_user) WHERE deleted_on IS NULL;
CREATE UNIQUE INDEX invitation_pending_setup ON invitation (shamir_setup) WHERE deleted_on IS NULL;
CREATE INDEX invitation_type ON invitation (organization, type);
CREATE INDEX invitation_user ON invitation (claimer_user) WHERE claimer_user IS NOT NULL;
CREATE INDEX invitation_setup ON invitation (shamir_setup) WHERE shamir_setup IS NOT NULL;

CREATE TABLE greeting_session (
	key KEY,
	invitation BIGINT NOT NULL REFERENCES invitation (key),
	greeter BIGINT NOT NULL REFERENCES app_user (key),
	UNIQUE (invitation, greeter)
);

CREATE TABLE greeting_attempt (
	key KEY,
	organization BIGINT NOT NULL REFERENCES organization (key),
	id TEXT NOT NULL,
	session BIGINT NOT NULL REFERENCES greeting_session (key),
	claimer_joined BIGINT,
	greeter_joined BIGINT,
	cancelled_reason TEXT,
	cancelled_by TEXT,                           -- CLAIMER, GREETER
	cancelled_on BIGINT,
	UNIQUE (organization, id),
	CHECK ((cancelled_on IS NULL) = (cancelled_reason IS NULL) AND (cancelled_on IS NULL) = (cancelled_by IS NULL))
);
CREATE UNIQUE INDEX greeting_attempt_active ON greeting_attempt (session) WHERE cancelled_on IS NULL;

CREATE TABLE greeting_step (
	attempt BIGINT NOT NULL REFERENCES greeting_attempt (key),
	step BIGINT NOT NULL,
	greeter_data BYTES,
	claimer_data BYTES,
	PRIMARY KEY (attempt, step)
);
