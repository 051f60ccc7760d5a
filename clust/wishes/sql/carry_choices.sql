INSERT INTO wish_choice (wish_id, name, position)
SELECT %(into)s, c.name, min(c.position) + 100
FROM wish_choice AS c
WHERE c.wish_id = %(wish)s
  AND EXISTS (SELECT FROM backing AS b WHERE b.choice_id = c.id AND b.open)
GROUP BY c.name
ON CONFLICT (wish_id, name) DO NOTHING
