"""From the first call to a clust to the money of its orders."""

from django.utils.translation import gettext_lazy as _

from clust.campaigns.actions.amending import release_pledges
from clust.campaigns.actions.calling import AlreadyCalled, call_again, call_limits
from clust.campaigns.actions.closing import (
    AlreadyCleared,
    AlreadyClosed,
    TooEarly,
    clear_campaign,
    close_campaign,
)
from clust.campaigns.actions.holding import end_hold
from clust.campaigns.models import (
    Campaign,
    Closing,
    Extension,
    Hold,
    due_to_call_again,
    due_to_close,
)
from clust.flow.step import Step
from clust.gatherings.actions.inviting import forget_letter
from clust.gatherings.models import Letter
from clust.orders.actions import (
    AlreadyOrdered,
    TakenBack,
    give_difference,
    order_allotments,
    order_direct,
)
from clust.orders.models import due_to_give_difference, due_to_order, due_to_order_direct
from clust.payments.actions.charging import AttemptOpen, NothingDue
from clust.payments.actions.collecting import (
    AlreadyCollected,
    charge_direct,
    lapse_order,
    open_collection,
)
from clust.payments.settling import (
    due_to_charge,
    due_to_collect,
    due_to_lapse,
    due_to_lapse_transfers,
)

SELLING = (
    Step(
        "call limits",
        _("call those whose limits a clust can reach"),
        Campaign.objects.due_to_call,
        call_limits,
        (AlreadyCalled,),
        since="opens_at",
    ),
    Step(
        "call again",
        _("call those whom a deeper price reaches"),
        due_to_call_again,
        call_again,
        (AlreadyCalled,),
    ),
    Step(
        "forget letters",
        _("forget addresses of invitations that ran out"),
        Letter.objects.due_to_forget,
        forget_letter,
        since="expires_at",
    ),
    Step("end holds", _("end holds"), Hold.objects.due_to_end, end_hold, since="until"),
    Step(
        "order direct",
        _("order what is bought now"),
        due_to_order_direct,
        order_direct,
        (AlreadyOrdered, TakenBack),
    ),
    Step(
        "charge direct",
        _("charge what is bought now"),
        due_to_charge,
        charge_direct,
        (AttemptOpen, NothingDue),
        since="order__at",
    ),
    Step(
        "release pledges",
        _("release pledges"),
        Extension.objects.due_to_release,
        release_pledges,
        since="was_closes_at",
    ),
    Step(
        "close campaigns",
        _("close campaigns"),
        due_to_close,
        close_campaign,
        (AlreadyClosed, TooEarly),
        since="closes_at",
    ),
    Step(
        "clear campaigns",
        _("clear campaigns"),
        Closing.objects.due_to_clear,
        clear_campaign,
        (AlreadyCleared,),
    ),
    Step("order", _("make orders"), due_to_order, order_allotments, (AlreadyOrdered,)),
    Step(
        "give differences",
        _("give differences back"),
        due_to_give_difference,
        give_difference,
        since="order__campaign__closing__clearing__at",
    ),
    Step("collect", _("collect money"), due_to_collect, open_collection, (AlreadyCollected,)),
    Step("lapse", _("let unpaid orders lapse"), due_to_lapse, lapse_order),
    Step(
        "lapse transfers",
        _("let orders lapse whose transfer did not come"),
        due_to_lapse_transfers,
        lapse_order,
        since="due_at",
    ),
)
