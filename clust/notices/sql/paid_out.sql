-- Owe word to who acts for a partner, or to a creator, that a transfer to them came back from the
-- bank since a moment; in the name of the first storefront of whoever sent it.
INSERT INTO notice (kind, fact, storefront_id, person_id, at)
SELECT 'came_back', x.id, (SELECT min(s.id) FROM storefront AS s WHERE s.seller_id = f.seller_id),
       h.person_id, %(now)s
FROM transfer_return AS x
JOIN transfer AS t ON t.id = x.transfer_id
JOIN transfer_file AS f ON f.id = t.file_id
CROSS JOIN LATERAL (
    SELECT p.person_id FROM self_bill AS b JOIN partner_person AS p ON p.partner_id = b.partner_id
    WHERE b.id = t.bill_id AND p.left_at IS NULL
    UNION ALL
    SELECT r.creator_id FROM royalty_statement AS r WHERE r.id = t.royalty_statement_id
) AS h
WHERE x.at BETWEEN %(since)s AND %(now)s
ON CONFLICT DO NOTHING
