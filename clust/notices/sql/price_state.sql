-- Tell how it stands now to those who were told before whether they are in: an hour after the last
-- word at the soonest, and only what differs from it. Of many steps meanwhile the one is named that
-- brought a pledge where it stands. A pledge is told by what its last notice said, or by what its
-- holder saw as they placed it, if that was later.
-- Under a cap coming in and going out bear the moment of the step; who came in because a place came
-- free is told so by places.sql.
-- Returns the moment at which the hour of the first of those is over who are not told yet.
WITH last AS (
    SELECT DISTINCT ON (n.person_id)
           n.person_id, n.at AS told_at, coalesce(s.at, c.at) AS moment, s.gross_cents AS price
    FROM notice AS n
    LEFT JOIN price_step AS s ON n.kind IN ('in', 'waiting') AND s.id = n.fact
    LEFT JOIN coming_in AS c ON n.kind = 'place' AND c.id = n.fact
    WHERE n.campaign_id = %(campaign)s AND n.kind IN ('in', 'waiting', 'place')
    ORDER BY n.person_id, n.id DESC
), price AS (
    SELECT gross_cents AS now FROM price_step
    WHERE campaign_id = %(campaign)s AND at <= %(now)s ORDER BY id DESC LIMIT 1
), held AS (
    SELECT last.person_id, last.told_at, p.id, p.maximum_gross_cents AS maximum,
           g.room IS NOT NULL AS capped,
           CASE WHEN g.room IS NULL THEN p.maximum_gross_cents >= price.now
                ELSE EXISTS (
                    SELECT FROM coming_in AS c LEFT JOIN going_out AS o ON o.coming_in_id = c.id
                    WHERE c.pledge_id = p.id AND o.id IS NULL
                ) END AS is_in,
           CASE WHEN g.room IS NULL AND p.at > last.told_at
                THEN p.maximum_gross_cents >= p.shown_gross_cents
                WHEN g.room IS NULL THEN p.maximum_gross_cents >= last.price
                ELSE EXISTS (
                    SELECT FROM coming_in AS c LEFT JOIN going_out AS o ON o.coming_in_id = c.id
                    WHERE c.pledge_id = p.id AND c.at <= greatest(last.moment, p.at)
                      AND (o.id IS NULL OR o.at > greatest(last.moment, p.at))
                ) END AS was_in
    FROM last
    JOIN gate AS g ON g.campaign_id = %(campaign)s AND g.open
    JOIN pledge AS p ON p.campaign_id = g.campaign_id AND p.person_id = last.person_id
    JOIN standing(%(campaign)s) AS s ON s.id = p.id
    CROSS JOIN price
), told AS (
    INSERT INTO notice (kind, fact, campaign_id, person_id, at)
    SELECT DISTINCT ON (held.person_id) CASE WHEN held.is_in THEN 'in' ELSE 'waiting' END, step.id,
           %(campaign)s, held.person_id, %(now)s::timestamptz
    FROM held
    CROSS JOIN LATERAL (
        SELECT s.id FROM price_step AS s
        WHERE s.campaign_id = %(campaign)s AND s.at <= %(now)s
          AND CASE WHEN held.is_in
                   THEN held.maximum >= s.gross_cents AND held.maximum < s.was_gross_cents
                   ELSE held.maximum < s.gross_cents AND held.maximum >= s.was_gross_cents END
          AND (NOT held.capped OR s.at = (
              SELECT coalesce(o.at, c.at)
              FROM coming_in AS c LEFT JOIN going_out AS o ON o.coming_in_id = c.id
              WHERE c.pledge_id = held.id ORDER BY c.id DESC LIMIT 1
          ))
        ORDER BY s.id DESC LIMIT 1
    ) AS step
    WHERE held.is_in <> held.was_in AND held.told_at <= %(now)s - interval '1 hour'
    ORDER BY held.person_id, held.is_in DESC
    ON CONFLICT DO NOTHING
)
SELECT min(told_at) + interval '1 hour' FROM held
WHERE is_in <> was_in AND told_at > %(now)s - interval '1 hour'
