"""What we told whom: list of notices and whether they left."""

from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from clust.notices.models import Notice, Sending
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed


def _kind(kind: Notice.Kind) -> Answer:
    return Answer(kind.value, kind.label, lambda now: Q(kind=kind.value))


def _outcome(outcome: str, label: Any) -> Answer:
    return Answer(outcome, label, lambda now: Q(sending__outcome=outcome))


NOTICES = Listing(
    columns={
        gettext_lazy("Number"): lambda notice: notice.pk,
        gettext_lazy("Kind"): lambda notice: notice.get_kind_display(),
        gettext_lazy("Clust"): lambda notice: notice.campaign_id,
        gettext_lazy("Person"): lambda notice: notice.person_id,
        gettext_lazy("Supplier"): lambda notice: notice.supplier_id,
        gettext_lazy("Written"): lambda notice: notice.at,
        gettext_lazy("Outcome"): lambda notice: notice.sending.outcome if notice.has_left else "",
    },
    order="-number",
    sorts={"number": ["pk"], "at": ["at"], "kind": ["kind"]},
    number="pk",
    filters=[
        Filter(
            "kind",
            gettext_lazy("kind"),
            [_kind(kind) for kind in Notice.Kind],
        ),
        Filter(
            "mail",
            gettext_lazy("mail"),
            [
                Answer("waiting", gettext_lazy("to send"), lambda now: Q(sending=None)),
                Answer("sent", gettext_lazy("sent"), lambda now: Q(sending__outcome=Sending.SENT)),
                Answer(
                    "no_address",
                    gettext_lazy("no address"),
                    lambda now: Q(sending__outcome=Sending.NO_ADDRESS),
                ),
                _outcome(Sending.UNWANTED, gettext_lazy("not wanted by mail")),
                _outcome(Sending.DIGEST, gettext_lazy("in a digest")),
                _outcome(Sending.STOPPED, gettext_lazy("the address takes no more")),
                _outcome(Sending.PASSED, gettext_lazy("told to who entered the form")),
            ],
        ),
    ],
    links={"campaign": "campaign", "person": "person"},
)


@desk_page
def notices(request: PersonRequest) -> HttpResponseBase:
    """Show what we told whom."""
    rows = Notice.objects.select_related(
        "sending", "carrying", "campaign__product", "storefront", "supplier"
    )
    rows = rows.annotate(has_left=Q(sending__isnull=False))
    return listed(request, NOTICES, rows, "desk/notices.html", section="desk:notices")
