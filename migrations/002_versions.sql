-- A refined text is a version of its parent. All versions that grew from one original text are a family;
-- one of them is the current one, and walking back only moves that mark.

ALTER TABLE variant ADD COLUMN root_id INTEGER REFERENCES variant (id) ON DELETE SET NULL;  -- NULL: an original
ALTER TABLE variant ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0);

WITH RECURSIVE family (id, root_id, version) AS (
    SELECT id, id, 1 FROM variant WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, family.root_id, family.version + 1
    FROM family JOIN variant AS child ON child.parent_id = family.id
)
UPDATE variant SET root_id = family.root_id, version = family.version
FROM family WHERE family.id = variant.id AND family.version > 1;

CREATE INDEX variant_of_root ON variant (root_id);

-- A family without a row stands at its original.
CREATE TABLE standing (
    root_id    INTEGER PRIMARY KEY REFERENCES variant (id) ON DELETE CASCADE,
    variant_id INTEGER NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    changed_at TEXT    NOT NULL
) STRICT;

CREATE INDEX standing_of_variant ON standing (variant_id);

INSERT INTO standing (root_id, variant_id, changed_at)
SELECT root_id, max(id), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
FROM variant WHERE root_id IS NOT NULL AND text IS NOT NULL GROUP BY root_id;

-- Changed minds are kept: they are preference data.
CREATE TABLE rating (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    variant_id   INTEGER NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL,
    value        INTEGER NOT NULL CHECK (value IN (-1, 1)),
    rated_at     TEXT    NOT NULL,
    withdrawn_at TEXT
) STRICT;

CREATE UNIQUE INDEX rating_standing ON rating (variant_id) WHERE withdrawn_at IS NULL;
CREATE INDEX rating_of_variant ON rating (variant_id);

CREATE TABLE favourite (
    variant_id INTEGER PRIMARY KEY REFERENCES variant (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    added_at   TEXT    NOT NULL
) STRICT;

CREATE INDEX choice_of_user ON choice (user_id) WHERE withdrawn_at IS NULL;
CREATE INDEX favourite_of_user ON favourite (user_id, added_at);

DROP VIEW variant_card;

CREATE VIEW variant_card AS
SELECT variant.id, variant.job_id, job.brief_id, job.user_id, job.chat_id, variant.position,
       (SELECT count(*) FROM variant AS sibling WHERE sibling.job_id = variant.job_id) AS total,
       json_extract(job.brief, '$.platform') AS platform,
       variant.angle, variant.seed, variant.text, variant.report, variant.delivery,
       variant.message_id, variant.parent_id, variant.version, variant.stored_at,
       original.id AS root_id, original.position AS original_position,
       (SELECT count(*) FROM variant AS sibling WHERE sibling.job_id = original.job_id) AS original_total,
       coalesce((SELECT standing.variant_id FROM standing WHERE standing.root_id = original.id), original.id)
           = variant.id AS current,
       EXISTS (SELECT 1 FROM choice
               WHERE choice.variant_id = variant.id AND choice.withdrawn_at IS NULL) AS chosen,
       (SELECT value FROM rating
        WHERE rating.variant_id = variant.id AND rating.withdrawn_at IS NULL) AS rating,
       EXISTS (SELECT 1 FROM favourite WHERE favourite.variant_id = variant.id) AS favourite
FROM variant
JOIN job ON job.id = variant.job_id
JOIN variant AS original ON original.id = coalesce(variant.root_id, variant.id);
