"""Counting numbers again, adding invoices up, and holding them against the books."""

from clust.base.checks import Check

_SERIES = """
    SELECT 'invoice' AS series, seller_id, year, number FROM invoice
    UNION ALL SELECT 'invoice', seller_id, year, number FROM resale_invoice
    UNION ALL SELECT 'credit_note', seller_id, year, number FROM credit_note
"""


def _adds_up(table: str) -> Check:
    line = f"{table}_line"
    return Check(
        f"a {table.replace('_', ' ')} is the sum of its lines",
        f"SELECT count(*) FROM {table}",
        f"""
            SELECT '{table} ' || d.id
            FROM {table} AS d
            LEFT JOIN (
                SELECT {table}_id AS id, sum(net_cents) AS net, sum(vat_cents) AS vat,
                       sum(gross_cents) AS gross
                FROM {line} GROUP BY {table}_id
            ) AS l ON l.id = d.id
            WHERE (l.net, l.vat, l.gross) IS DISTINCT FROM
                  (d.net_cents, d.vat_cents, d.gross_cents)
        """,
    )


CHECKS = (
    Check(
        "numbers of invoices and credit notes have no gap, in each year",
        "SELECT count(*) FROM invoice_number",
        f"""
            SELECT coalesce(n.series, g.series) || ' ' || coalesce(n.year, g.year) || ': '
                   || coalesce(g.given, 0) || ' of ' || coalesce(n.last, 0)
            FROM invoice_number AS n
            FULL JOIN (
                SELECT series, seller_id, year, count(DISTINCT number) AS given,
                       min(number) AS first, max(number) AS last
                FROM ({_SERIES}) AS documents GROUP BY series, seller_id, year
            ) AS g ON (g.series, g.seller_id, g.year) = (n.series, n.seller_id, n.year)
            WHERE g.given IS DISTINCT FROM n.last OR g.last IS DISTINCT FROM n.last
               OR g.first IS DISTINCT FROM 1
        """,
    ),
    Check(
        "numbers rise with the days",
        "SELECT count(*) FROM invoice",
        f"""
            SELECT series || ' ' || year || ', ' || number FROM (
                SELECT s.*, d.issued_on < lag(d.issued_on) OVER (
                    PARTITION BY s.series, s.seller_id, s.year ORDER BY s.number) AS back
                FROM ({_SERIES}) AS s
                JOIN (
                    SELECT 'invoice' AS series, seller_id, year, number, issued_on FROM invoice
                    UNION ALL
                    SELECT 'invoice', seller_id, year, number, issued_on FROM resale_invoice
                    UNION ALL
                    SELECT 'credit_note', seller_id, year, number, issued_on FROM credit_note
                ) AS d USING (series, seller_id, year, number)
            ) AS turned WHERE back
        """,
    ),
    _adds_up("invoice"),
    _adds_up("credit_note"),
    Check(
        "an invoice is for what was left of its order",
        "SELECT count(*) FROM invoice",
        """
            SELECT 'invoice ' || i.id || ': ' || i.gross_cents
            FROM invoice AS i
            JOIN "order" AS o ON o.id = i.order_id
            LEFT JOIN LATERAL (
                SELECT sum(goods_gross_cents + delivery_gross_cents) AS cents FROM cancellation
                WHERE order_id = i.order_id AND id <= i.last_cancellation
            ) AS gone ON true
            WHERE i.gross_cents <> o.total_gross_cents - coalesce(gone.cents, 0)
        """,
    ),
    Check(
        "a credit note is what was undone, and never more than its invoice",
        "SELECT count(*) FROM credit_note",
        """
            SELECT 'credit note ' || n.id
            FROM credit_note AS n
            JOIN invoice AS i ON i.id = n.invoice_id
            JOIN cancellation AS c ON c.id = n.cancellation_id
            WHERE c.order_id <> i.order_id OR c.id <= i.last_cancellation
               OR n.gross_cents <> c.goods_gross_cents + c.delivery_gross_cents
            UNION ALL
            SELECT 'invoice ' || i.id || ' credited ' || sum(l.gross_cents)
            FROM credit_note_line AS l
            JOIN credit_note AS n ON n.id = l.credit_note_id
            JOIN invoice AS i ON i.id = n.invoice_id
            JOIN invoice_line AS s ON s.invoice_id = i.id AND s.kind = l.kind
            GROUP BY i.id, l.kind, s.net_cents, s.vat_cents
            HAVING sum(l.net_cents) > s.net_cents OR sum(l.vat_cents) > s.vat_cents
        """,
    ),
    Check(
        "the VAT in the books is that of the invoices less that of the credit notes",
        "SELECT count(*) FROM invoice",
        """
            WITH said AS (
                SELECT 'invoice:' || i.id AS key, i.country || ' ' || l.per_mille AS detail,
                       -sum(l.vat_cents) AS cents
                FROM invoice AS i JOIN invoice_line AS l ON l.invoice_id = i.id
                GROUP BY 1, 2 HAVING sum(l.vat_cents) <> 0
                UNION ALL
                SELECT 'credit_note:' || n.id, i.country || ' ' || l.per_mille, sum(l.vat_cents)
                FROM credit_note AS n
                JOIN invoice AS i ON i.id = n.invoice_id
                JOIN credit_note_line AS l ON l.credit_note_id = n.id
                GROUP BY 1, 2 HAVING sum(l.vat_cents) <> 0
            ), booked AS (
                SELECT e.key, p.detail, sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'vat'
                  AND split_part(e.key, ':', 1) NOT IN ('disposal', 'month_fee', 'self_bill')
                GROUP BY 1, 2
            )
            SELECT coalesce(s.key, b.key) || ', ' || coalesce(s.detail, b.detail) || ': '
                   || coalesce(b.cents, 0) || ' booked, ' || coalesce(s.cents, 0) || ' said'
            FROM said AS s FULL JOIN booked AS b ON b.key = s.key AND b.detail = s.detail
            WHERE s.cents IS DISTINCT FROM b.cents
        """,
    ),
)
