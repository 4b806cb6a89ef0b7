-- The product's spine: people, briefs, jobs, variants, choices, and the conversation's state.
-- Times are UTC, ISO 8601. Texts of people and of the model stand in this file only.

CREATE TABLE user (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL CHECK (role IN ('pending', 'staff', 'admin', 'blocked')),
    platform   TEXT,
    tone       TEXT,
    variants   INTEGER,
    streaming  TEXT    CHECK (streaming IN ('draft', 'edit', 'off')),
    reachable  INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
    created_at TEXT    NOT NULL
) STRICT;

-- AUTOINCREMENT everywhere a button carries the id: an old button must never meet a new row.
CREATE TABLE brief (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    chat_id         INTEGER NOT NULL,
    key             TEXT    UNIQUE,
    brief           TEXT    NOT NULL CHECK (json_valid(brief)),
    variants        INTEGER NOT NULL CHECK (variants > 0),
    card_message_id INTEGER,
    created_at      TEXT    NOT NULL,
    changed_at      TEXT    NOT NULL
) STRICT;

CREATE INDEX brief_of_user ON brief (user_id, id);

CREATE TABLE job (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    key               TEXT    NOT NULL UNIQUE,
    brief_id          INTEGER NOT NULL REFERENCES brief (id) ON DELETE CASCADE,
    user_id           INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    chat_id           INTEGER NOT NULL,
    brief             TEXT    NOT NULL CHECK (json_valid(brief)),
    refinement        TEXT    CHECK (refinement IS NULL OR json_valid(refinement)),
    state             TEXT    NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'stopped', 'failed', 'expired')),
    notice_message_id INTEGER,
    created_at        TEXT    NOT NULL,
    started_at        TEXT,
    finished_at       TEXT
) STRICT;

CREATE INDEX job_of_brief ON job (brief_id);
CREATE INDEX job_of_user ON job (user_id);
CREATE INDEX job_unfinished ON job (id) WHERE state IN ('queued', 'running');

CREATE TABLE variant (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id     INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL CHECK (position >= 0),
    angle      TEXT    NOT NULL,
    seed       INTEGER NOT NULL,
    parent_id  INTEGER REFERENCES variant (id) ON DELETE SET NULL,
    text       TEXT,
    report     TEXT    CHECK (report IS NULL OR json_valid(report)),
    delivery   TEXT    NOT NULL DEFAULT 'planned'
        CHECK (delivery IN ('planned', 'stored', 'sending', 'sent', 'undeliverable')),
    message_id INTEGER,
    stored_at  TEXT,
    sent_at    TEXT,
    UNIQUE (job_id, position),
    CHECK ((delivery = 'planned') = (text IS NULL))
) STRICT;

CREATE INDEX variant_undelivered ON variant (job_id) WHERE delivery IN ('stored', 'sending');
CREATE INDEX variant_of_parent ON variant (parent_id);

-- What staff picked and when they changed their minds: the history is preference data.
CREATE TABLE choice (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    brief_id     INTEGER NOT NULL REFERENCES brief (id) ON DELETE CASCADE,
    variant_id   INTEGER NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL,
    chosen_at    TEXT    NOT NULL,
    withdrawn_at TEXT
) STRICT;

CREATE UNIQUE INDEX choice_standing ON choice (brief_id) WHERE withdrawn_at IS NULL;
CREATE INDEX choice_of_variant ON choice (variant_id);

CREATE VIEW variant_card AS
SELECT variant.id, variant.job_id, job.brief_id, job.user_id, job.chat_id, variant.position,
       (SELECT count(*) FROM variant AS sibling WHERE sibling.job_id = variant.job_id) AS total,
       json_extract(job.brief, '$.platform') AS platform,
       variant.angle, variant.seed, variant.text, variant.report, variant.delivery,
       variant.message_id, variant.parent_id,
       EXISTS (SELECT 1 FROM choice
               WHERE choice.variant_id = variant.id AND choice.withdrawn_at IS NULL) AS chosen
FROM variant
JOIN job ON job.id = variant.job_id;

CREATE TABLE conversation (
    key        TEXT PRIMARY KEY,
    state      TEXT,
    data       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data)),
    changed_at TEXT NOT NULL
) STRICT;

-- Updates that were handled: Telegram hands out the last ones again after a crash.
CREATE TABLE handled_update (
    update_id  INTEGER PRIMARY KEY,
    handled_at TEXT NOT NULL
) STRICT;
