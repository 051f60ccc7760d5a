-- What taking a list in would do: new, changed (with those that come back), the same, missing.
-- A line with a fault still names its number: nobody is ended for a slip of the pen.
WITH entry AS (
    SELECT * FROM roll_entry WHERE storefront_id = %(storefront)s
), good AS (
    SELECT * FROM roll_line WHERE list_id = %(list)s AND fault = ''
), paired AS (
    SELECT e.id AS entry_id, e.ended_at,
           (NOT %(name)s OR e.name = g.name)
           AND (NOT %(email)s OR e.email = g.email)
           AND (NOT %(birth_year)s OR e.birth_year IS NOT DISTINCT FROM g.birth_year)
           AND (NOT %(category)s OR e.category = g.category)
           AND (NOT %(household)s OR e.household = g.household)
           AND (NOT %(begins_on)s OR e.begins_on IS NOT DISTINCT FROM g.begins_on)
           AND (NOT %(ends_on)s OR e.ends_on IS NOT DISTINCT FROM g.ends_on) AS same
    FROM good AS g LEFT JOIN entry AS e ON lower(e.number) = lower(g.number)
)
SELECT count(*) FILTER (WHERE entry_id IS NULL),
       count(*) FILTER (WHERE entry_id IS NOT NULL AND (NOT same OR ended_at IS NOT NULL)),
       count(*) FILTER (WHERE same AND ended_at IS NULL),
       (SELECT count(*) FROM entry AS e WHERE e.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM roll_line AS l
            WHERE l.list_id = %(list)s AND lower(l.number) = lower(e.number)))
FROM paired
