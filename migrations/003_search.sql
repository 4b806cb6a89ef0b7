-- Full-text search over seed, task and texts: one document a brief, its rowid is the brief's id. It holds
-- lemmas, which only Python can make: rows are written beside their sources by storage/search.py, and briefs
-- that have none are indexed when the file is opened. A change of the lemmas needs a migration that empties it.

CREATE VIRTUAL TABLE search USING fts5 (brief, texts, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER brief_leaves_search AFTER DELETE ON brief BEGIN
    DELETE FROM search WHERE rowid = old.id;
END;
