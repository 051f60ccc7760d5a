"""What people are told of what happened."""

from django.utils.translation import gettext_lazy as _

from clust.flow.step import Step
from clust.notices.actions import telling
from clust.notices.models import (
    due_to_tell,
    due_to_tell_called_off,
    due_to_tell_calls,
    due_to_tell_card,
    due_to_tell_delay,
    due_to_tell_extension,
    due_to_tell_held_back,
    due_to_tell_parcel,
    due_to_tell_purchase,
    due_to_tell_ready,
    due_to_tell_release,
    due_to_tell_result,
    due_to_tell_soon,
)

TELLING = (
    Step("tell calls", _("tell who is called"), due_to_tell_calls, telling.tell_calls),
    Step("tell price steps", _("tell price steps"), due_to_tell, telling.tell_price_step),
    Step(
        "tell held back",
        _("tell how it stands after an hour"),
        due_to_tell_held_back,
        telling.tell_held_back,
        since="again_at",
    ),
    Step(
        "tell closing soon",
        _("tell that it closes soon"),
        due_to_tell_soon,
        telling.tell_closing_soon,
        since="closes_at",
    ),
    Step(
        "tell extensions",
        _("ask about later closes"),
        due_to_tell_extension,
        telling.tell_extension,
    ),
    Step(
        "tell called off",
        _("tell that a private clust was called off"),
        due_to_tell_called_off,
        telling.tell_called_off,
    ),
    Step("tell releases", _("tell releases"), due_to_tell_release, telling.tell_release),
    Step(
        "tell card ends",
        _("tell that a card expires too early"),
        due_to_tell_card,
        telling.tell_card_ends,
        since="expires_on",
    ),
    Step("tell results", _("tell results"), due_to_tell_result, telling.tell_result),
    Step(
        "tell suppliers",
        _("send purchase orders"),
        due_to_tell_purchase,
        telling.tell_purchase,
    ),
    Step("tell parcels", _("tell of parcels sent"), due_to_tell_parcel, telling.tell_parcel),
    Step(
        "tell arrivals",
        _("tell what can be collected"),
        due_to_tell_ready,
        telling.tell_ready,
        since="shipment__arrival__at",
    ),
    Step("tell delays", _("tell of delays"), due_to_tell_delay, telling.tell_delay),
)
