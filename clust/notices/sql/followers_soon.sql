-- Tell those who follow a clust and hold no pledge there that it closes soon.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'last_day', %(campaign)s, %(campaign)s, f.person_id, %(now)s
FROM following AS f
WHERE f.campaign_id = %(campaign)s AND f.open
  AND (
      EXISTS (
          SELECT FROM listing AS l JOIN storefront AS s ON s.id = l.storefront_id
          WHERE l.campaign_id = %(campaign)s AND s.admission = 'open'
      )
      OR f.person_id IN (
          SELECT a.person_id FROM listing AS l JOIN admission AS a ON a.storefront_id = l.storefront_id
          WHERE l.campaign_id = %(campaign)s AND a.open
      )
  )
  AND f.person_id NOT IN (
      SELECT p.person_id FROM standing(%(campaign)s) AS s JOIN pledge AS p ON p.id = s.id
  )
ON CONFLICT DO NOTHING
