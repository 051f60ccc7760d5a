-- What machines are told of campaigns; for an array of numbers and a moment.
SELECT
    g.campaign_id, c.product_id, p.name_fr, p.name_en, c.currency, c.opens_at, g.closes_at,
    CASE
        WHEN r.id IS NOT NULL AND r.gross_cents IS NULL THEN 'not_reached'
        WHEN r.id IS NOT NULL THEN 'cleared'
        WHEN l.id IS NOT NULL OR %(now)s >= g.closes_at THEN 'closing'
        WHEN %(now)s < g.opens_at THEN 'planned'
        ELSE 'live' END AS stage,
    coalesce(r.gross_cents, shown.gross_cents) AS price,
    coalesce(nullif(r.units, 0), g.units) AS units,
    CASE WHEN r.id IS NULL THEN greatest(levels.wanted - g.units, 0) ELSE 0 END AS waiting,
    CASE WHEN r.id IS NULL THEN greatest(next.from_units - next.wanted, 1) END AS missing,
    CASE WHEN r.id IS NULL THEN next.gross_cents END AS next_price,
    coalesce(c.lowest_30_days_cents, f.gross_cents) AS comparison,
    c.cap, c.per_person, c.case_size, c.delivery_on, g.version,
    coalesce((SELECT i.file FROM picture AS i WHERE i.product_id = c.product_id
              ORDER BY i.position, i.id LIMIT 1), '') AS picture,
    levels.ladder
FROM gate AS g
JOIN campaign AS c ON c.id = g.campaign_id
JOIN product AS p ON p.id = c.product_id
JOIN rung AS shown ON shown.campaign_id = g.campaign_id AND shown.number = greatest(g.rung, 1)
LEFT JOIN reference_price AS f ON f.id = c.reference_price_id
LEFT JOIN closing AS l ON l.campaign_id = g.campaign_id
LEFT JOIN clearing AS r ON r.closing_id = l.id
CROSS JOIN LATERAL (
    SELECT array_agg(ARRAY[k.from_units, k.gross_cents] ORDER BY k.number) AS ladder,
           (SELECT coalesce(sum(v.wanted), 0) FROM level AS v
            WHERE v.campaign_id = g.campaign_id) AS wanted
    FROM rung AS k WHERE k.campaign_id = g.campaign_id
) AS levels
LEFT JOIN LATERAL (
    SELECT k.from_units, k.wanted, k.gross_cents FROM reach(g.campaign_id) AS k
    WHERE k.number > g.rung AND (g.room IS NULL OR k.from_units <= g.room)
    ORDER BY k.number LIMIT 1
) AS next ON true
WHERE g.campaign_id = ANY (%(campaigns)s)
ORDER BY g.campaign_id DESC
