-- Words inside what was said, whatever their case, are found without reading all of it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX comment_words_by_trigram ON comment USING gin (upper(words) gin_trgm_ops)
