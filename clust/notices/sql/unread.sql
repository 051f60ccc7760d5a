-- Count what somebody has not read and wants to see in the site, but no further than `most`.
SELECT count(*)
FROM (
    SELECT FROM notice AS n
    LEFT JOIN unnest(%(kinds)s::text[], %(topics)s::text[]) AS k (kind, topic) ON k.kind = n.kind
    WHERE n.person_id = %(person)s AND n.kind <> 'digest'
      AND n.id > coalesce((SELECT u.notice FROM read_up_to AS u WHERE u.person_id = %(person)s), 0)
      AND NOT EXISTS (SELECT FROM reading AS r WHERE r.notice_id = n.id)
      AND NOT EXISTS (
          SELECT FROM preference AS p
          WHERE p.person_id = %(person)s AND NOT p.site
            AND p.topic = coalesce(k.topic, %(service)s)
      )
    ORDER BY n.id DESC LIMIT %(most)s
) AS unread
