"""What becomes of money that we send to partners and creators."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, money
from clust.commissions.models import TransferReturn
from clust.notices.links import link, partner_link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story


def came_back(notice: Notice, now: datetime) -> Story:
    """Return which transfer the bank gave back, why, and where to see to the account."""
    rows = TransferReturn.objects.select_related(
        "transfer__file", "transfer__bill__statement", "transfer__royalty_statement"
    )
    fact = rows.get(pk=notice.fact)
    transfer = fact.transfer
    amount = money(transfer.cents, transfer.file.currency)
    paper = transfer.bill.name if transfer.bill else _royalties(fact)
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


def _royalties(fact: TransferReturn) -> str:
    statement = fact.transfer.royalty_statement
    return statement.number if statement else ""
