-- Pass on what is owed to buyers who signed on paper and read no mails, about the clust they signed
-- for: to who entered the form, or, once they have handed the clust over, to who organises it
-- longest. What concerns several at once is passed on once.
WITH theirs AS (
    SELECT n.id, n.kind, n.fact, n.campaign_id, o.person_id
    FROM notice AS n
    JOIN hold AS h ON h.person_id = n.person_id AND h.campaign_id = n.campaign_id
    JOIN paper_form AS f ON f.hold_id = h.id
    CROSS JOIN LATERAL (
        SELECT x.person_id FROM host AS x
        WHERE x.gathering_id = f.gathering_id AND x.open
        ORDER BY x.person_id = f.entered_by_id DESC, x.id LIMIT 1
    ) AS o
    WHERE n.id = ANY (%(notices)s)
      AND NOT EXISTS (SELECT FROM sending AS s WHERE s.notice_id = n.id)
), passed AS (
    INSERT INTO notice (kind, fact, campaign_id, person_id, at)
    SELECT DISTINCT kind, fact, campaign_id, person_id, %(now)s::timestamptz FROM theirs
    ON CONFLICT DO NOTHING
)
INSERT INTO sending (notice_id, outcome, at)
SELECT DISTINCT id, 'passed', %(now)s::timestamptz FROM theirs
ON CONFLICT (notice_id) DO NOTHING
