-- Tell everybody how it ended: an order, or a pledge left out, or the critical mass not reached.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'result', o.id, o.campaign_id, o.person_id, %(now)s
FROM allotment AS a JOIN "order" AS o ON o.allotment_id = a.id
WHERE a.clearing_id = %(clearing)s
UNION ALL
SELECT CASE WHEN %(reached)s THEN 'not_in' ELSE 'not_reached' END,
       p.id, p.campaign_id, p.person_id, %(now)s
FROM standing(%(campaign)s) AS s JOIN pledge AS p ON p.id = s.id
WHERE NOT EXISTS (SELECT FROM allotment AS a WHERE a.pledge_id = p.id)
ON CONFLICT DO NOTHING
