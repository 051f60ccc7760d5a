-- Owe suppliers word of enquiries since a moment: that they are asked, that two days are left and
-- they have said nothing, answers to anybody's question, messages, counter-offers, and who was
-- chosen. What a supplier writes goes to whoever asks at the desk.
-- An enquiry is sent in the name of the storefront of its brief's first wish.
WITH asked AS (
    SELECT e.*, coalesce(
        (SELECT w.storefront_id FROM brief_wish AS l JOIN wish AS w ON w.id = l.wish_id
         WHERE l.brief_id = e.brief_id ORDER BY l.id LIMIT 1),
        (SELECT min(s.id) FROM storefront AS s)
    ) AS storefront_id
    FROM enquiry AS e
    WHERE EXISTS (SELECT FROM invitee AS i WHERE i.enquiry_id = e.id)
), told AS (
    SELECT 'enquiry' AS kind, i.id AS fact, e.storefront_id, NULL::bigint AS person_id, i.supplier_id
    FROM invitee AS i JOIN asked AS e ON e.id = i.enquiry_id
    WHERE i.at BETWEEN %(since)s AND %(now)s AND e.answer_by > %(now)s
    UNION ALL
    SELECT 'enquiry_soon', i.id, e.storefront_id, NULL, i.supplier_id
    FROM asked AS e JOIN invitee AS i ON i.enquiry_id = e.id
    WHERE e.answer_by > %(now)s AND e.answer_by <= %(now)s + interval '2 days'
      AND i.at < e.answer_by - interval '2 days'
      AND NOT EXISTS (SELECT FROM decline AS d WHERE d.invitee_id = i.id)
      AND NOT EXISTS (SELECT FROM quote AS q JOIN award AS a ON a.quote_id = q.id
                      WHERE q.enquiry_id = e.id)
      AND NOT EXISTS (SELECT FROM quote AS q JOIN product AS p ON p.id = q.product_id
                      WHERE q.enquiry_id = e.id AND p.supplier_id = i.supplier_id
                        AND q.side = 'supplier')
    UNION ALL
    SELECT 'enquiry_answer', a.id, e.storefront_id, NULL, i.supplier_id
    FROM enquiry_answer AS a
    JOIN enquiry_question AS q ON q.id = a.question_id
    JOIN invitee AS o ON o.id = q.invitee_id
    JOIN asked AS e ON e.id = o.enquiry_id
    JOIN invitee AS i ON i.enquiry_id = e.id
    WHERE a.at BETWEEN %(since)s AND %(now)s
      AND NOT EXISTS (SELECT FROM decline AS d WHERE d.invitee_id = i.id)
    UNION ALL
    SELECT 'enquiry_message', m.id, e.storefront_id,
           CASE WHEN NOT m.by_desk THEN e.person_id END,
           CASE WHEN m.by_desk THEN i.supplier_id END
    FROM enquiry_message AS m
    JOIN invitee AS i ON i.id = m.invitee_id
    JOIN asked AS e ON e.id = i.enquiry_id
    WHERE m.at BETWEEN %(since)s AND %(now)s AND (m.by_desk OR e.person_id IS NOT NULL)
    UNION ALL
    SELECT 'counter', q.id, coalesce(e.storefront_id, (SELECT min(s.id) FROM storefront AS s)),
           NULL, p.supplier_id
    FROM quote AS q
    JOIN product AS p ON p.id = q.product_id
    LEFT JOIN asked AS e ON e.id = q.enquiry_id
    WHERE q.side = 'desk' AND q.received_at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'awarded', a.id, coalesce(e.storefront_id, (SELECT min(s.id) FROM storefront AS s)),
           NULL, p.supplier_id
    FROM award AS a
    JOIN quote AS q ON q.id = a.quote_id
    JOIN product AS p ON p.id = q.product_id
    LEFT JOIN asked AS e ON e.id = q.enquiry_id
    WHERE a.at BETWEEN %(since)s AND %(now)s
      AND (e.id IS NOT NULL OR EXISTS (
          SELECT FROM supplier_contact AS c
          WHERE c.person_id = q.person_id AND c.supplier_id = p.supplier_id
      ))
    UNION ALL
    SELECT 'not_awarded', a.id, e.storefront_id, NULL, i.supplier_id
    FROM award AS a
    JOIN quote AS q ON q.id = a.quote_id
    JOIN product AS p ON p.id = q.product_id
    JOIN asked AS e ON e.id = q.enquiry_id
    JOIN invitee AS i ON i.enquiry_id = e.id AND i.supplier_id <> p.supplier_id
    WHERE a.at BETWEEN %(since)s AND %(now)s
      AND NOT EXISTS (SELECT FROM decline AS d WHERE d.invitee_id = i.id)
)
INSERT INTO notice (kind, fact, storefront_id, person_id, supplier_id, at)
SELECT t.kind, t.fact, t.storefront_id, t.person_id, t.supplier_id, %(now)s
FROM told AS t
ON CONFLICT DO NOTHING
