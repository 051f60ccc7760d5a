-- A person's latest pledges in a campaign with what tells where they stand.
SELECT p.id, p.variant_id, p.units, p.up_to, p.maximum_gross_cents, p.shown_gross_cents,
       (p.units - coalesce((SELECT sum(w.units) FROM withdrawal AS w WHERE w.pledge_id = p.id), 0))::integer,
       EXISTS (SELECT FROM withdrawal AS w WHERE w.pledge_id = p.id AND w.cause = 'released'),
       EXISTS (SELECT FROM coming_in AS c LEFT JOIN going_out AS g ON g.coming_in_id = c.id
               WHERE c.pledge_id = p.id AND g.id IS NULL),
       p.shown_gross_cents <= p.maximum_gross_cents
       OR EXISTS (SELECT FROM price_step AS s WHERE s.campaign_id = p.campaign_id AND s.at >= p.at
                  AND s.gross_cents <= p.maximum_gross_cents),
       EXISTS (SELECT FROM allotment AS a WHERE a.pledge_id = p.id)
FROM pledge AS p
WHERE p.campaign_id = %(campaign)s AND p.person_id = %(person)s
ORDER BY p.id DESC
LIMIT %(most)s
