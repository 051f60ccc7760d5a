-- Owe a receipt for every pledge placed since a moment.
-- Numbers rise with time: nothing is missing below the last receipt owed before that moment.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'receipt', p.id, p.campaign_id, p.person_id, %(now)s
FROM pledge AS p
WHERE p.id > coalesce((SELECT max(fact) FROM notice WHERE kind = 'receipt' AND at < %(since)s), 0)
  AND p.at BETWEEN %(since)s AND %(now)s
  AND NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = 'receipt' AND n.fact = p.id)
ON CONFLICT DO NOTHING
