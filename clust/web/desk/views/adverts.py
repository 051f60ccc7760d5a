"""Advertising at the desk: what it costs, and what a buyer cost beside other sources."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.base.sheets import Cents, sheet
from clust.partners.actions.advertising import drop_advert_cost, note_advert_cost
from clust.partners.actions.linking import make_link, name_advert
from clust.partners.models import Advert, AdvertCost, Link, Visit
from clust.web.desk.advert_forms import AdvertCostForm, AdvertForm, AdvertLinkForm
from clust.web.desk.pages import form_page, sent
from clust.web.desk.sources import KINDS, SORTS, in_order
from clust.web.desk.sources import sources as sources_of
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, csv_file, listed
from clust.web.parts.partners import with_brought

SECTION = "desk:sources"
USUALLY = timedelta(days=90)

ADVERTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Name"): lambda row: row.name,
        gettext_lazy("Storefront"): lambda row: row.storefront.name,
        gettext_lazy("Clicks"): lambda row: row.clicks,
        gettext_lazy("Cost without tax"): lambda row: Cents(row.cost),
    },
    search=("name",),
    number="pk",
    links={"storefront": "storefront"},
    sorts={"name": ["name"], "clicks": ["clicks"], "cost": ["cost"], "at": ["at"]},
    order="-at",
)


@desk_page
def sources(request: PersonRequest) -> HttpResponseBase:
    """Show who brought buyers in a period, and what a buyer cost."""
    first, last = period(request.GET)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip().casefold()
    rows = [
        row
        for row in sources_of(first, last)
        if kind in ("", row.kind) and words in row.name.casefold()
    ]
    sort = request.GET.get("sort", "")
    rows = in_order(rows, sort if sort.removeprefix("-") in SORTS else "-turnover")
    if request.GET.get("export") == "csv":
        return csv_file(sheet(_headings(), map(_line, rows)), f"sources-{first}-{last}")
    context = {
        "rows": rows,
        "sums": {name: sum(getattr(row, name) for row in rows) for name in ("buyers", "cost")},
        "turnover": sum(row.turnover for row in rows),
        "first": first,
        "last": last,
        "kind": kind,
        "kinds": KINDS,
        "section": SECTION,
    }
    return render(request, "desk/adverts/sources.html", context)


def period(asked: Any) -> tuple[date, date]:
    """Return the days that an address asks for, the last three months where it does not."""
    today = timezone.localdate()
    last = _day(asked.get("until")) or today
    return min(_day(asked.get("from")) or last - USUALLY, last), last


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _headings() -> list[str]:
    heads = (_("Source"), _("Kind"), _("Clicks"), _("Orders placed"), _("Buyers who paid"))
    return [*heads, _("Turnover with tax"), _("Cost"), _("Cost of a buyer")]


def _line(row: Any) -> list[object]:
    each = Cents(row.each) if row.each is not None else ""
    money = [Cents(row.turnover), Cents(row.cost), each]
    return [row.name, str(row.label), row.visits, row.pledges, row.buyers, *money]


@desk_page
def adverts(request: PersonRequest) -> HttpResponseBase:
    """Show the operator's advertisements."""
    clicks = Visit.objects.filter(link__advert=OuterRef("pk")).order_by().values("link__advert")
    costs = AdvertCost.objects.filter(advert=OuterRef("pk")).order_by().values("advert")
    rows = Advert.objects.select_related("storefront").annotate(
        clicks=Coalesce(Subquery(clicks.annotate(n=Count("pk")).values("n")), 0),
        cost=Coalesce(Subquery(costs.annotate(n=Sum("net_cents")).values("n")), 0),
    )
    return listed(request, ADVERTS, rows, "desk/adverts/adverts.html", section=SECTION)


@desk_page
def advert(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show an advertisement with its links and costs."""
    found = get_object_or_404(Advert.objects.select_related("storefront"), pk=pk)
    context = {
        "advert": found,
        "links": with_brought(Link.objects.filter(advert=found)).order_by("pk"),
        "domain": found.storefront.domains.order_by("pk").first(),
        "costs": found.costs.all(),
        "section": SECTION,
    }
    return render(request, "desk/adverts/advert.html", context)


@desk_page
def new_advert(request: PersonRequest) -> HttpResponseBase:
    """Begin an advertisement with its first link."""
    form = AdvertForm(sent(request))
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        found = name_advert(storefront=said["storefront"], name=said["name"], now=now)
        told = {"storefront": said["storefront"], "path": said["path"], "advert": found, "now": now}
        if form.attempt(make_link, **told):
            return redirect("desk:advert", found.pk)
    words = {"title": _("New advertisement"), "action": _("Make its link")}
    return form_page(request, form, back=reverse("desk:adverts"), section=SECTION, **words)


@desk_page
def advert_link(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Make one more link of an advertisement."""
    found = get_object_or_404(Advert, pk=pk)
    form = AdvertLinkForm(sent(request))
    told = {"storefront": found.storefront, "advert": found, "now": timezone.now()}
    if form.is_valid() and form.attempt(make_link, **told, **form.cleaned_data):
        return redirect("desk:advert", pk)
    words = {"title": found.name, "action": _("Make its link")}
    back = reverse("desk:advert", args=[pk])
    return form_page(request, form, back=back, section=SECTION, **words)


@desk_page
def advert_cost(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note what an advertisement costs for some days."""
    found = get_object_or_404(Advert, pk=pk)
    form = AdvertCostForm(sent(request))
    told = {"advert": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(note_advert_cost, **told, **form.cleaned_data):
        messages.success(request, _("The cost is noted."))
        return redirect("desk:advert", pk)
    words = {"title": found.name, "action": _("Note the cost")}
    back = reverse("desk:advert", args=[pk])
    return form_page(request, form, back=back, section=SECTION, **words)


@desk_page
@require_POST
def advert_cost_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Forget a cost that was noted by mistake."""
    found = get_object_or_404(AdvertCost, pk=pk)
    drop_advert_cost(found, now=timezone.now())
    messages.success(request, _("The cost is taken off."))
    return redirect("desk:advert", found.advert_id)
