-- Take a notice to the post, unless somebody else does until a moment that has not come.
INSERT INTO carrying (notice_id, until, tries, error)
VALUES (%(notice)s, %(until)s, 1, '')
ON CONFLICT (notice_id) DO UPDATE SET until = excluded.until, tries = carrying.tries + 1
WHERE carrying.until <= %(now)s
RETURNING tries
