-- A wish is found by what would do as well: its choices are kept beside its words.
DROP INDEX wish_by_search;
ALTER TABLE wish DROP COLUMN search, ADD COLUMN also text NOT NULL DEFAULT '';
ALTER TABLE wish ADD COLUMN search tsvector
    GENERATED ALWAYS AS (wish_vector(storefront_id, language, title, words || ' ' || also)) STORED;
CREATE INDEX wish_by_search ON wish USING gin (search);

CREATE FUNCTION keep_wish_choices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wish AS w SET also = c.names
    FROM (
        SELECT wish_id, string_agg(name, ' ' ORDER BY position, id) AS names
        FROM wish_choice WHERE wish_id IN (SELECT wish_id FROM named) GROUP BY wish_id
    ) AS c
    WHERE w.id = c.wish_id;
    INSERT INTO wish_word (word)
    SELECT DISTINCT s.lexeme
    FROM named AS n, unnest(to_tsvector('public.clust_words', n.name)) AS s
    WHERE length(s.lexeme) BETWEEN 3 AND 40
    ORDER BY 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_wish_choices AFTER INSERT ON wish_choice
    REFERENCING NEW TABLE AS named
    FOR EACH STATEMENT EXECUTE FUNCTION keep_wish_choices();

UPDATE wish AS w SET also = c.names
FROM (
    SELECT wish_id, string_agg(name, ' ' ORDER BY position, id) AS names
    FROM wish_choice GROUP BY wish_id
) AS c
WHERE w.id = c.wish_id;
INSERT INTO wish_word (word)
SELECT DISTINCT s.lexeme
FROM wish_choice AS c, unnest(to_tsvector('public.clust_words', c.name)) AS s
WHERE length(s.lexeme) BETWEEN 3 AND 40
ORDER BY 1
ON CONFLICT DO NOTHING;
