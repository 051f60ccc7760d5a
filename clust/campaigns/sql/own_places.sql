-- What tells pledges apart that are not simply in: a place under a cap, a time when they were in,
-- units allotted.
SELECT p.id,
       EXISTS (SELECT FROM coming_in AS c LEFT JOIN going_out AS g ON g.coming_in_id = c.id
               WHERE c.pledge_id = p.id AND g.id IS NULL),
       p.shown_gross_cents <= p.maximum_gross_cents
       OR EXISTS (SELECT FROM price_step AS s WHERE s.campaign_id = p.campaign_id AND s.at >= p.at
                  AND s.gross_cents <= p.maximum_gross_cents),
       EXISTS (SELECT FROM allotment AS a WHERE a.pledge_id = p.id)
FROM pledge AS p
WHERE p.id = ANY(%(pledges)s)
