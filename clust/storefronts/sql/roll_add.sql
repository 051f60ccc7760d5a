INSERT INTO roll_entry (
    storefront_id, number, name, email, birth_year, category, household, begins_on, ends_on, at,
    tries
)
SELECT %(storefront)s, g.number, g.name, g.email, g.birth_year, g.category, g.household,
       g.begins_on, g.ends_on, %(now)s, 0
FROM roll_line AS g
WHERE g.list_id = %(list)s AND g.fault = '' AND NOT EXISTS (
    SELECT FROM roll_entry AS e
    WHERE e.storefront_id = %(storefront)s AND lower(e.number) = lower(g.number)
)
