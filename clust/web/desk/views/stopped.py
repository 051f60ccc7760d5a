"""Addresses that take no more mails than they must: since when, why, and trying them again."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clust import flow
from clust.notices.actions.bouncing import Complained, NotStopped, write_again
from clust.notices.models import Bounce, Notice
from clust.web.desk.pages import form_page, sent
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:notices"
LIFTED = "lifted"


def _why(row: Any) -> str:
    kind = Bounce.Kind.COMPLAINT if row.complained else Bounce.Kind.HARD
    return str(kind.label)


def _last(row: Any) -> str:
    return str(Notice.Kind(row.last_kind).label) if row.last_kind else ""


STOPPED = Listing(
    columns={
        gettext_lazy("Address"): lambda row: row.address,
        gettext_lazy("Why"): _why,
        gettext_lazy("Since"): lambda row: row.happened_at,
        gettext_lazy("Person"): lambda row: row.reader,
        gettext_lazy("Last notice"): _last,
        gettext_lazy("Written"): lambda row: row.last_at,
        gettext_lazy("Tried again"): lambda row: row.lifted_at,
        gettext_lazy("Tried again by"): lambda row: row.lifted_by_id,
    },
    search=("address",),
    number="reader",
    filters=[
        Filter(
            "why",
            gettext_lazy("why"),
            [
                Answer("hard", Bounce.Kind.HARD.label, lambda now: Q(complained=False)),
                Answer("complaint", Bounce.Kind.COMPLAINT.label, lambda now: Q(complained=True)),
            ],
        )
    ],
    links={"person": "reader"},
    keeps=(LIFTED,),
    sorts={"address": ["address"], "since": ["happened_at"], "last": ["last_at"]},
    order="-since",
)


class AgainForm(DeskForm):
    """A yes to writing to an address again."""

    refusals = {
        Complained: (
            None,
            gettext_lazy(
                "Its reader called our mail spam: only they can have us write there again."
            ),
        ),
        NotStopped: (None, gettext_lazy("We write there already.")),
    }


@desk_page
def stopped(request: PersonRequest) -> HttpResponseBase:
    """Show which addresses get no more than they must, or those that were tried again."""
    lifted = _asks_for_lifted(request)
    rows = _told(_lifted() if lifted else _stopped())
    return listed(request, STOPPED, rows, "desk/stopped.html", lifted=lifted, section=SECTION)


def _asks_for_lifted(request: HttpRequest) -> bool:
    return bool(request.GET.get(LIFTED))


def _stopped() -> QuerySet[Any]:
    """Return for each address the bounce that stopped it first."""
    same = Bounce.objects.stopping().filter(address=OuterRef("address"))
    rows = Bounce.objects.stopping().filter(~Exists(same.filter(pk__lt=OuterRef("pk"))))
    return rows.annotate(complained=Exists(same.filter(kind=Bounce.Kind.COMPLAINT)))


def _lifted() -> QuerySet[Any]:
    rows = Bounce.objects.filter(lifted_at__isnull=False)
    return rows.annotate(complained=Q(kind=Bounce.Kind.COMPLAINT))


def _told(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add whose address it is, and what they were told last."""
    known = EmailAddress.objects.filter(email__iexact=OuterRef("address"))
    rows = rows.annotate(reader=Subquery(known.order_by("-verified", "pk").values("user")[:1]))
    last = Notice.objects.filter(person=OuterRef("reader")).order_by("-pk")
    found: QuerySet[Any] = rows.annotate(
        last_kind=Subquery(last.values("kind")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    return found


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def writing_again(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask once more, then write to an address again as to any other."""
    found = get_object_or_404(Bounce, pk=pk)
    form = AgainForm(sent(request))
    told = {"address": found.address, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, write_again, **told):
        messages.success(request, _("We write there again."))
        return redirect("desk:stopped")
    return form_page(
        request,
        form,
        title=_("Write to %(address)s again?") % {"address": found.address},
        text=_("Mails leave to it as to any other; if one comes back, they are stopped anew."),
        action=_("Try again"),
        back=reverse("desk:stopped"),
        section=SECTION,
    )
