-- Write the events of one kind that somebody listens for, with a message for each address: as a
-- set, once. For a kind, a moment from which facts are looked at, and one fact or all of them.
WITH listening AS (
    SELECT storefront_id, CASE WHEN for_storefront THEN NULL ELSE person_id END AS person_id,
           min(at) AS at
    FROM endpoint
    WHERE open AND %(kind)s = ANY (string_to_array(kinds, ' '))
    GROUP BY 1, 2
), fact AS (
    SELECT DISTINCT ON (subject, storefront_id) * FROM (
        -- the facts of the kind
    ) AS one
), written AS (
    INSERT INTO event (kind, subject, storefront_id, person_id, at, data)
    SELECT %(kind)s, subject, storefront_id, person_id, at, data FROM fact
    ON CONFLICT DO NOTHING
    RETURNING id, storefront_id, person_id, at
)
INSERT INTO event_message (event_id, endpoint_id, next_at, tried, at)
SELECT w.id, e.id, %(now)s, 0, %(now)s
FROM written AS w
JOIN endpoint AS e ON e.open AND e.storefront_id = w.storefront_id AND e.at <= w.at
    AND (w.person_id IS NULL OR (e.person_id = w.person_id AND NOT e.for_storefront))
    AND %(kind)s = ANY (string_to_array(e.kinds, ' '))
WHERE EXISTS (
    SELECT FROM officer AS o
    WHERE o.storefront_id = e.storefront_id AND o.person_id = e.person_id AND o.open
) OR EXISTS (SELECT FROM person AS p WHERE p.id = e.person_id AND p.is_staff)
  OR NOT e.for_storefront AND (
    EXISTS (SELECT FROM storefront AS s WHERE s.id = e.storefront_id AND s.admission = 'open')
    OR EXISTS (
        SELECT FROM admission AS a
        WHERE a.storefront_id = e.storefront_id AND a.person_id = e.person_id AND a.open
    )
)
