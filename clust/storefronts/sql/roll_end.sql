UPDATE roll_entry AS e SET ended_at = %(now)s
WHERE e.storefront_id = %(storefront)s AND e.ended_at IS NULL AND NOT EXISTS (
    SELECT FROM roll_line AS l WHERE l.list_id = %(list)s AND lower(l.number) = lower(e.number)
)
