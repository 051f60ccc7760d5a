-- Owe a receipt for every withdrawal by a holder since a moment, as receipts.sql does for pledges.
-- Where a higher maximum took its place in the same moment, the new pledge's receipt says so.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'withdrawn', w.id, p.campaign_id, p.person_id, %(now)s
FROM withdrawal AS w
JOIN pledge AS p ON p.id = w.pledge_id
WHERE w.id > coalesce((SELECT max(fact) FROM notice WHERE kind = 'withdrawn' AND at < %(since)s), 0)
  AND w.at BETWEEN %(since)s AND %(now)s AND w.cause = 'holder'
  AND NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = 'withdrawn' AND n.fact = w.id)
  AND NOT EXISTS (
      SELECT FROM pledge AS q
      WHERE q.campaign_id = p.campaign_id AND q.person_id = p.person_id
        AND q.at = w.at AND q.id > p.id
  )
ON CONFLICT DO NOTHING
