WITH was AS (
    SELECT w.id, w.title, w.words,
           EXISTS (SELECT FROM backing AS b WHERE b.wish_id = w.id AND b.open)
           OR EXISTS (SELECT FROM brief_wish AS l WHERE l.wish_id = w.id)
           OR EXISTS (SELECT FROM project AS p WHERE p.wish_id = w.id) AS is_others_too
    FROM wish AS w WHERE w.person_id = %(person)s
), forgotten AS (
    UPDATE wish AS w
    SET words = '', link = '', title = CASE WHEN was.is_others_too THEN w.title ELSE '…' END
    FROM was WHERE was.id = w.id
)
DELETE FROM wish_word
WHERE word IN (
    SELECT s.lexeme
    FROM was, unnest(to_tsvector('public.clust_words',
        CASE WHEN was.is_others_too THEN '' ELSE was.title || ' ' END || was.words)) AS s
) AND NOT EXISTS (
    SELECT FROM wish AS w
    WHERE w.person_id <> %(person)s
      AND w.search @@ (plainto_tsquery('public.clust_fr', word)
                       || plainto_tsquery('public.clust_en', word))
)
