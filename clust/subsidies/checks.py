"""Counting budgets and allowances again from what was promised."""

from clust.base.checks import Check

_RESERVED = """
    SELECT coalesce(sum(p.cents), 0) FROM subsidy_promise_part AS p
    JOIN subsidy_plan AS l ON l.id = p.plan_id
    LEFT JOIN subsidy_promise_end AS e ON e.promise_id = p.promise_id
    WHERE e.id IS NULL
"""

CHECKS = (
    Check(
        "a budget's total is what it was given",
        "SELECT count(*) FROM subsidy_budget",
        """
            SELECT 'budget ' || b.id || ': ' || b.total_cents
            FROM subsidy_budget AS b
            WHERE b.total_cents <> (
                SELECT coalesce(sum(c.cents), 0) FROM budget_change AS c WHERE c.budget_id = b.id
            )
        """,
    ),
    Check(
        "a budget keeps free what is promised and stands",
        "SELECT count(*) FROM subsidy_budget",
        f"""
            SELECT 'budget ' || b.id || ': ' || b.reserved_cents
            FROM subsidy_budget AS b
            WHERE b.reserved_cents <> ({_RESERVED} AND l.budget_id = b.id)
        """,
    ),
    Check(
        "an allowance keeps free what is promised and stands",
        "SELECT count(*) FROM subsidy_allowance",
        f"""
            SELECT 'allowance ' || a.id || ': ' || a.reserved_cents
            FROM subsidy_allowance AS a
            WHERE a.reserved_cents <> ({_RESERVED} AND a.id IN (p.of_person_id, p.of_family_id))
        """,
    ),
)
