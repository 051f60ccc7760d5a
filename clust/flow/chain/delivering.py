"""Goods: ordered from suppliers, received, delayed, sent back."""

from django.utils.translation import gettext_lazy as _

from clust.flow.step import Step
from clust.payments.actions.deciding import CalledOff
from clust.returns.actions import returning
from clust.returns.models import Return
from clust.supply.actions.ending import note_delay
from clust.supply.actions.purchasing import (
    AlreadyPurchased,
    NothingToBuy,
    purchase,
    purchase_singly,
)
from clust.supply.actions.receiving import ParcelGone, assume_delivered
from clust.supply.actions.substituting import AlreadyAnswered, lapse_question
from clust.supply.models import (
    Parcel,
    due_to_delay,
    due_to_lapse_question,
    due_to_purchase,
    due_to_purchase_singly,
)

DELIVERING = (
    Step(
        "purchase",
        _("order from suppliers"),
        due_to_purchase,
        purchase,
        (AlreadyPurchased, CalledOff),
    ),
    Step(
        "purchase singly",
        _("order from suppliers what is bought now"),
        due_to_purchase_singly,
        purchase_singly,
        (AlreadyPurchased, NothingToBuy),
        since="order__at",
    ),
    Step(
        "assume deliveries",
        _("take parcels as received after a while"),
        Parcel.objects.due_to_assume,
        assume_delivered,
        (ParcelGone,),
        since="dispatched_at",
    ),
    Step(
        "lapse substitutes",
        _("undo what no substitute was wanted for"),
        due_to_lapse_question,
        lapse_question,
        (AlreadyAnswered,),
    ),
    Step("note delays", _("note delays"), due_to_delay, note_delay, since="closes_at"),
    Step(
        "give back returns",
        _("give back what was returned"),
        Return.objects.due_to_give_back,
        returning.give_back,
        (returning.AlreadySettled,),
    ),
)
