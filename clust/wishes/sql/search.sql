CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TEXT SEARCH CONFIGURATION clust_fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION clust_fr
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION clust_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION clust_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
-- Words as they are written, without accents, addresses and the names of hosts.
CREATE TEXT SEARCH CONFIGURATION clust_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION clust_words
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION clust_words
    DROP MAPPING FOR email, url, url_path, host, file, hword, asciihword, numhword;

-- Small letters without accents: unaccent with its dictionary named is the same for ever.
CREATE FUNCTION wish_bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, words));

-- What a wish is found by: its words in its language, and its storefront as a word of its own.
CREATE FUNCTION wish_vector(storefront bigint, language text, title text, words text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE language
    WHEN 'en' THEN setweight(to_tsvector('public.clust_en'::regconfig, title), 'A')
        || setweight(to_tsvector('public.clust_en'::regconfig, words), 'B')
    ELSE setweight(to_tsvector('public.clust_fr'::regconfig, title), 'A')
        || setweight(to_tsvector('public.clust_fr'::regconfig, words), 'B')
END || array_to_tsvector(ARRAY['@' || storefront::text]);

ALTER TABLE wish ADD search tsvector
    GENERATED ALWAYS AS (wish_vector(storefront_id, language, title, words)) STORED;
CREATE INDEX wish_by_search ON wish USING gin (search);
CREATE INDEX wish_by_title ON wish (storefront_id, wish_bare(title) text_pattern_ops);

CREATE INDEX wish_word_by_trigram ON wish_word USING gin (word gin_trgm_ops);
CREATE INDEX wish_word_by_start ON wish_word (word text_pattern_ops);

CREATE FUNCTION keep_wish_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO wish_word (word)
    SELECT DISTINCT w.lexeme
    FROM posted AS p,
         unnest(to_tsvector('public.clust_words', p.title || ' ' || p.words)) AS w
    WHERE length(w.lexeme) BETWEEN 3 AND 40
    ORDER BY 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_wish_words AFTER INSERT ON wish
    REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION keep_wish_words();
