-- Tell everybody who holds a pledge placed by a moment of which something is left.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT DISTINCT %(kind)s, %(fact)s::bigint, p.campaign_id, p.person_id, %(now)s::timestamptz
FROM standing(%(campaign)s) AS s JOIN pledge AS p ON p.id = s.id
WHERE s.at <= %(placed_by)s
ON CONFLICT DO NOTHING
