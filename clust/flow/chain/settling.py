"""What follows money: invoices and credit notes, what is given back, credits."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from clust.flow.step import Step
from clust.invoicing.actions.crediting import credit_cancellation
from clust.invoicing.actions.issuing import invoice_payment
from clust.invoicing.models import (
    due_to_credit,
    due_to_invoice,
    due_to_invoice_credits,
    due_to_invoice_subsidies,
)
from clust.orders.models import Cancellation
from clust.payments.actions.crediting import return_credits
from clust.payments.actions.deciding import undo_campaign
from clust.payments.actions.refunding import begin_refund
from clust.payments.models import Capture
from clust.payments.settling import due_to_refund, due_to_return_credit, due_to_undo, late_money
from clust.wallet.crediting import expire_credit
from clust.wallet.models import Credit


def give_back(fact: Cancellation | Capture, *, now: datetime) -> Any:
    """Refund what an order was paid above what is due since this fact."""
    return begin_refund(fact.order, now=now)


def give_credits_back(undone: Cancellation, *, now: datetime) -> Any:
    """Give back as credits what credits had paid of a sale that was undone."""
    return return_credits(undone.order, now=now)


SETTLING = (
    Step("invoice", _("write invoices"), due_to_invoice, invoice_payment),
    Step(
        "invoice credits",
        _("write invoices of what credits paid"),
        due_to_invoice_credits,
        invoice_payment,
    ),
    Step(
        "invoice subsidies",
        _("write invoices of what communities paid"),
        due_to_invoice_subsidies,
        invoice_payment,
    ),
    Step("credit note", _("write credit notes"), due_to_credit, credit_cancellation),
    Step("undo", _("undo clusts called off"), due_to_undo, undo_campaign),
    Step("refund", _("give money back"), due_to_refund, give_back),
    Step("refund late money", _("give late money back"), late_money, give_back),
    Step("return credits", _("give credits back"), due_to_return_credit, give_credits_back),
    Step(
        "expire credits",
        _("expire credits"),
        Credit.objects.due_to_expire,
        expire_credit,
        since="expires_at",
    ),
)
