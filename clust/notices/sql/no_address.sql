-- Say of notices whose reader has no confirmed address, or none any more, that they cannot leave.
INSERT INTO sending (notice_id, outcome, at)
SELECT n.id, 'no_address', %(now)s
FROM notice AS n
LEFT JOIN supplier AS s ON s.id = n.supplier_id
LEFT JOIN report AS r
    ON n.kind = 'report_seen' AND n.person_id IS NULL AND r.id = n.fact AND r.email <> ''
WHERE n.id = ANY (%(notices)s) AND coalesce(s.email, '') = '' AND r.id IS NULL
  AND (n.person_id IS NULL
       OR NOT EXISTS (SELECT FROM account_emailaddress AS e
                      WHERE e.user_id = n.person_id AND e.verified)
       OR EXISTS (SELECT FROM erasure AS g WHERE g.person_id = n.person_id))
ON CONFLICT (notice_id) DO NOTHING
