-- Tell those who follow a clust that its price fell: one statement, however many follow it.
-- Not those who hold a pledge there, they hear of it as holders; not those who may see it nowhere any
-- more; and one clust at most once a day.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'dropped', %(step)s, %(campaign)s, f.person_id, %(now)s
FROM following AS f
WHERE f.campaign_id = %(campaign)s AND f.open AND f.at <= %(at)s AND %(price)s < %(was)s
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
  AND f.person_id NOT IN (
      SELECT n.person_id FROM notice AS n
      WHERE n.campaign_id = %(campaign)s AND n.kind = 'dropped'
        AND n.at > %(now)s::timestamptz - interval '1 day'
  )
ON CONFLICT DO NOTHING
