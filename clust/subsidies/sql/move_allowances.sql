UPDATE subsidy_allowance AS a
SET reserved_cents = a.reserved_cents + s.reserved, used_cents = a.used_cents + s.used
FROM (
    SELECT own.allowance, sum(m.reserved) AS reserved, sum(m.used) AS used
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS m (part, reserved, used)
    JOIN subsidy_promise_part AS p ON p.id = m.part
    CROSS JOIN LATERAL (VALUES (p.of_person_id), (p.of_family_id)) AS own (allowance)
    GROUP BY own.allowance
) AS s
WHERE a.id = s.allowance
