-- Where every unit bought for a campaign is, per variant; null asks for all campaigns.
-- bought = kept + short + lost + supplier + resold + donated + recycled + remaining
CREATE OR REPLACE FUNCTION goods(p_campaign bigint)
RETURNS TABLE (
    campaign_id bigint, variant_id bigint, bought bigint, kept bigint, short bigint, lost bigint,
    supplier bigint, resold bigint, donated bigint, recycled bigint, remaining bigint
)
LANGUAGE sql STABLE AS $$
    WITH moves AS (
        SELECT po.campaign_id, l.variant_id, 'bought' AS what, l.units::bigint AS units
        FROM purchase_order AS po JOIN purchase_order_line AS l ON l.purchase_order_id = po.id
        WHERE p_campaign IS NULL OR po.campaign_id = p_campaign
        UNION ALL
        SELECT po.campaign_id, moved.variant_id, 'bought', moved.sign * a.units
        FROM substitution_answer AS a
        JOIN substitution_question AS q ON q.id = a.question_id
        JOIN substitution AS s ON s.id = q.offer_id
        JOIN purchase_order_line AS l ON l.id = s.line_id
        JOIN purchase_order AS po ON po.id = l.purchase_order_id
        CROSS JOIN LATERAL (VALUES (l.variant_id, -1), (s.variant_id, 1)) AS moved (variant_id, sign)
        WHERE a.accepted AND (p_campaign IS NULL OR po.campaign_id = p_campaign)
        UNION ALL
        SELECT po.campaign_id, r.variant_id, 'short', r.units
        FROM purchase_order AS po JOIN purchase_reduction AS r ON r.purchase_order_id = po.id
        WHERE r.cause <> 'returned' AND (p_campaign IS NULL OR po.campaign_id = p_campaign)
        UNION ALL
        SELECT po.campaign_id, d.variant_id, d.kind, d.units
        FROM purchase_order AS po JOIN disposal AS d ON d.purchase_order_id = po.id
        WHERE p_campaign IS NULL OR po.campaign_id = p_campaign
        UNION ALL
        SELECT o.campaign_id, sent_variant(o.id, o.variant_id), 'lost', pl.units - coalesce(g.units, 0)
        FROM loss AS x
        JOIN parcel_line AS pl ON pl.parcel_id = x.parcel_id
        JOIN "order" AS o ON o.id = pl.order_id
        LEFT JOIN gap AS g ON g.line_id = pl.id
        WHERE x.cause = 'lost' AND (p_campaign IS NULL OR o.campaign_id = p_campaign)
        UNION ALL
        SELECT o.campaign_id, sent_variant(o.id, o.variant_id), 'kept', o.units
        FROM (SELECT DISTINCT s.order_id FROM purchase_share AS s) AS bought
        JOIN "order" AS o ON o.id = bought.order_id
        WHERE p_campaign IS NULL OR o.campaign_id = p_campaign
        UNION ALL
        SELECT o.campaign_id, sent_variant(o.id, o.variant_id), 'kept', -c.units
        FROM cancellation AS c
        JOIN "order" AS o ON o.id = c.order_id
        WHERE (p_campaign IS NULL OR o.campaign_id = p_campaign)
          AND EXISTS (SELECT FROM purchase_share AS s WHERE s.order_id = o.id)
    ), sums AS (
        SELECT m.campaign_id, m.variant_id,
               coalesce(sum(m.units) FILTER (WHERE what = 'bought'), 0)::bigint AS bought,
               coalesce(sum(m.units) FILTER (WHERE what = 'kept'), 0)::bigint AS kept,
               coalesce(sum(m.units) FILTER (WHERE what = 'short'), 0)::bigint AS short,
               coalesce(sum(m.units) FILTER (WHERE what = 'lost'), 0)::bigint AS lost,
               coalesce(sum(m.units) FILTER (WHERE what = 'supplier'), 0)::bigint AS supplier,
               coalesce(sum(m.units) FILTER (WHERE what = 'resold'), 0)::bigint AS resold,
               coalesce(sum(m.units) FILTER (WHERE what = 'donated'), 0)::bigint AS donated,
               coalesce(sum(m.units) FILTER (WHERE what = 'recycled'), 0)::bigint AS recycled
        FROM moves AS m GROUP BY m.campaign_id, m.variant_id
    )
    SELECT s.*, s.bought - s.kept - s.short - s.lost
                - s.supplier - s.resold - s.donated - s.recycled
    FROM sums AS s
$$;

-- What may still be sent for each order of a purchase order, in the order of the book:
-- units wanted by its pledge, and units sold, neither undone nor on their way.
CREATE OR REPLACE FUNCTION to_send(p_orders bigint[])
RETURNS TABLE (order_id bigint, variant_id bigint, wanted bigint, units bigint)
LANGUAGE sql STABLE AS $$
    SELECT o.id, sent_variant(o.id, o.variant_id), least(p.units, o.units)::bigint,
           greatest(0, o.units - coalesce(gone.units, 0) - coalesce(sent.units, 0)
                       + coalesce(again.units, 0))::bigint
    FROM "order" AS o
    LEFT JOIN allotment AS a ON a.id = o.allotment_id
    LEFT JOIN direct_order AS d ON d.order_id = o.id
    LEFT JOIN pledge AS p ON p.id = coalesce(a.pledge_id, d.pledge_id)
    LEFT JOIN LATERAL (
        SELECT sum(c.units) AS units FROM cancellation AS c WHERE c.order_id = o.id
    ) AS gone ON true
    LEFT JOIN LATERAL (
        SELECT sum(l.units - coalesce(g.units, 0)) AS units
        FROM parcel_line AS l LEFT JOIN gap AS g ON g.line_id = l.id
        WHERE l.order_id = o.id
          AND NOT EXISTS (SELECT FROM loss AS x WHERE x.parcel_id = l.parcel_id)
    ) AS sent ON true
    LEFT JOIN LATERAL (
        SELECT sum(s.units) AS units
        FROM purchase_share AS s
        JOIN purchase_order AS po ON po.id = s.purchase_order_id
        WHERE s.order_id = o.id AND po.clearing_id IS NULL AND po.direct_order_id IS NULL
          AND NOT EXISTS (SELECT FROM replacement AS r WHERE r.purchase_order_id = po.id)
    ) AS again ON true
    WHERE o.id = ANY(p_orders)
$$;
