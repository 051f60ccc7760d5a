"""The chain on one page: what there is, what waits, what is put aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import models
from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign, Clearing, Closing, Pledge
from clust.commissions.models import RoyaltyStatement
from clust.commissions.models.payouts import due_by_hand
from clust.notices.models import Notice
from clust.orders.models import Order
from clust.sourcing.models import Award, Enquiry, Product, Quote
from clust.supply.models import PurchaseOrder
from clust.talk.models import Comment, TalkAppeal, TalkReport, hidden
from clust.web.desk import readings
from clust.web.desk.funnel import Funnel, Scope
from clust.web.desk.funnel import funnel as funnel_of
from clust.web.desk.views.campaigns import STAGES
from clust.web.desk.views.funnel import steps_of
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed
from clust.wishes.models import Appeal, Brief, Report

SECTION = "desk:chain"
PARKED = Listing(
    columns={
        gettext_lazy("Step"): lambda row: row.step,
        gettext_lazy("Row"): lambda row: row.key,
        gettext_lazy("Error"): lambda row: row.error,
        gettext_lazy("Message"): lambda row: row.message,
        gettext_lazy("Tries"): lambda row: row.tries,
        gettext_lazy("First failed"): lambda row: row.first_at,
        gettext_lazy("Last failed"): lambda row: row.last_at,
    },
    search=("step", "error", "message"),
    number="key",
    sorts={"step": ["step"], "tries": ["tries"], "last": ["last_at"]},
    order="-last",
)


@dataclass(frozen=True)
class Link:
    """One link of the chain: how many rows there are, how many wait, where they are."""

    title: Any
    count: int
    url: str
    waiting: int = 0
    waiting_words: Any = ""
    late: bool = False


@dataclass(frozen=True)
class StepNow:
    """A step with the rows that wait for it and those put aside."""

    step: flow.Step
    waiting: int
    parked: int


@desk_page
def chain(request: PersonRequest) -> HttpResponseBase:
    """Show the whole chain with what waits at each step."""
    now = timezone.now()
    steps = _steps(now)
    waiting = {step.step.name: step.waiting for step in steps}
    shown = {
        "links": _links(waiting, now),
        "steps": steps,
        "parked": ParkedRow.objects.all()[:10],
        "stages": _stages(now),
        "soon": readings.campaigns().live(now).order_by("closes_at")[:8],
        "section": SECTION,
        "now": now,
        **_funnel(),
    }
    return render(request, "desk/chain.html", shown)


def _funnel() -> dict[str, Any]:
    """The number that matters most, a minute old at most: it reads every wish."""
    one: Any = cache.get_or_set("funnel", _count_funnel, settings.PAGES_KEPT_SECONDS * 60)
    return {"funnel": steps_of(one, Scope())}


def _count_funnel() -> Funnel:
    return funnel_of(Scope())


def _steps(now: datetime) -> list[StepNow]:
    parked = dict(ParkedRow.objects.values_list("step").annotate(Count("pk")).order_by())
    return [StepNow(step, step.due(now).count(), parked.get(step.name, 0)) for step in flow.CHAIN]


def _links(waiting: dict[str, int], now: datetime) -> list[Link]:
    by_hand = due_by_hand(now).count()
    return [
        *_wall(),
        *_negotiations(now),
        *_quotes(now),
        *_clusts(waiting),
        *_sales(waiting),
        Link(
            gettext_lazy("Royalties"),
            _count(RoyaltyStatement),
            reverse("desk:owed_to_gone") + "?state=open" if by_hand else reverse("desk:royalties"),
            by_hand,
            gettext_lazy("of creators who left"),
        ),
        Link(
            gettext_lazy("Mails"),
            _count(Notice),
            reverse("desk:notices"),
            Notice.objects.due_to_send(now).count(),
            gettext_lazy("to send"),
        ),
    ]


def _quotes(now: datetime) -> list[Link]:
    return [
        Link(gettext_lazy("Products"), _count(Product), reverse("desk:products")),
        Link(
            gettext_lazy("Quotes"),
            _count(Quote),
            reverse("desk:quotes"),
            Quote.objects.due_to_award(now).count(),
            gettext_lazy("to decide"),
        ),
        Link(gettext_lazy("Accepted"), _count(Award), reverse("desk:quotes") + "?state=awarded"),
    ]


def _clusts(waiting: dict[str, int]) -> list[Link]:
    campaigns = reverse("desk:campaigns")
    return [
        Link(
            gettext_lazy("Clusts"),
            _count(Campaign),
            campaigns,
            waiting["close campaigns"],
            gettext_lazy("to close"),
        ),
        Link(gettext_lazy("Pledges"), _count(Pledge), campaigns + "?sort=-units"),
        Link(
            gettext_lazy("Closed"),
            _count(Closing),
            campaigns + "?stage=closing",
            waiting["clear campaigns"],
            gettext_lazy("to clear"),
        ),
        Link(
            gettext_lazy("Final prices"),
            Clearing.objects.filter(gross_cents__isnull=False).count(),
            campaigns + "?stage=cleared",
        ),
    ]


def _sales(waiting: dict[str, int]) -> list[Link]:
    return [
        Link(
            gettext_lazy("Orders"),
            _count(Order),
            reverse("desk:orders"),
            waiting["order"],
            gettext_lazy("clusts to order"),
        ),
        Link(
            gettext_lazy("Purchase orders"),
            _count(PurchaseOrder),
            reverse("desk:purchase_orders"),
            waiting["purchase"],
            gettext_lazy("to write"),
        ),
    ]


def _wall() -> list[Link]:
    return [
        Link(
            gettext_lazy("Reports"),
            _count(Report),
            reverse("desk:reports"),
            Report.objects.due_to_judge().count(),
            gettext_lazy("to judge"),
        ),
        Link(
            gettext_lazy("Objections"),
            _count(Appeal),
            reverse("desk:appeals"),
            Appeal.objects.filter(ruling=None).count(),
            gettext_lazy("to decide"),
        ),
        *_conversation(),
    ]


def _conversation() -> list[Link]:
    return [
        Link(
            gettext_lazy("Conversation"),
            _count(Comment),
            reverse("desk:comments") + "?state=to_answer",
            Comment.objects.to_answer().filter(~hidden("comment")).count(),
            gettext_lazy("to answer"),
        ),
        Link(
            gettext_lazy("Reports in the conversation"),
            _count(TalkReport),
            reverse("desk:talk_reports"),
            TalkReport.objects.due_to_judge().count(),
            gettext_lazy("to judge"),
        ),
        Link(
            gettext_lazy("Objections in the conversation"),
            _count(TalkAppeal),
            reverse("desk:talk_objections"),
            TalkAppeal.objects.filter(ruling=None).count(),
            gettext_lazy("to decide"),
        ),
    ]


def _negotiations(now: datetime) -> list[Link]:
    enquiries = Enquiry.objects.exclude(quotes__award__isnull=False)
    return [
        Link(
            gettext_lazy("Briefs"),
            _count(Brief),
            reverse("desk:briefs"),
            Brief.objects.filter(enquiries=None).count(),
            gettext_lazy("without an enquiry"),
        ),
        Link(
            gettext_lazy("Enquiries"),
            _count(Enquiry),
            reverse("desk:enquiries"),
            enquiries.filter(answer_by__lte=now).count(),
            gettext_lazy("to decide"),
        ),
    ]


def _count(model: type[models.Model]) -> int:
    return model._default_manager.count()


def _stages(now: datetime) -> list[tuple[Any, int, str]]:
    counts = Campaign.objects.aggregate(
        **{f"number_{stage.word}": Count("pk", filter=Q(stage.rows(now))) for stage in STAGES}
    )
    address = reverse("desk:campaigns")
    return [
        (stage.label, counts[f"number_{stage.word}"], f"{address}?stage={stage.word}")
        for stage in STAGES
    ]


@desk_page
def parked(request: PersonRequest) -> HttpResponseBase:
    """Show the rows whose step failed."""
    return listed(request, PARKED, ParkedRow.objects.all(), "desk/parked.html", section=SECTION)


@desk_page
@require_POST
def trying(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take the step of a parked row again."""
    row = get_object_or_404(ParkedRow, pk=pk)
    if flow.try_again(row, now=timezone.now()):
        messages.success(request, _("It went through this time."))
    else:
        messages.error(request, _("It did not go through."))
    return redirect("desk:chain")
