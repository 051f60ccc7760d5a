-- Owe word of what became of money since a moment: it came, a card was refused (not where the buyer
-- was there and had been told before, nor where it was not asked because less is due), an order
-- lapsed, money flows back, how to transfer it.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT said.kind, said.fact, o.campaign_id, o.person_id, %(now)s
FROM (
    SELECT 'charged' AS kind, c.id AS fact, c.order_id
    FROM capture AS c WHERE c.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'refused', r.id, a.order_id
    FROM refusal AS r JOIN attempt AS a ON a.id = r.attempt_id
    WHERE r.at BETWEEN %(since)s AND %(now)s AND r.code <> 'not_due'
      AND NOT EXISTS (SELECT FROM capture AS c WHERE c.order_id = a.order_id AND c.at >= r.at)
      AND NOT EXISTS (
          SELECT FROM cancellation AS u
          WHERE u.order_id = a.order_id AND u.cause IN ('lapsed', 'campaign')
      )
      AND NOT (a.by_buyer AND EXISTS (
          SELECT FROM attempt AS b JOIN refusal AS q ON q.attempt_id = b.id
          WHERE b.order_id = a.order_id AND q.id < r.id
      ))
    UNION ALL
    SELECT 'lapsed', u.id, u.order_id
    FROM cancellation AS u WHERE u.cause = 'lapsed' AND u.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'refund', f.id, c.order_id
    FROM refund AS f JOIN capture AS c ON c.id = f.capture_id
    WHERE f.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'transfer', t.id, t.order_id
    FROM transfer_due AS t WHERE t.at BETWEEN %(since)s AND %(now)s
) AS said
JOIN "order" AS o ON o.id = said.order_id
WHERE NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = said.kind AND n.fact = said.fact)
ON CONFLICT DO NOTHING
