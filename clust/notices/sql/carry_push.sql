-- Take a push to its service, unless somebody else does until a moment that has not come.
INSERT INTO push_carrying (push_id, until, tries, error)
VALUES (%(push)s, %(until)s, 1, '')
ON CONFLICT (push_id) DO UPDATE SET until = excluded.until, tries = push_carrying.tries + 1
WHERE push_carrying.until <= %(now)s
RETURNING tries
