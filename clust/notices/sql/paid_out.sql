-- Owe word to who acts for a partner, or to a creator, of what happened since a moment: a month's
-- statement that something is due by, a transfer to them, one that came back from the bank. In the
-- name of the first storefront of whoever pays, or of all. Who came to act for a partner later hears
-- nothing of what was before.
WITH sent AS (
    SELECT t.id, t.file_id, s.partner_id, r.creator_id
    FROM transfer AS t
    LEFT JOIN self_bill AS b ON b.id = t.bill_id
    LEFT JOIN commission_statement AS s ON s.id = b.statement_id
    LEFT JOIN royalty_statement AS r ON r.id = t.royalty_statement_id
), told AS (
    SELECT 'stated' AS kind, s.id AS fact, s.at, s.partner_id, NULL::bigint AS creator_id,
           (SELECT min(id) FROM storefront) AS storefront_id
    FROM commission_statement AS s
    WHERE s.payable_cents > 0 AND s.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT x.kind, x.fact, x.at, t.partner_id, t.creator_id,
           (SELECT min(o.id) FROM storefront AS o WHERE o.seller_id = f.seller_id)
    FROM (
        SELECT 'paid_out' AS kind, transfer_id AS fact, transfer_id, at FROM commission_payout
        UNION ALL
        SELECT 'paid_out', transfer_id, transfer_id, at FROM royalty_payout
        UNION ALL
        SELECT 'came_back', id, transfer_id, at FROM transfer_return
    ) AS x
    JOIN sent AS t ON t.id = x.transfer_id
    JOIN transfer_file AS f ON f.id = t.file_id
    WHERE x.at BETWEEN %(since)s AND %(now)s
)
INSERT INTO notice (kind, fact, storefront_id, person_id, at)
SELECT t.kind, t.fact, t.storefront_id, coalesce(t.creator_id, p.person_id), %(now)s
FROM told AS t
LEFT JOIN partner_person AS p
    ON p.partner_id = t.partner_id AND p.left_at IS NULL AND p.at <= t.at
WHERE coalesce(t.creator_id, p.person_id) IS NOT NULL
ON CONFLICT DO NOTHING
