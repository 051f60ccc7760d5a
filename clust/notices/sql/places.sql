-- Under a cap: tell those who came in since a moment because a place came free or the cap rose.
-- Who came in with a step of the price is told of the step.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'place', c.id, p.campaign_id, p.person_id, %(now)s
FROM gate AS g
JOIN pledge AS p ON p.campaign_id = g.campaign_id
JOIN coming_in AS c ON c.pledge_id = p.id
WHERE g.open AND g.room IS NOT NULL
  AND c.at BETWEEN %(since)s AND %(now)s AND c.at <> p.at
  AND NOT EXISTS (SELECT FROM going_out AS o WHERE o.coming_in_id = c.id)
  AND NOT EXISTS (SELECT FROM price_step AS s WHERE s.campaign_id = g.campaign_id AND s.at = c.at)
  AND NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = 'place' AND n.fact = c.id)
ON CONFLICT DO NOTHING
