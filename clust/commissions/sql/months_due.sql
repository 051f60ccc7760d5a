-- Months of kept shops up to a day that have no fee yet, by the terms of their first day.
SELECT t.id AS tenure_id, a.id AS agreement_id, m.first::date AS month
FROM tenure AS t
JOIN agreement AS a ON a.partner_id = t.partner_id AND a.month_cents <> 0
CROSS JOIN LATERAL generate_series(
    date_trunc('month', greatest(t.from_on, a.from_on) + interval '1 month - 1 day'),
    least(t.until_on, a.until_on, %s::date)::timestamp,
    interval '1 month'
) AS m(first)
WHERE NOT EXISTS (
    SELECT FROM month_fee AS f WHERE f.storefront_id = t.storefront_id AND f.month = m.first::date
)
