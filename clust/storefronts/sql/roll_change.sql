-- Say of those known what the list says; whoever had gone is back.
UPDATE roll_entry AS e
SET name = CASE WHEN %(name)s THEN g.name ELSE e.name END,
    email = CASE WHEN %(email)s THEN g.email ELSE e.email END,
    birth_year = CASE WHEN %(birth_year)s THEN g.birth_year ELSE e.birth_year END,
    category = CASE WHEN %(category)s THEN g.category ELSE e.category END,
    household = CASE WHEN %(household)s THEN g.household ELSE e.household END,
    begins_on = CASE WHEN %(begins_on)s THEN g.begins_on ELSE e.begins_on END,
    ends_on = CASE WHEN %(ends_on)s THEN g.ends_on ELSE e.ends_on END,
    ended_at = NULL
FROM roll_line AS g
WHERE e.storefront_id = %(storefront)s AND g.list_id = %(list)s AND g.fault = ''
  AND lower(e.number) = lower(g.number)
  AND (e.ended_at IS NOT NULL
       OR %(name)s AND e.name <> g.name
       OR %(email)s AND e.email <> g.email
       OR %(birth_year)s AND e.birth_year IS DISTINCT FROM g.birth_year
       OR %(category)s AND e.category <> g.category
       OR %(household)s AND e.household <> g.household
       OR %(begins_on)s AND e.begins_on IS DISTINCT FROM g.begins_on
       OR %(ends_on)s AND e.ends_on IS DISTINCT FROM g.ends_on)
