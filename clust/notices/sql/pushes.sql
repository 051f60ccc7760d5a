-- Owe each notice since a moment to the screens of its reader, unless they want its topic elsewhere.
INSERT INTO push (notice_id, subscription_id, at)
SELECT n.id, s.id, %(now)s
FROM notice AS n
JOIN push_subscription AS s ON s.person_id = n.person_id AND s.open AND s.at <= n.at
LEFT JOIN unnest(%(kinds)s::text[], %(kind_topics)s::text[]) AS k (kind, topic) ON k.kind = n.kind
JOIN unnest(%(topics)s::text[], %(usual)s::boolean[]) AS u (topic, push)
    ON u.topic = coalesce(k.topic, %(service)s)
LEFT JOIN preference AS p ON p.person_id = n.person_id AND p.topic = u.topic
WHERE n.at BETWEEN %(since)s AND %(now)s AND n.kind <> 'digest' AND coalesce(p.push, u.push)
  AND NOT EXISTS (SELECT FROM push AS o WHERE o.notice_id = n.id AND o.subscription_id = s.id)
ON CONFLICT DO NOTHING
