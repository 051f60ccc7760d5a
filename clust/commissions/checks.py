"""Holding commissions and transfers against their rows and the books; royalties beside them."""

from clust.base.checks import Check
from clust.commissions.royalty_checks import ROYALTY_CHECKS

_COMMISSIONS = "SELECT count(*) FROM commission"

COMMISSION_CHECKS = (
    Check(
        "commissions, fees, taxes and payouts stand in the books, on their partner's account",
        _COMMISSIONS,
        """
            WITH one AS (
                SELECT 'commission:' || c.id AS key, a.partner_id AS partner, c.cents
                FROM commission AS c JOIN agreement AS a ON a.id = c.agreement_id
                UNION ALL
                SELECT 'clawback:' || b.id, a.partner_id, -b.cents
                FROM clawback AS b JOIN agreement AS a ON a.id = b.agreement_id
                UNION ALL
                SELECT 'month_fee:' || f.id, a.partner_id,
                       CASE WHEN f.cents > 0 THEN f.cents ELSE -coalesce(i.gross_cents, 0) END
                FROM month_fee AS f JOIN agreement AS a ON a.id = f.agreement_id
                LEFT JOIN fee_invoice AS i ON i.fee_id = f.id
                UNION ALL
                SELECT 'fee_payment:' || y.id, y.partner_id, y.cents FROM fee_payment AS y
                UNION ALL
                SELECT 'self_bill:' || s.id, s.partner_id, s.vat_cents FROM self_bill AS s
                UNION ALL
                SELECT 'transfer_file:' || t.file_id, s.partner_id, -o.cents
                FROM commission_payout AS o JOIN transfer AS t ON t.id = o.transfer_id
                JOIN commission_statement AS s ON s.id = o.statement_id
                UNION ALL
                SELECT 'transfer_return:' || r.transfer_id, s.partner_id, o.cents
                FROM transfer_return AS r
                JOIN commission_payout AS o ON o.transfer_id = r.transfer_id
                JOIN commission_statement AS s ON s.id = o.statement_id
            ), said AS (
                SELECT key, partner, sum(cents) AS cents FROM one
                GROUP BY key, partner HAVING sum(cents) <> 0
            ), booked AS (
                SELECT e.key, p.party AS partner, -sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'commissions'
                GROUP BY e.key, p.party HAVING sum(p.cents) <> 0
            )
            SELECT coalesce(s.key, b.key)
            FROM said AS s FULL JOIN booked AS b ON b.key = s.key AND b.partner = s.partner
            WHERE s.cents IS DISTINCT FROM b.cents
        """,
    ),
    Check(
        "no commission is taken back that was not earned",
        _COMMISSIONS,
        """
            WITH earned AS (
                SELECT l.order_id, c.source, sum(c.units) AS units, sum(c.cents) AS cents
                FROM commission AS c JOIN delivery_line AS l ON l.id = c.delivery_line_id
                GROUP BY l.order_id, c.source
            ), back AS (
                SELECT n.order_id, b.source, sum(b.units) AS units, sum(b.cents) AS cents
                FROM clawback AS b JOIN cancellation AS n ON n.id = b.cancellation_id
                GROUP BY n.order_id, b.source
            )
            SELECT 'order ' || b.order_id
            FROM back AS b LEFT JOIN earned AS e ON e.order_id = b.order_id
                 AND e.source = b.source
            WHERE e.cents IS NULL OR b.cents > e.cents OR b.units > e.units
        """,
    ),
    Check(
        "a partner's bills are numbered without a gap, and bill what the statement pays",
        "SELECT count(*) FROM self_bill",
        """
            SELECT 'bill ' || b.id FROM self_bill AS b
            JOIN commission_statement AS s ON s.id = b.statement_id
            WHERE b.net_cents <> s.payable_cents OR b.partner_id <> s.partner_id
            UNION ALL
            SELECT 'series of partner ' || partner_id FROM self_bill
            WHERE number IS NOT NULL
            GROUP BY partner_id HAVING max(number) <> count(*)
        """,
    ),
    Check(
        "fees of shops are invoiced as agreed, and not set off or paid beyond them",
        "SELECT count(*) FROM month_fee",
        """
            SELECT 'fee ' || f.id FROM month_fee AS f
            LEFT JOIN fee_invoice AS i ON i.fee_id = f.id
            WHERE (i.id IS NULL) = (f.cents < 0) OR i.net_cents <> -f.cents
            UNION ALL
            SELECT 'series' FROM fee_invoice HAVING max(number) <> count(*)
            UNION ALL
            SELECT 'partner ' || p.id FROM partner AS p
            WHERE (SELECT coalesce(sum(gross_cents), 0) FROM fee_invoice WHERE partner_id = p.id)
                < (SELECT coalesce(sum(set_off_cents), 0) FROM self_bill WHERE partner_id = p.id)
                + (SELECT coalesce(sum(cents), 0) FROM fee_payment WHERE partner_id = p.id)
        """,
    ),
    Check(
        "the tax in the books on fees, and on bills of partners abroad, is that of their papers",
        "SELECT count(*) FROM fee_invoice",
        """
            WITH booked AS (
                SELECT e.key, split_part(p.detail, ' ', 2)::int AS per_mille, -p.cents AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'vat' AND split_part(e.key, ':', 1) IN ('month_fee', 'self_bill')
            ), papers AS (
                SELECT 'month_fee:' || i.fee_id AS key, i.net_cents AS net, i.vat_cents AS vat
                FROM fee_invoice AS i WHERE i.vat_cents > 0
                UNION ALL
                SELECT 'self_bill:' || b.id, b.net_cents, NULL
                FROM self_bill AS b JOIN tax_data AS t ON t.id = b.tax_id
                WHERE t.status = 'abroad'
            )
            SELECT coalesce(w.key, b.key)
            FROM papers AS w FULL JOIN booked AS b ON b.key = w.key
            WHERE b.cents IS DISTINCT FROM (w.net * b.per_mille + 500) / 1000
               OR w.vat <> b.cents
        """,
    ),
    Check(
        "a file of transfers was carried out for what the books say",
        "SELECT count(*) FROM transfer_file_paid",
        """
            SELECT 'file ' || p.file_id FROM transfer_file_paid AS p
            WHERE p.cents <> (SELECT coalesce(sum(t.cents), 0) FROM transfer AS t
                              LEFT JOIN transfer_return AS r ON r.transfer_id = t.id
                              WHERE t.file_id = p.file_id AND (t.open OR r.id IS NOT NULL))
               OR p.cents IS DISTINCT FROM (
                    SELECT -sum(g.cents) FROM posting AS g JOIN entry AS e ON e.id = g.entry_id
                    WHERE e.key = 'transfer_file:' || p.file_id AND g.account = 'bank')
        """,
    ),
    Check(
        "what the bank gave back of a file is owed again, and stands in the books",
        "SELECT count(*) FROM transfer_return",
        """
            WITH paid AS (
                SELECT transfer_id, cents, open FROM commission_payout
                UNION ALL
                SELECT transfer_id, cents, open FROM royalty_payout WHERE transfer_id IS NOT NULL
            )
            SELECT 'transfer ' || t.id FROM transfer AS t
            LEFT JOIN transfer_return AS r ON r.transfer_id = t.id
            LEFT JOIN paid AS p ON p.transfer_id = t.id
            WHERE (r.id IS NOT NULL OR NOT p.open) AND (
                r.id IS NULL OR t.open OR p.open IS DISTINCT FROM false
                OR p.cents IS DISTINCT FROM (
                    SELECT sum(g.cents) FROM posting AS g JOIN entry AS e ON e.id = g.entry_id
                    WHERE e.key = 'transfer_return:' || t.id AND g.account = 'bank'))
        """,
    ),
)
CHECKS = ROYALTY_CHECKS + COMMISSION_CHECKS
