-- What the open backings of these wishes come to, as sums: by price, by week, and by wish,
-- choice and region, each by how firm (0 a wish, 1 a limit, 2 a limit with a card that works).
-- A person counts once: by their firmest backing, of these the largest, of these the newest.
-- Whoever backs nothing else is not looked for twice; only the others are sorted by person.
-- Firmness and units are one number, so that one comparison finds it (units stay below 16384).
WITH said AS NOT MATERIALIZED (
    SELECT id, person_id, wish_id, choice_id, region,
           alone OR cardinality(%(wishes)s::bigint[]) = 1 AS once,
           coalesce(limit_gross_cents, guess_gross_cents) AS price,
           date_bin('7 days', at, '2001-01-01 00:00+00') AS week,
           units + CASE
               WHEN limit_until IS NULL OR limit_until < %(on)s::date THEN 0
               WHEN card_id IS NULL OR card_id IN (
                   SELECT id FROM card WHERE removed_at IS NOT NULL OR expires_on < %(on)s::date
               ) THEN 16384
               ELSE 32768
           END AS weight
    FROM backing
    WHERE open AND wish_id = ANY(%(wishes)s::bigint[])
), chosen AS (
    SELECT DISTINCT ON (person_id) * FROM said WHERE NOT once
    ORDER BY person_id, weight DESC, id DESC
), cell AS MATERIALIZED (
    SELECT price, week, wish_id, choice_id, region, weight >> 14 AS firm,
           count(*) AS people, sum(weight & 16383) AS units
    FROM said WHERE once GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT price, week, wish_id, choice_id, region, weight >> 14,
           count(*), sum(weight & 16383)
    FROM chosen GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT CASE WHEN grouping(price) = 0 THEN 'price' WHEN grouping(week) = 0 THEN 'week'
            ELSE 'place' END,
       price, week, wish_id, choice_id, region, firm, sum(people)::bigint, sum(units)::bigint
FROM cell
GROUP BY GROUPING SETS ((price, firm), (week, firm), (wish_id, choice_id, region, firm))
