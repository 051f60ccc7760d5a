UPDATE subsidy_budget AS b
SET reserved_cents = b.reserved_cents + s.reserved, used_cents = b.used_cents + s.used
FROM (
    SELECT l.budget_id, sum(m.reserved) AS reserved, sum(m.used) AS used
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS m (part, reserved, used)
    JOIN subsidy_promise_part AS p ON p.id = m.part
    JOIN subsidy_plan AS l ON l.id = p.plan_id
    GROUP BY l.budget_id
) AS s
WHERE b.id = s.budget_id
