-- Say of some notices which storefront speaks, and at which of its hosts: that where the pledge was
-- placed which a notice is about, or the reader's newest one there; of a clust without such, that of
-- the wish that called for it, or where the reader is let in and it is listed; else the clust's own.
-- What suppliers and the desk read has no host of a storefront's. A host of ours comes first.
WITH asked AS (
    SELECT n.*, CASE
        WHEN n.kind IN ('result', 'late') THEN n.fact
        WHEN n.kind = 'charged' THEN (SELECT c.order_id FROM capture AS c WHERE c.id = n.fact)
        WHEN n.kind = 'refused' THEN
            (SELECT a.order_id FROM refusal AS r JOIN attempt AS a ON a.id = r.attempt_id
             WHERE r.id = n.fact)
        WHEN n.kind = 'lapsed' THEN (SELECT u.order_id FROM cancellation AS u WHERE u.id = n.fact)
        WHEN n.kind = 'refund' THEN
            (SELECT c.order_id FROM refund AS f JOIN capture AS c ON c.id = f.capture_id
             WHERE f.id = n.fact)
        WHEN n.kind = 'transfer' THEN
            (SELECT t.order_id FROM transfer_due AS t WHERE t.id = n.fact)
        WHEN n.kind = 'retracted' THEN
            (SELECT r.order_id FROM retraction AS r WHERE r.id = n.fact)
        WHEN n.kind IN ('return', 'return_end') THEN
            (SELECT r.order_id FROM "return" AS r WHERE r.id = n.fact)
        WHEN n.kind = 'claim' THEN
            (SELECT c.order_id FROM claim_answer AS a JOIN claim AS c ON c.id = a.claim_id
             WHERE a.id = n.fact)
        WHEN n.kind = 'answer' THEN
            (SELECT t.order_id FROM message AS m JOIN thread AS t ON t.id = m.thread_id
             WHERE m.id = n.fact)
        WHEN n.kind = 'substitute' THEN
            (SELECT q.order_id FROM substitution_question AS q WHERE q.id = n.fact)
        WHEN n.kind IN ('parcel', 'ready') THEN
            (SELECT l.order_id FROM parcel_line AS l WHERE l.parcel_id = n.fact
             ORDER BY l.id LIMIT 1)
    END AS order_id,
    n.supplier_id IS NULL AND n.kind NOT IN ('question', 'enquiry_message') AS is_theirs
    FROM notice AS n
    WHERE n.id = ANY(%(notices)s)
), held AS (
    SELECT n.*, coalesce(
        CASE
            WHEN n.kind IN ('receipt', 'not_in', 'not_reached') THEN n.fact
            WHEN n.kind = 'withdrawn' THEN
                (SELECT w.pledge_id FROM withdrawal AS w WHERE w.id = n.fact)
            WHEN n.kind = 'place' THEN
                (SELECT c.pledge_id FROM coming_in AS c WHERE c.id = n.fact)
            WHEN n.order_id IS NOT NULL THEN coalesce(
                (SELECT a.pledge_id FROM "order" AS o JOIN allotment AS a ON a.id = o.allotment_id
                 WHERE o.id = n.order_id),
                (SELECT d.pledge_id FROM direct_order AS d WHERE d.order_id = n.order_id)
            )
        END,
        (SELECT max(p.id) FROM pledge AS p
         WHERE p.campaign_id = n.campaign_id AND p.person_id = n.person_id)
    ) AS pledge_id
    FROM asked AS n
), spoken AS (
    SELECT n.id, n.is_theirs, coalesce(
        n.storefront_id,
        CASE
            WHEN NOT n.is_theirs THEN NULL
            WHEN n.pledge_id IS NOT NULL THEN
                (SELECT s.storefront_id FROM pledge AS p JOIN point_of_sale AS s ON s.key = p.key
                 WHERE p.id = n.pledge_id)
            WHEN n.kind = 'called' THEN
                (SELECT l.storefront_id
                 FROM call AS k
                 JOIN backing AS b ON b.id = k.backing_id
                 JOIN wish AS w ON w.id = b.wish_id
                 JOIN listing AS l
                     ON l.campaign_id = k.campaign_id AND l.storefront_id = w.storefront_id
                 WHERE k.id = n.fact)
            ELSE
                (SELECT a.storefront_id
                 FROM listing AS l
                 JOIN admission AS a ON a.storefront_id = l.storefront_id
                 WHERE l.campaign_id = n.campaign_id AND a.person_id = n.person_id AND a.open
                 ORDER BY a.id DESC LIMIT 1)
        END,
        c.storefront_id
    ) AS storefront_id
    FROM held AS n LEFT JOIN campaign AS c ON c.id = n.campaign_id
)
SELECT s.id, s.storefront_id, CASE WHEN s.is_theirs THEN
    (SELECT d.host FROM domain AS d WHERE d.storefront_id = s.storefront_id
     ORDER BY d.host = %(ours)s DESC, d.id LIMIT 1)
END AS host
FROM spoken AS s
