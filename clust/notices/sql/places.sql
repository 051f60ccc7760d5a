-- Under a cap: tell those who came in since a moment because a place came free or the cap rose.
-- Who came in with a step of the price is told of the step; who was told within the hour whether
-- they are in, once it is over, and not at all if they were told that they are.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'place', c.id, p.campaign_id, p.person_id, %(now)s
FROM gate AS g
JOIN pledge AS p ON p.campaign_id = g.campaign_id
JOIN coming_in AS c ON c.pledge_id = p.id
WHERE g.open AND g.room IS NOT NULL
  AND c.at BETWEEN least(%(since)s, %(now)s - interval '75 minutes') AND %(now)s AND c.at <> p.at
  AND NOT EXISTS (SELECT FROM going_out AS o WHERE o.coming_in_id = c.id)
  AND NOT EXISTS (SELECT FROM price_step AS s WHERE s.campaign_id = g.campaign_id AND s.at = c.at)
  AND NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = 'place' AND n.fact = c.id)
  AND NOT EXISTS (
      SELECT FROM (
          SELECT n.at AS told_at, coalesce(s.at, i.at) AS moment
          FROM notice AS n
          LEFT JOIN price_step AS s ON n.kind IN ('in', 'waiting') AND s.id = n.fact
          LEFT JOIN coming_in AS i ON n.kind = 'place' AND i.id = n.fact
          WHERE n.campaign_id = p.campaign_id AND n.person_id = p.person_id
            AND n.kind IN ('in', 'waiting', 'place')
          ORDER BY n.id DESC LIMIT 1
      ) AS last
      WHERE last.told_at > %(now)s - interval '1 hour' OR EXISTS (
          SELECT FROM coming_in AS was LEFT JOIN going_out AS o ON o.coming_in_id = was.id
          WHERE was.pledge_id = p.id AND was.id <> c.id
            AND was.at <= last.moment AND (o.id IS NULL OR o.at > last.moment)
      )
  )
ON CONFLICT DO NOTHING
