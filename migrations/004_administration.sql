-- What administrators do, and what they decide while the bot runs.

-- Numbers and names of things only, never a text of anybody's.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER,
    action   TEXT NOT NULL,
    user_id  INTEGER,           -- on whom, if it was a person; blanked when he is forgotten
    subject  TEXT,              -- on what else
    details  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    at       TEXT NOT NULL
) STRICT;

CREATE INDEX audit_of_user ON audit (user_id);

CREATE TABLE setting (
    name       TEXT PRIMARY KEY,
    value      TEXT    NOT NULL,
    revision   INTEGER NOT NULL DEFAULT 1,
    changed_by INTEGER,
    changed_at TEXT    NOT NULL
) STRICT;

-- Uploaded glossaries and catalogues: the standing one and all that stood before.
CREATE TABLE file_version (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    content    TEXT    NOT NULL,
    stored_by  INTEGER,
    stored_at  TEXT    NOT NULL,
    standing   INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX file_version_standing ON file_version (name) WHERE standing;
CREATE INDEX file_version_of_name ON file_version (name, id);

CREATE TABLE broadcast (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT    NOT NULL UNIQUE,
    author_id   INTEGER NOT NULL,
    text        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    chat_id     INTEGER,           -- where its progress is shown
    message_id  INTEGER,
    created_at  TEXT    NOT NULL,
    finished_at TEXT
) STRICT;

CREATE INDEX broadcast_running ON broadcast (id) WHERE state = 'running';

CREATE TABLE receipt (
    broadcast_id INTEGER NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    state        TEXT    NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'unreachable', 'refused')),
    changed_at   TEXT    NOT NULL,
    PRIMARY KEY (broadcast_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_of_user ON receipt (user_id);
