-- Who brought buyers from a day to another: each advertisement, each partner, all sponsors.
WITH clicks AS (
    SELECT v.id, v.day, l.storefront_id, l.advert_id, l.partner_id,
           CASE WHEN l.advert_id IS NOT NULL THEN 'advert'
                WHEN l.partner_id IS NOT NULL THEN 'partner'
                ELSE 'sponsor' END AS kind,
           coalesce(l.advert_id, l.partner_id, 0) AS number
    FROM visit AS v JOIN link AS l ON l.id = v.link_id
    WHERE v.day BETWEEN %(from)s AND %(until)s
), orders AS (
    SELECT c.kind, c.number, r.id AS referral_id, p.person_id,
           coalesce(b.order_id, d.order_id) AS order_id
    FROM clicks AS c
    JOIN referral AS r ON r.visit_id = c.id
    JOIN pledge AS p ON p.key = r.key
    LEFT JOIN LATERAL (
        SELECT o.id AS order_id FROM allotment AS a JOIN "order" AS o ON o.allotment_id = a.id
        WHERE a.pledge_id = p.id
    ) AS b ON true
    LEFT JOIN direct_order AS d ON d.pledge_id = p.id
), paid AS (
    SELECT o.kind, o.number, o.referral_id, o.person_id, o.order_id,
           coalesce(sum(c.cents - c.refunded_cents), 0) AS cents
    FROM orders AS o LEFT JOIN capture AS c ON c.order_id = o.order_id
    GROUP BY 1, 2, 3, 4, 5
), came AS (
    SELECT kind, number, count(*) AS pledges,
           count(DISTINCT person_id) FILTER (WHERE cents > 0) AS buyers, sum(cents) AS turnover
    FROM paid GROUP BY 1, 2
), seen AS (
    SELECT kind, number, count(*) AS visits FROM clicks GROUP BY 1, 2
), costs AS (
    SELECT 'advert' AS kind, advert_id AS number,
           sum(round(net_cents::numeric
                     * (least(until_on, %(until)s::date) - greatest(from_on, %(from)s::date) + 1)
                     / (until_on - from_on + 1))) AS cents
    FROM advert_cost WHERE from_on <= %(until)s AND until_on >= %(from)s GROUP BY 2
    UNION ALL
    SELECT 'partner', o.number, sum(m.cents)
    FROM orders AS o
    JOIN (SELECT referral_id, cents FROM commission
          UNION ALL SELECT referral_id, -cents::bigint FROM clawback) AS m
        ON m.referral_id = o.referral_id
    WHERE o.kind = 'partner' GROUP BY 2
    UNION ALL
    SELECT 'sponsor', 0,
           sum(coalesce(e.cents, 0) + coalesce(w.cents, 0) - coalesce(x.cents, 0))
    FROM orders AS o
    JOIN sponsorship AS s ON s.referral_id = o.referral_id
    LEFT JOIN credit AS e ON e.id = s.credit_id
    LEFT JOIN credit AS w ON w.id = s.welcome_id
    LEFT JOIN sponsor_reversal AS x ON x.sponsorship_id = s.id
    HAVING count(*) > 0
), told AS (
    SELECT kind, number, coalesce(seen.visits, 0) AS visits, coalesce(came.pledges, 0) AS pledges,
           coalesce(came.buyers, 0) AS buyers, coalesce(came.turnover, 0) AS turnover,
           coalesce(costs.cents, 0) AS cost
    FROM seen FULL JOIN came USING (kind, number) FULL JOIN costs USING (kind, number)
)
SELECT t.kind, t.number, coalesce(a.name, p.name, ''), t.visits::bigint, t.pledges::bigint,
       t.buyers::bigint, t.turnover::bigint, t.cost::bigint
FROM told AS t
LEFT JOIN advert AS a ON t.kind = 'advert' AND a.id = t.number
LEFT JOIN partner AS p ON t.kind = 'partner' AND p.id = t.number
