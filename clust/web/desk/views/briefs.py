"""Briefs: wishes put together, what they come to, and what suppliers are asked about them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.base.sheets import Cents, sheet
from clust.rules.curves import Units
from clust.sourcing.models import Award
from clust.web.desk.brief_forms import BriefForm, WishForm
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.demands import ShownDemand
from clust.web.parts.lists import Answer, Filter, Listing, csv_file, listed, number_in
from clust.wishes.actions.briefing import BriefRefused, add_wish, drop_wish, make_brief
from clust.wishes.demand import Demand, demand_of
from clust.wishes.models import Brief, Wish, visible
from clust.wishes.readings import with_sums

SECTION = "desk:briefs"
MOST_FOUND = 30
MOST_CHOSEN = 200
BRIEFS = Listing(
    columns={
        gettext_lazy("Number"): lambda brief: brief.pk,
        gettext_lazy("Title"): lambda brief: brief.title,
        gettext_lazy("Wishes"): lambda brief: brief.wishes,
        gettext_lazy("Enquiries"): lambda brief: brief.number_of_enquiries,
        gettext_lazy("Quotes"): lambda brief: brief.quotes,
        gettext_lazy("Accepted"): lambda brief: brief.is_awarded,
        gettext_lazy("Made"): lambda brief: brief.at,
    },
    search=("title", "specification"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "new", gettext_lazy("nobody asked yet"), lambda now: Q(number_of_enquiries=0)
                ),
                Answer(
                    "asked",
                    gettext_lazy("suppliers asked"),
                    lambda now: Q(number_of_enquiries__gt=0, is_awarded=False),
                ),
                Answer("awarded", gettext_lazy("decided"), lambda now: Q(is_awarded=True)),
            ],
        )
    ],
    links={"wish": "lines__wish"},
    sorts={
        "title": ["title"],
        "wishes": ["wishes"],
        "enquiries": ["number_of_enquiries"],
        "quotes": ["quotes"],
        "made": ["at"],
    },
    order="-made",
)


def rows() -> QuerySet[Brief]:
    """Return briefs with how many wishes, enquiries and quotes they have."""
    awarded = Award.objects.filter(quote__enquiry__brief=OuterRef("pk"))
    theirs = Q(enquiries__quotes__side="supplier")
    return Brief.objects.annotate(
        wishes=Count("lines", distinct=True),
        number_of_enquiries=Count("enquiries", distinct=True),
        quotes=Count("enquiries__quotes", filter=theirs, distinct=True),
        is_awarded=Exists(awarded),
    )


@desk_page
def briefs(request: PersonRequest) -> HttpResponseBase:
    """Show what is negotiated, or is to be."""
    return listed(request, BRIEFS, rows(), "desk/briefs/briefs.html", section=SECTION)


@desk_page
def brief(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one brief: its words, its wishes, their demand, and its enquiries."""
    return _page(request, get_object_or_404(rows(), pk=pk), WishForm())


def _page(request: PersonRequest, found: Any, form: WishForm) -> HttpResponseBase:
    now = timezone.now()
    wishes: Any = with_sums(Wish.objects.filter(brief_line__brief=found), now)
    return with_form(
        request,
        "desk/briefs/brief.html",
        form,
        brief=found,
        wishes=wishes.select_related("storefront").order_by("-people", "pk"),
        enquiries=found.enquiries.annotate(
            asked=Count("invitees", distinct=True),
            offers=Count("quotes", filter=Q(quotes__side="supplier"), distinct=True),
        ).order_by("-pk"),
        shown=ShownDemand(demand_of(found, now=now)),
        now=now,
        section=SECTION,
    )


@desk_page
def new_brief(request: PersonRequest) -> HttpResponseBase:
    """Put wishes together: look for them, mark them, say what is asked for."""
    told = sent(request) or request.GET
    numbers = {number_in(number) for number in told.getlist("wish")[:MOST_CHOSEN]}
    chosen = list(_free().filter(pk__in=numbers))
    form = BriefForm(sent(request), initial={"title": chosen[0].title if chosen else ""})
    if form.is_valid():
        made = form.attempt(
            make_brief,
            wishes=Wish.objects.filter(pk__in=numbers),
            person=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("The brief is made."))
            return redirect("desk:brief", made.pk)
    return with_form(
        request,
        "desk/briefs/new.html",
        form,
        chosen=chosen,
        found=_found(told.get("q", ""), numbers),
        words=told.get("q", ""),
        section=SECTION,
    )


def _free() -> Any:
    """Return wishes and projects that no brief speaks for, with who wants them."""
    free = visible().filter(brief_line=None).select_related("storefront", "project")
    rows: Any = with_sums(free, timezone.now())
    return rows.order_by("-people", "-pk")


def _found(words: str, chosen: set[int]) -> list[Wish]:
    rows = _free().exclude(pk__in=chosen)
    for word in words.replace("\x00", "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(words__icontains=word))
    return list(rows[:MOST_FOUND])


@desk_page
@require_POST
def addition(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let a brief speak for one more wish."""
    found = get_object_or_404(rows(), pk=pk)
    form = WishForm(request.POST)
    if form.is_valid() and form.attempt(add_wish, brief=found, **form.cleaned_data):
        messages.success(request, _("The brief speaks for this wish too."))
        return redirect("desk:brief", pk)
    return _page(request, found, form)


@desk_page
@require_POST
def removal(request: PersonRequest, pk: int, wish: int) -> HttpResponseBase:
    """Let a brief speak for a wish no more."""
    found = get_object_or_404(rows(), pk=pk)
    try:
        drop_wish(brief=found, wish=get_object_or_404(Wish, brief_line__brief=found, pk=wish))
    except BriefRefused as error:
        messages.error(request, WishForm.refusals[type(error)][1])
    else:
        messages.success(request, _("The brief speaks for this wish no more."))
    return redirect("desk:brief", pk)


@desk_page
def demand_csv(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the whole demand of a brief as a table: every price, and every part."""
    found = get_object_or_404(Brief, pk=pk)
    demand = demand_of(found, now=timezone.now())
    header = [
        _("Part"),
        _("Name"),
        _("Price"),
        _("People"),
        _("Units"),
        _("Under a limit"),
        _("With a card"),
    ]
    return csv_file(sheet(header, _told(demand)), f"demand-{pk}")


def _told(demand: Demand) -> Iterator[list[object]]:
    for step in demand.curve.steps:
        yield [_("At this price or less"), "", Cents(step.price), "", *_sums(step.reached)]
    yield [_("At any price"), "", "", "", *_sums(demand.curve.any_price)]
    for title, parts in ShownDemand(demand).parts:
        for part in parts:
            yield [title, part.label, "", part.people, *_sums(part.units)]


def _sums(units: Units) -> list[object]:
    return [units.total, units.firm, units.card]
