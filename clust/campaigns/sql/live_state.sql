-- What a live page shows of campaigns, one JSON text a row; for an array of numbers and a moment.
SELECT json_build_object(
    'campaign', g.campaign_id,
    'version', g.version,
    'price_cents', shown.gross_cents,
    'units', g.units,
    'missing', next.from_units - next.wanted,
    'waiting', greatest(everybody.wanted - g.units, 0),
    'stage', CASE
        WHEN r.id IS NOT NULL AND r.gross_cents IS NULL THEN 'not_reached'
        WHEN r.id IS NOT NULL THEN 'cleared'
        WHEN l.id IS NOT NULL OR %(now)s >= g.closes_at THEN 'closing'
        WHEN %(now)s < g.opens_at THEN 'planned'
        ELSE 'live' END
)::text
FROM gate AS g
JOIN rung AS shown ON shown.campaign_id = g.campaign_id AND shown.number = greatest(g.rung, 1)
LEFT JOIN closing AS l ON l.campaign_id = g.campaign_id
LEFT JOIN clearing AS r ON r.closing_id = l.id
LEFT JOIN LATERAL (
    SELECT k.from_units, k.wanted FROM reach(g.campaign_id) AS k
    WHERE k.number > g.rung ORDER BY k.number LIMIT 1
) AS next ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(v.wanted), 0) AS wanted FROM level AS v WHERE v.campaign_id = g.campaign_id
) AS everybody ON true
WHERE g.campaign_id = ANY (%(campaigns)s)
