-- One word that somebody typed, in any way that wishes write it; where it may be unfinished, also
-- the words that begin so.
CREATE OR REPLACE FUNCTION wish_term(token text, unfinished boolean) RETURNS tsquery
LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.45 AS $$
DECLARE
    written text;
    term tsquery := plainto_tsquery('public.clust_fr', token)
        || plainto_tsquery('public.clust_en', token);
BEGIN
    IF numnode(term) = 0 THEN
        RETURN term;
    END IF;
    FOR written IN
        (SELECT word FROM wish_word WHERE length(token) > 3 AND word % token AND word <> token
         ORDER BY similarity(word, token) DESC, word LIMIT 5)
        UNION ALL
        (SELECT word FROM wish_word WHERE unfinished AND length(token) > 1
         AND word ~>~ token AND word ~<~ (token || chr(1114111)) ORDER BY word USING ~<~ LIMIT 8)
    LOOP
        term := term || plainto_tsquery('public.clust_fr', written)
            || plainto_tsquery('public.clust_en', written);
    END LOOP;
    RETURN term;
END $$;

-- Each word that was typed, in order; without those that say little in French or English, unless
-- there are no others (`the` is also how somebody types tea in French).
CREATE OR REPLACE FUNCTION wish_terms(typed text) RETURNS tsquery[]
LANGUAGE sql STABLE
RETURN (
    WITH typed_word AS (
        SELECT w.lexeme, w.positions[1] AS place,
               w.positions[1] = max(w.positions[1]) OVER () AS unfinished,
               to_tsvector('public.clust_fr', w.lexeme) <> ''
                   AND to_tsvector('public.clust_en', w.lexeme) <> '' AS says_much
        FROM unnest(to_tsvector('public.clust_words', typed)) AS w
    ), term AS (
        SELECT wish_term(lexeme, unfinished) AS term, place
        FROM typed_word
        WHERE says_much OR NOT EXISTS (SELECT FROM typed_word WHERE says_much)
        ORDER BY place LIMIT 6
    )
    SELECT coalesce(array_agg(term ORDER BY place) FILTER (WHERE numnode(term) > 0), '{}')
    FROM term
);

-- All of these words, but for the one at a place (0: none of them is left out).
CREATE OR REPLACE FUNCTION all_terms(terms tsquery[], left_out integer) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    together tsquery;
BEGIN
    FOR place IN 1 .. cardinality(terms) LOOP
        IF place <> left_out THEN
            together := coalesce(together && terms[place], terms[place]);
        END IF;
    END LOOP;
    RETURN together;
END $$;

-- All of these words but one, whichever.
CREATE OR REPLACE FUNCTION most_terms(terms tsquery[]) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    together tsquery;
    others tsquery;
BEGIN
    FOR place IN 1 .. cardinality(terms) LOOP
        others := all_terms(terms, place);
        together := coalesce(together || others, others);
    END LOOP;
    RETURN together;
END $$;

-- The query that finds all of the words, in a storefront; null where nothing was typed.
CREATE OR REPLACE FUNCTION wish_query(typed text, storefront bigint) RETURNS tsquery
LANGUAGE sql STABLE
RETURN all_terms(wish_terms(typed), 0) && ('@' || storefront)::tsquery;

-- Wishes like what is being typed, the most alike first. Looked at are those that begin so, those
-- with all of the words, with all of the first four but one, with the first word, the second, …
-- until there are enough to choose from.
-- What was merged stands for the wish it goes on as; hidden ones are left out. Of two alike the one
-- in the reader's language stands before.
CREATE OR REPLACE FUNCTION wishes_like(typed text, storefront bigint, reads text, most integer)
RETURNS TABLE (wish bigint, likeness real)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    enough CONSTANT integer := 60;
    begun text := btrim(wish_bare(typed));
    terms tsquery[] := wish_terms(typed);
    here tsquery := ('@' || storefront)::tsquery;
    width integer := cardinality(terms);
    wanted tsquery;
    found bigint[];
BEGIN
    IF width = 0 THEN
        RETURN;
    END IF;
    found := ARRAY(
        SELECT w.id FROM wish AS w
        WHERE w.storefront_id = storefront
          AND wish_bare(w.title) ~>=~ begun AND wish_bare(w.title) ~<~ (begun || chr(1114111))
        ORDER BY wish_bare(w.title) USING ~<~ LIMIT enough
    );
    FOREACH wanted IN ARRAY ARRAY[all_terms(terms, 0), most_terms(terms[1:4])] || terms LOOP
        EXIT WHEN cardinality(found) >= enough;
        found := found || ARRAY(
            SELECT w.id FROM wish AS w WHERE w.search @@ (wanted && here)
            LIMIT enough - cardinality(found)
        );
    END LOOP;
    RETURN QUERY
    WITH RECURSIVE went_on AS (
        SELECT f AS id, f AS as_wish FROM unnest(found) AS f
        UNION
        SELECT o.id, m.into_id FROM went_on AS o JOIN merge AS m ON m.wish_id = o.as_wish
    )
    SELECT o.as_wish, max(
        similarity(t.bare, begun) + word_similarity(begun, t.bare) + t.is_read
    )::real AS alike
    FROM went_on AS o
    JOIN LATERAL (
        SELECT wish_bare(w.title) AS bare, (w.language = reads)::integer * 0.1 AS is_read
        FROM wish AS w WHERE w.id = o.id
    ) AS t ON true
    WHERE NOT EXISTS (SELECT FROM merge AS m WHERE m.wish_id = o.as_wish)
      AND NOT EXISTS (
        SELECT FROM hiding AS h
        WHERE h.wish_id IN (o.id, o.as_wish) AND NOT EXISTS (
            SELECT FROM appeal AS a JOIN ruling AS r ON r.appeal_id = a.id
            WHERE a.hiding_id = h.id AND NOT r.upheld
        )
      )
    GROUP BY o.as_wish
    ORDER BY alike DESC, o.as_wish
    LIMIT most;
END $$;
