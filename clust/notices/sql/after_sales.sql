-- Owe word for what happened after sales since a moment: questions about substitutes while they
-- are open, receipts of withdrawals, labels and ends
-- of returns, answers to claims and messages, recalls to everybody who bought the product.
WITH told AS (
    SELECT 'retracted' AS kind, r.id AS fact, o.campaign_id, o.person_id
    FROM retraction AS r JOIN "order" AS o ON o.id = r.order_id
    WHERE r.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'substitute', q.id, o.campaign_id, o.person_id
    FROM substitution_question AS q JOIN "order" AS o ON o.id = q.order_id
    WHERE q.at BETWEEN %(since)s AND %(now)s
      AND NOT EXISTS (SELECT FROM substitution_answer AS a WHERE a.question_id = q.id)
    UNION ALL
    SELECT 'return', r.id, o.campaign_id, o.person_id
    FROM "return" AS r JOIN "order" AS o ON o.id = r.order_id
    WHERE r.retraction_id IS NULL AND r.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'return_end', r.id, o.campaign_id, o.person_id
    FROM (
        SELECT return_of_id FROM restitution
        WHERE return_of_id IS NOT NULL AND at BETWEEN %(since)s AND %(now)s
        UNION ALL
        SELECT return_of_id FROM exchange
        WHERE return_of_id IS NOT NULL AND at BETWEEN %(since)s AND %(now)s
        UNION ALL
        SELECT return_of_id FROM return_refusal WHERE at BETWEEN %(since)s AND %(now)s
    ) AS x
    JOIN "return" AS r ON r.id = x.return_of_id
    JOIN "order" AS o ON o.id = r.order_id
    UNION ALL
    SELECT 'claim', a.id, o.campaign_id, o.person_id
    FROM claim_answer AS a
    JOIN claim AS c ON c.id = a.claim_id
    JOIN "order" AS o ON o.id = c.order_id
    WHERE a.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'answer', m.id, o.campaign_id, o.person_id
    FROM message AS m
    JOIN thread AS t ON t.id = m.thread_id
    JOIN "order" AS o ON o.id = t.order_id
    WHERE m.author = 'desk' AND m.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'question', m.id, o.campaign_id, a.person_id
    FROM message AS m
    JOIN thread AS t ON t.id = m.thread_id
    JOIN "order" AS o ON o.id = t.order_id
    JOIN LATERAL (
        SELECT person_id FROM assignment WHERE thread_id = t.id ORDER BY id DESC LIMIT 1
    ) AS a ON true
    WHERE m.author = 'buyer' AND m.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    (SELECT DISTINCT ON (r.id, o.person_id) 'recall', r.id, o.campaign_id, o.person_id
     FROM recall AS r
     JOIN campaign AS c ON c.product_id = r.product_id
     JOIN "order" AS o ON o.campaign_id = c.id AND o.at <= r.at
     WHERE r.at BETWEEN %(since)s AND %(now)s
     ORDER BY r.id, o.person_id, o.id DESC)
)
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT kind, fact, campaign_id, person_id, %(now)s FROM told
ON CONFLICT DO NOTHING
