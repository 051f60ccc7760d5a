-- Owe word of the conversation since a moment: answers and replies to those who spoke before in the
-- thread, questions to the supplier of what they are about; what the desk hid and decided to those
-- it concerns, and to whoever reported it; and to those whom a tribe showed out, why. Of what is
-- said in a closed shop hears only who is let in there.
WITH said AS (
    SELECT r.*
    FROM comment AS r
    WHERE r.at BETWEEN %(since)s AND %(now)s
      AND NOT EXISTS (SELECT FROM taking_back AS b WHERE b.comment_id = r.id)
      AND NOT EXISTS (SELECT FROM talk_hiding AS h WHERE h.comment_id = r.id)
), hid AS (
    SELECT h.id, h.storefront_id, coalesce(c.person_id, p.person_id, m.person_id) AS person_id
    FROM talk_hiding AS h
    LEFT JOIN comment AS c ON c.id = h.comment_id
    LEFT JOIN profile AS p ON p.id = h.profile_id
    LEFT JOIN membership AS m ON m.tribe_id = h.tribe_id AND m.open AND m.organises
), told AS (
    SELECT CASE WHEN r.voice <> 'member' AND c.is_question THEN 'talk_answer' ELSE 'reply' END
               AS kind,
           r.id AS fact, r.storefront_id, c.person_id, NULL::bigint AS supplier_id
    FROM said AS r JOIN comment AS c ON c.id = r.parent_id
    WHERE c.person_id <> r.person_id
    UNION
    SELECT 'reply', r.id, r.storefront_id, o.person_id, NULL
    FROM said AS r
    JOIN comment AS c ON c.id = r.parent_id
    JOIN comment AS o ON o.parent_id = c.id AND o.id < r.id AND o.voice = 'member'
    WHERE o.person_id NOT IN (r.person_id, c.person_id)
      AND NOT EXISTS (SELECT FROM taking_back AS b WHERE b.comment_id = o.id)
    UNION
    SELECT 'talk_question', q.id, q.storefront_id, NULL, p.supplier_id
    FROM said AS q
    LEFT JOIN campaign AS g ON g.id = q.campaign_id
    JOIN product AS p ON p.id = coalesce(g.product_id, q.product_id)
    WHERE q.is_question
    UNION
    SELECT 'talk_hidden', f.id, h.storefront_id, h.person_id, NULL
    FROM hid AS h JOIN talk_hiding AS f ON f.id = h.id
    WHERE f.at BETWEEN %(since)s AND %(now)s AND h.person_id IS NOT NULL
    UNION
    SELECT 'talk_ruled', r.id, h.storefront_id, h.person_id, NULL
    FROM talk_ruling AS r
    JOIN talk_appeal AS a ON a.id = r.appeal_id
    JOIN hid AS h ON h.id = a.hiding_id
    WHERE r.at BETWEEN %(since)s AND %(now)s AND h.person_id IS NOT NULL
    UNION
    SELECT 'talk_report_seen', r.id, r.storefront_id, r.person_id, NULL
    FROM talk_report AS r
    WHERE r.seen_at BETWEEN %(since)s AND %(now)s AND (r.person_id IS NOT NULL OR r.email <> '')
    UNION
    SELECT 'shown_out', e.id, t.storefront_id, m.person_id, NULL
    FROM membership_end AS e
    JOIN membership AS m ON m.id = e.membership_id
    JOIN tribe AS t ON t.id = m.tribe_id
    WHERE e.cause = 'out' AND e.at BETWEEN %(since)s AND %(now)s
)
INSERT INTO notice (kind, fact, storefront_id, person_id, supplier_id, at)
SELECT t.kind, t.fact, t.storefront_id, t.person_id, t.supplier_id, %(now)s
FROM told AS t
WHERE NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = t.kind AND n.fact = t.fact)
      AND (t.kind NOT IN ('reply', 'talk_answer') OR NOT EXISTS (
          SELECT FROM storefront AS s WHERE s.id = t.storefront_id AND s.admission <> 'open'
      ) OR EXISTS (
          SELECT FROM admission AS a
          WHERE a.storefront_id = t.storefront_id AND a.person_id = t.person_id AND a.open
      ) OR EXISTS (
          SELECT FROM officer AS o
          WHERE o.storefront_id = t.storefront_id AND o.person_id = t.person_id AND o.open
      ) OR EXISTS (SELECT FROM person AS p WHERE p.id = t.person_id AND p.is_staff))
ON CONFLICT DO NOTHING
