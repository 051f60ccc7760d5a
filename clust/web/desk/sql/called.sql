-- People called to a campaign, with units and money at their limits; and of them those who hold a
-- pledge since, with units and money at most.
SELECT c.people, c.units, c.cents, coalesce(p.people, 0), coalesce(p.units, 0), coalesce(p.cents, 0)
FROM (
    SELECT count(*) AS people, coalesce(sum(b.units), 0) AS units,
           coalesce(sum(b.units::bigint * b.limit_gross_cents), 0) AS cents
    FROM call AS k JOIN backing AS b ON b.id = k.backing_id
    WHERE k.campaign_id = %(campaign)s
) AS c
CROSS JOIN (
    SELECT count(DISTINCT p.person_id) AS people, sum(s.units) AS units,
           sum(s.units::bigint * (p.maximum_gross_cents + p.surcharge_gross_cents)) AS cents
    FROM standing(%(campaign)s) AS s
    JOIN pledge AS p ON p.id = s.id
    JOIN call AS k ON k.campaign_id = p.campaign_id AND k.person_id = p.person_id AND p.at >= k.at
) AS p
