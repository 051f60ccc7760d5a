-- Where the money of each order stands, in whole cents gross: see clust/payments/settling.py.
CREATE VIEW order_sums AS
SELECT s.*, s.captured - s.refunding AS kept,
       s.total - s.undone - s.subsidised - s.credited AS owed,
       greatest(s.total - s.undone - s.subsidised - s.credited, 0) AS due
FROM (
    SELECT o.id AS order_id, o.total_gross_cents::bigint AS total,
           coalesce((
               SELECT sum(c.goods_gross_cents + c.delivery_gross_cents)
               FROM cancellation AS c WHERE c.order_id = o.id
           ), 0)::bigint AS undone,
           o.units - coalesce((
               SELECT sum(c.units) FROM cancellation AS c WHERE c.order_id = o.id
           ), 0)::bigint AS units_left,
           coalesce((
               SELECT sum(s.cents - s.returned_cents) FROM subsidy AS s WHERE s.order_id = o.id
           ), 0)::bigint AS subsidised,
           coalesce((
               SELECT sum(u.cents - u.returned_cents) FROM credit_use AS u WHERE u.order_id = o.id
           ), 0)::bigint AS credited,
           coalesce((
               SELECT sum(p.cents) FROM capture AS p WHERE p.order_id = o.id
           ), 0)::bigint AS captured,
           coalesce((
               SELECT sum(p.refunded_cents) FROM capture AS p WHERE p.order_id = o.id
           ), 0)::bigint AS refunding
    FROM "order" AS o
) AS s
