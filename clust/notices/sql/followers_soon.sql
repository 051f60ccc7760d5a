-- Tell those who follow a clust and hold no pledge there that it closes soon.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'last_day', %(campaign)s, %(campaign)s, f.person_id, %(now)s
FROM following AS f
WHERE f.campaign_id = %(campaign)s AND f.open
  AND f.person_id NOT IN (
      SELECT p.person_id FROM standing(%(campaign)s) AS s JOIN pledge AS p ON p.id = s.id
  )
ON CONFLICT DO NOTHING
