-- Owe word to whoever named an address for events that it is told nothing more: it failed for three
-- days, or said that it is gone. What they removed themselves they know.
INSERT INTO notice (kind, fact, storefront_id, person_id, at)
SELECT 'endpoint_end', x.id, e.storefront_id, e.person_id, %(now)s
FROM endpoint_end AS x JOIN endpoint AS e ON e.id = x.endpoint_id
WHERE x.at BETWEEN %(since)s AND %(now)s AND x.cause <> 'removed'
  AND NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = 'endpoint_end' AND n.fact = x.id)
ON CONFLICT DO NOTHING
