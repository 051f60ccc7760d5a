-- A person's latest pledges in a campaign with what is left of them.
SELECT p.id, p.variant_id, p.units, p.up_to, p.maximum_gross_cents, p.shown_gross_cents,
       (p.units - w.units)::integer, w.released
FROM pledge AS p, LATERAL (
    SELECT coalesce(sum(w.units), 0) AS units, coalesce(bool_or(w.cause = 'released'), false) AS released
    FROM withdrawal AS w WHERE w.pledge_id = p.id
) AS w
WHERE p.campaign_id = %(campaign)s AND p.person_id = %(person)s
ORDER BY p.id DESC
LIMIT %(most)s
