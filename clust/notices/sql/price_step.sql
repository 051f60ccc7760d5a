-- Tell holders what a step of the price means to them: one notice a person, the weightiest.
--   in       it came in with this step; or it was in, and the critical mass is reached now
--   waiting  the price rose above its maximum
--   fell     it was in, and pays less
-- Who was in anyway hears of one campaign at most once a day: a ladder may have 500 rungs.
-- Who was told before whether they are in hears of it by price_state.sql, which goes first.
-- A pledge is told by what its holder saw: one placed as the step came may carry a later moment,
-- so one that chose to wait (maximum below the price shown) counts whatever its moment.
-- Under a cap coming in and going out are rows that bear the moment of the step.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT DISTINCT ON (told.person_id) told.kind, %(step)s, %(campaign)s, told.person_id, %(now)s
FROM (
    SELECT held.person_id, step.kind, step.weight, step.daily
    FROM (
        SELECT p.person_id, p.maximum_gross_cents AS maximum, c.came_at, c.went_at,
               p.at < %(at)s AS before,
               p.at <= %(at)s OR p.shown_gross_cents > p.maximum_gross_cents AS waited,
               c.came_at <> p.at OR p.shown_gross_cents > p.maximum_gross_cents AS came_later,
               g.room IS NOT NULL AS capped
        FROM gate AS g
        JOIN standing(%(campaign)s) AS s ON true
        JOIN pledge AS p ON p.id = s.id
        LEFT JOIN LATERAL (
            SELECT ci.at AS came_at, go.at AS went_at
            FROM coming_in AS ci LEFT JOIN going_out AS go ON go.coming_in_id = ci.id
            WHERE g.room IS NOT NULL AND ci.pledge_id = p.id
            ORDER BY ci.id DESC LIMIT 1
        ) AS c ON true
        WHERE g.campaign_id = %(campaign)s AND p.maximum_gross_cents >= least(%(was)s, %(price)s)
    ) AS held
    CROSS JOIN LATERAL (
        SELECT 'in' AS kind, 1 AS weight, false AS daily
        WHERE CASE WHEN capped THEN came_at = %(at)s AND went_at IS NULL AND came_later
                   ELSE maximum >= %(price)s AND maximum < %(was)s AND waited END
        UNION ALL
        SELECT 'waiting', 2, false
        WHERE maximum >= %(was)s AND maximum < %(price)s AND (went_at = %(at)s OR NOT capped)
        UNION ALL
        SELECT CASE WHEN %(was_rung)s = 0 THEN 'in' ELSE 'fell' END, 3, true
        WHERE before AND maximum >= greatest(%(was)s, %(price)s)
          AND (%(was_rung)s = 0 AND %(rung)s > 0 OR %(price)s < %(was)s)
          AND (NOT capped OR came_at < %(at)s AND went_at IS NULL)
    ) AS step
) AS told
LEFT JOIN (
    SELECT DISTINCT n.kind, n.person_id FROM notice AS n
    WHERE n.campaign_id = %(campaign)s AND n.kind IN ('in', 'fell')
      AND n.at > %(now)s - interval '1 day'
) AS lately ON lately.kind = told.kind AND lately.person_id = told.person_id
LEFT JOIN (
    SELECT n.person_id, max(n.at) = %(now)s AS just_now FROM notice AS n
    WHERE n.campaign_id = %(campaign)s AND n.kind IN ('in', 'waiting', 'place')
    GROUP BY n.person_id
) AS before ON before.person_id = told.person_id
WHERE CASE WHEN told.daily THEN lately.person_id IS NULL AND before.just_now IS NOT TRUE
           ELSE before.person_id IS NULL END
ORDER BY told.person_id, told.weight
ON CONFLICT DO NOTHING
