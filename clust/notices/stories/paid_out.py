"""What becomes of money that we send to partners and creators."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clust.base.formats import day, money
from clust.commissions.fees import fees_open
from clust.commissions.models import CommissionStatement, SelfBill, Transfer, TransferReturn
from clust.commissions.partner_documents import missing_words
from clust.notices.links import link, partner_link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story


def stated(notice: Notice, now: datetime) -> Story:
    """Return what a month's statement makes due, and what we must know before it can be paid."""
    row = CommissionStatement.objects.select_related("partner", "bill").get(pk=notice.fact)
    missing, fees = missing_words(row), _set_off(row)
    act = Action(_("Give what is missing"), partner_link("data"))
    seen = Action(_("Read the statement"), partner_link("statement", row.pk))
    return Story(
        says={
            "amount": money(row.payable_cents, row.currency),
            "month": date_format(row.month, "F Y"),
            "missing": ", ".join(missing),
            "fees": money(fees, row.currency) if fees else "",
        },
        facts=[
            Fact(_("Due without tax"), money(row.payable_cents, row.currency), strong=True),
            Fact(_("Statement"), row.number),
        ],
        actions=[act, seen] if missing else [seen],
    )


def _set_off(row: CommissionStatement) -> int:
    """Return what the bill takes off for fees, or will, in cents."""
    bill: SelfBill | None = getattr(row, "bill", None)
    return bill.set_off_cents if bill else max(fees_open(row.partner, row.currency), 0)


def paid_out(notice: Notice, now: datetime) -> Story:
    """Return what was paid for what, and to which account."""
    rows = Transfer.objects.select_related("file", "bill__statement", "royalty_statement")
    row = rows.get(pk=notice.fact)
    amount = money(row.cents, row.file.currency)
    seen = partner_link("payouts") if row.bill else link("royalties")
    return Story(
        says={"amount": amount, "paper": _paper(row)},
        facts=[
            Fact(_("Amount"), amount, strong=True),
            Fact(_("To the account"), row.account.masked),
        ],
        actions=[Action(_("See all payments"), seen)],
    )


def came_back(notice: Notice, now: datetime) -> Story:
    """Return which transfer the bank gave back, why, and where to see to the account."""
    rows = TransferReturn.objects.select_related(
        "transfer__file", "transfer__bill__statement", "transfer__royalty_statement"
    )
    fact = rows.get(pk=notice.fact)
    transfer = fact.transfer
    amount = money(transfer.cents, transfer.file.currency)
    paper = _paper(transfer)
    account = partner_link("data") if transfer.bill else link("royalty_account")
    return Story(
        says={"amount": amount, "paper": paper, "reason": fact.reason},
        facts=[
            Fact(_("Amount"), amount, strong=True),
            Fact(_("To the account"), transfer.account.masked),
            Fact(_("Came back on"), day(fact.booked_on)),
        ],
        actions=[Action(_("See to my account"), account)],
    )


def _paper(transfer: Transfer) -> str:
    if transfer.bill:
        return transfer.bill.name
    return transfer.royalty_statement.number if transfer.royalty_statement else ""
