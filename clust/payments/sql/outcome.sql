-- How the orders of a clearing stand: per word its orders, units left, cents due and cents kept.
WITH bought AS (
    SELECT o.id, o.units, o.total_gross_cents
    FROM allotment AS a JOIN "order" AS o ON o.allotment_id = a.id
    WHERE a.clearing_id = %(clearing)s
), undone AS (
    SELECT order_id, sum(units) AS units, sum(goods_gross_cents + delivery_gross_cents) AS cents
    FROM cancellation WHERE order_id IN (SELECT id FROM bought) GROUP BY order_id
), subsidised AS (
    SELECT order_id, sum(cents - returned_cents) AS cents
    FROM subsidy WHERE order_id IN (SELECT id FROM bought) GROUP BY order_id
), credited AS (
    SELECT order_id, sum(cents - returned_cents) AS cents
    FROM credit_use WHERE order_id IN (SELECT id FROM bought) GROUP BY order_id
), captured AS (
    SELECT order_id, sum(cents - refunded_cents) AS cents
    FROM capture WHERE order_id IN (SELECT id FROM bought) GROUP BY order_id
), under_way AS (
    SELECT order_id, asked_at, wants_holder
    FROM attempt WHERE open AND order_id IN (SELECT id FROM bought)
), refused AS (
    SELECT DISTINCT t.order_id
    FROM refusal AS r JOIN attempt AS t ON t.id = r.attempt_id
    WHERE t.order_id IN (SELECT id FROM bought)
), stands AS (
    SELECT b.units - coalesce(u.units, 0) AS units,
           greatest(b.total_gross_cents - coalesce(u.cents, 0) - coalesce(s.cents, 0)
                    - coalesce(c.cents, 0), 0) AS due,
           coalesce(k.cents, 0) AS kept, w.order_id AS under_way, w.asked_at, w.wants_holder,
           r.order_id AS refused, d.order_id AS awaited
    FROM bought AS b
    LEFT JOIN undone AS u ON u.order_id = b.id
    LEFT JOIN subsidised AS s ON s.order_id = b.id
    LEFT JOIN credited AS c ON c.order_id = b.id
    LEFT JOIN captured AS k ON k.order_id = b.id
    LEFT JOIN under_way AS w ON w.order_id = b.id
    LEFT JOIN refused AS r ON r.order_id = b.id
    LEFT JOIN transfer_due AS d ON d.order_id = b.id
)
SELECT CASE WHEN units = 0 THEN 'undone' WHEN due = 0 THEN 'free' WHEN kept >= due THEN 'paid'
            WHEN under_way IS NOT NULL AND asked_at IS NULL THEN 'waiting'
            WHEN wants_holder THEN 'holder' WHEN under_way IS NOT NULL THEN 'unknown'
            WHEN refused IS NOT NULL THEN 'refused' WHEN awaited IS NOT NULL THEN 'transfer'
            ELSE 'none' END AS state,
       count(*), sum(units)::bigint, sum(due)::bigint, sum(kept)::bigint
FROM stands GROUP BY 1 ORDER BY 1
