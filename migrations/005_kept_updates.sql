-- Updates that Telegram has been told to forget and whose handlers are not through yet: after a crash they are
-- handled from here. Their bodies hold what people wrote, so a row goes as soon as its update is handled.
CREATE TABLE kept_update (
    update_id INTEGER PRIMARY KEY,
    body      TEXT    NOT NULL CHECK (json_valid(body)),
    attempts  INTEGER NOT NULL DEFAULT 0,
    kept_at   TEXT    NOT NULL
) STRICT;
