"""What the books say, read from the balances that are kept: never a walk over all postings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from clust.ledger.models import Account

# The calendar of the books: the same place as in `sql/balances.sql`.
CALENDAR = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved on an account in some months; debit is positive, credit negative, in cents."""

    currency: str
    account: str
    detail: str
    before: int
    debit: int
    credit: int
    postings: int

    @property
    def after(self) -> int:
        """Return the balance at the end."""
        return self.before + self.debit - self.credit

    @property
    def label(self) -> str:
        """Return what the account is about."""
        return str(Account(self.account).label)


_TRIAL = """
    SELECT currency, account, detail,
           coalesce(sum(debit_cents - credit_cents) FILTER (WHERE month < %(first)s), 0)::bigint,
           coalesce(sum(debit_cents) FILTER (WHERE month >= %(first)s), 0)::bigint,
           coalesce(sum(credit_cents) FILTER (WHERE month >= %(first)s), 0)::bigint,
           coalesce(sum(postings) FILTER (WHERE month >= %(first)s), 0)::bigint
    FROM balance WHERE month <= %(last)s
    GROUP BY currency, account, detail
"""


def trial_balance(first: date = date.min, last: date = date.max) -> list[Movement]:
    """Return every account with what moved in the months from `first` to `last`."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, {"first": first.replace(day=1), "last": last})
        found = [Movement(*row) for row in cursor.fetchall()]
    order = list(Account.values)
    return sorted(found, key=lambda one: (one.currency, order.index(one.account), one.detail))


_AT = """
    SELECT currency, account, detail, sum(cents)::bigint
    FROM (
        SELECT currency, account, detail, debit_cents - credit_cents AS cents
        FROM balance WHERE month < month_in_books(%(at)s)
        UNION ALL
        SELECT e.currency, p.account, p.detail, p.cents
        FROM entry AS e JOIN posting AS p ON p.entry_id = e.id
        WHERE e.at >= timezone('Europe/Paris', month_in_books(%(at)s)::timestamp)
          AND e.at <= %(at)s
    ) AS line
    GROUP BY currency, account, detail
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stood on an account at a moment."""

    currency: str
    account: str
    detail: str
    cents: int


def balances_at(at: datetime) -> list[Standing]:
    """Return every account's balance at a moment: whole months kept, the last one added up."""
    with connection.cursor() as cursor:
        cursor.execute(_AT, {"at": at})
        return [Standing(*row) for row in cursor.fetchall()]


def party_balance(account: Account, party: int, currency: str = "EUR") -> int:
    """Return what stands on a party's account, in cents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(p.cents), 0)"
            " FROM posting AS p JOIN entry AS e ON e.id = p.entry_id"
            " WHERE p.account = %s AND p.party = %s AND e.currency = %s",
            [account, party, currency],
        )
        return int(cursor.fetchone()[0])


_AT_THE_BANK = """
    SELECT e.key FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
    WHERE p.account = 'bank' AND p.cents = %(cents)s AND e.currency = %(currency)s
      AND e.at BETWEEN %(begin)s AND %(end)s
      AND e.key NOT LIKE ALL (ARRAY['capture:%%', 'bank_line:%%', 'explanation:%%'])
    ORDER BY e.id
"""


def bank_entries(*, cents: int, currency: str, begin: datetime, end: datetime) -> list[str]:
    """
    Return the keys of movements of so many cents on the bank's account between two moments.

    Those that a line of the bank itself caused are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _AT_THE_BANK, {"cents": cents, "currency": currency, "begin": begin, "end": end}
        )
        return [key for (key,) in cursor.fetchall()]


HELD = (Account.PROVIDER, Account.BANK)
OWNERS: dict[str, Sequence[Account]] = {
    "buyers": (
        Account.BUYERS,
        Account.GOODS_PROMISED,
        Account.DELIVERY_PROMISED,
        Account.REFUNDS_ON_WAY,
        Account.UNMATCHED,
        Account.CREDITS,
    ),
    "suppliers": (Account.SUPPLIERS,),
    "state": (Account.VAT, Account.VAT_INPUT),
    "partners": (Account.SUBSIDIES, Account.COMMISSIONS, Account.ROYALTIES),
    "us": (
        Account.SALES,
        Account.DELIVERY_SALES,
        Account.PURCHASES,
        Account.PROVIDER_FEES,
        Account.CREDIT_COSTS,
        Account.COMMISSION_COSTS,
        Account.ROYALTY_COSTS,
        Account.SHOP_FEES,
        Account.RESALES,
        Account.WRITE_OFFS,
        Account.LOSSES,
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one of those concerned has of the money we hold, line by line, in cents."""

    owner: str
    lines: Sequence[Standing]

    @property
    def cents(self) -> int:
        """Return the whole part: positive is theirs, negative is owed by them."""
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class WhoseMoney:
    """At a moment, in one currency: where the money is, and whose it is."""

    currency: str
    held: Part
    parts: Sequence[Part]

    @property
    def difference(self) -> int:
        """Return what is held less what belongs to somebody: zero, or the books are wrong."""
        return self.held.cents - sum(part.cents for part in self.parts)


def whose_money(at: datetime) -> list[WhoseMoney]:
    """Return for each currency where the money is at a moment, and whose it is."""
    standing = [line for line in balances_at(at) if line.cents]
    return [
        WhoseMoney(currency, _held(lines), [_part(owner, lines) for owner in OWNERS])
        for currency in sorted({line.currency for line in standing})
        if (lines := [line for line in standing if line.currency == currency])
    ]


def _held(lines: Sequence[Standing]) -> Part:
    return Part("held", [line for line in _in_order(lines) if line.account in HELD])


def _part(owner: str, lines: Sequence[Standing]) -> Part:
    theirs = (line for line in _in_order(lines) if line.account in OWNERS[owner])
    return Part(
        owner, [Standing(one.currency, one.account, one.detail, -one.cents) for one in theirs]
    )


def _in_order(lines: Sequence[Standing]) -> list[Standing]:
    order = list(Account.values)
    return sorted(lines, key=lambda one: (order.index(one.account), one.detail))


@dataclass(frozen=True, slots=True)
class Aged:
    """
    What a party owes us, or we owe it, by age in cents: up to 30, 60, 90 days, and older.

    What was paid paid for the oldest first.
    """

    currency: str
    party: int
    cents: int
    to_30: int
    to_60: int
    to_90: int
    older: int


_AGED = """
    WITH owing AS (
        SELECT e.currency, p.party, sum(%(sign)s * p.cents) AS cents
        FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
        WHERE p.account = %(account)s AND p.party IS NOT NULL AND e.at <= %(now)s
        GROUP BY e.currency, p.party HAVING sum(%(sign)s * p.cents) > 0
    ), line AS (
        SELECT o.currency, o.party, o.cents AS owed, %(now)s - e.at AS age,
               %(sign)s * p.cents AS cents,
               sum(%(sign)s * p.cents) OVER (
                   PARTITION BY o.currency, o.party ORDER BY e.at DESC, p.id DESC
               ) - %(sign)s * p.cents AS newer
        FROM owing AS o
        JOIN posting AS p ON p.account = %(account)s AND p.party = o.party
        JOIN entry AS e ON e.id = p.entry_id AND e.currency = o.currency AND e.at <= %(now)s
        WHERE %(sign)s * p.cents > 0
    ), open AS (
        SELECT currency, party, owed, age, least(cents, owed - newer) AS cents
        FROM line WHERE newer < owed
    )
    SELECT currency, party, owed::bigint,
           coalesce(sum(cents) FILTER (WHERE age < interval '30 days'), 0)::bigint,
           coalesce(sum(cents) FILTER (
               WHERE age >= interval '30 days' AND age < interval '60 days'), 0)::bigint,
           coalesce(sum(cents) FILTER (
               WHERE age >= interval '60 days' AND age < interval '90 days'), 0)::bigint,
           coalesce(sum(cents) FILTER (WHERE age >= interval '90 days'), 0)::bigint
    FROM open GROUP BY currency, party, owed ORDER BY currency, owed DESC, party
"""


def aged(account: Account, now: datetime) -> list[Aged]:
    """Return who owes us on the buyers' account, or whom we owe on the suppliers', by age."""
    sign = -1 if account == Account.SUPPLIERS else 1
    with connection.cursor() as cursor:
        cursor.execute(_AGED, {"account": str(account), "sign": sign, "now": now})
        return [Aged(*row) for row in cursor.fetchall()]
