"""What became of invitations to offer, as a supplier and the desk read it."""

from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from clust.sourcing.models import Award, Invitee, Quote


class InviteeState(TextChoices):
    """Where an invitation stands, derived from the rows that follow it."""

    WAITING = "waiting", _("to answer")
    OFFERED = "offered", _("offered")
    DECLINED = "declined", _("declined")
    DECIDED = "decided", _("decided")
    OVER = "over", _("not answered")


def with_states(invitees: QuerySet[Invitee], now: datetime) -> QuerySet[Invitee]:
    """Return invitations with `state`, one of `InviteeState`."""
    offers = Quote.objects.filter(
        enquiry=OuterRef("enquiry"), product__supplier=OuterRef("supplier"), side="supplier"
    )
    decided = Award.objects.filter(quote__enquiry=OuterRef("enquiry"))
    return invitees.annotate(
        state=Case(
            When(Exists(decided), then=Value(InviteeState.DECIDED)),
            When(Exists(offers), then=Value(InviteeState.OFFERED)),
            When(Q(decline__isnull=False), then=Value(InviteeState.DECLINED)),
            When(enquiry__answer_by__lte=now, then=Value(InviteeState.OVER)),
            default=Value(InviteeState.WAITING),
            output_field=CharField(),
        )
    )
