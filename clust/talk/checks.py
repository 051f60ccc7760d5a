"""Checks of the conversation: threads, marks and reviews, looked at again."""

from clust.base.checks import Check

CHECKS = (
    Check(
        "a reply speaks at its thread's storefront, of the same thing, and begins no thread",
        "SELECT count(*) FROM comment WHERE parent_id IS NOT NULL",
        "SELECT 'comment ' || r.id FROM comment AS r JOIN comment AS c ON c.id = r.parent_id"
        " WHERE c.parent_id IS NOT NULL OR (r.storefront_id, r.wish_id, r.campaign_id,"
        " r.product_id) IS DISTINCT FROM (c.storefront_id, c.wish_id, c.campaign_id,"
        " c.product_id)",
    ),
    Check(
        "a review is by somebody who received that product",
        "SELECT count(*) FROM review",
        "SELECT 'review ' || r.id FROM review AS r JOIN comment AS c ON c.id = r.comment_id"
        " JOIN delivery_line AS l ON l.id = r.line_id"
        ' JOIN "order" AS o ON o.id = l.order_id JOIN campaign AS g ON g.id = o.campaign_id'
        " WHERE (o.person_id, g.product_id) <> (r.person_id, r.product_id)"
        " OR (c.person_id, c.product_id) IS DISTINCT FROM (r.person_id, r.product_id)",
    ),
    Check(
        "a review stands until it is taken back",
        "SELECT count(*) FROM review",
        "SELECT 'review ' || r.id FROM review AS r"
        " LEFT JOIN taking_back AS t ON t.comment_id = r.comment_id"
        " WHERE r.open = (t.id IS NOT NULL)",
    ),
)
