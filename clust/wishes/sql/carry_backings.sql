WITH ended AS (
    UPDATE backing SET open = false WHERE wish_id = %(wish)s AND open RETURNING *
), ends AS (
    INSERT INTO backing_end (backing_id, cause, at) SELECT id, 'merged', %(now)s FROM ended
)
INSERT INTO backing (
    wish_id, person_id, units, choice_id, guess_gross_cents, limit_gross_cents, limit_until,
    card_id, region, carried_from_id, key, open, alone, at
)
SELECT %(into)s, e.person_id, e.units, there.id, e.guess_gross_cents, e.limit_gross_cents,
       e.limit_until, e.card_id, e.region, e.id, gen_random_uuid(), true, false, %(now)s
FROM ended AS e
LEFT JOIN wish_choice AS here ON here.id = e.choice_id
LEFT JOIN wish_choice AS there ON there.wish_id = %(into)s AND there.name = here.name
WHERE NOT EXISTS (
    SELECT FROM backing AS b
    WHERE b.wish_id = %(into)s AND b.person_id = e.person_id AND b.open
)
