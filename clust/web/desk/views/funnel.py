"""The funnel: what wishes turn into, each number down to its rows."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clust.base.sheets import Cents, sheet
from clust.campaigns.models import Campaign
from clust.storefronts.models import Storefront
from clust.web.desk.funnel import (
    BREAKDOWNS,
    SORTS,
    STEPS,
    Breakdown,
    Funnel,
    Row,
    Scope,
    StepRows,
)
from clust.web.desk.funnel import funnel as funnel_of
from clust.web.desk.funnel_chart import FunnelChart
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import csv_file, number_in
from clust.wishes.models import Wish

SECTION = "desk:funnel"
A_PAGE = 50


def scope_in(asked: Any) -> Scope:
    """Return what an address asks about."""
    told = {
        name: number_in(asked[name])
        for name in ("wish", "campaign", "storefront", "month")
        if asked.get(name)
    }
    currency = asked.get("currency", "")
    return Scope(**told, currency=currency if _is_currency(currency) else "EUR")


def _is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def page_of(scope: Scope, **more: str) -> str:
    """Return the address of a scope's funnel."""
    return f"{reverse('desk:funnel')}?{urlencode({**scope.words, **more})}"


def rows_of(scope: Scope, step: str) -> str:
    """Return the address of the rows behind a number."""
    return f"{reverse('desk:funnel_rows', args=[step])}?{urlencode(scope.words)}"


def drawn(one: Funnel) -> dict[str, Any]:
    """Return the picture of a funnel, wide and narrow."""
    return {
        "chart": FunnelChart(one),
        "narrow_chart": FunnelChart(one, width=320, narrow=True),
    }


def steps_of(one: Funnel, scope: Scope) -> list[dict[str, Any]]:
    """Return the steps with their words and where their rows are."""
    return [
        {"count": count, "label": STEPS[count.step], "url": rows_of(scope, count.step)}
        for count in one.steps
    ]


@desk_page
def funnel(request: PersonRequest) -> HttpResponseBase:
    """Show the funnel of everything or of one wish, clust, storefront or month, broken down."""
    scope = scope_in(request.GET)
    by = request.GET.get("by", "")
    by = by if by in BREAKDOWNS else "month"
    lines = Breakdown(scope, by)
    if request.GET.get("export") == "csv":
        return csv_file(sheet(_heads(by), _told(lines, by)), f"funnel-{by}")
    page: Page[Funnel] = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    one = funnel_of(scope)
    context = {
        "funnel": one,
        "steps": steps_of(one, scope),
        "headings": list(STEPS.values()),
        "lines": _lines(page.object_list, scope, by),
        "page": page,
        "by": by,
        "tabs": [(word, label, page_of(scope, by=word)) for word, label in BREAKDOWNS.items()],
        "scope": scope,
        "about": _about(scope),
        "section": SECTION,
    }
    return render(request, "desk/funnel.html", context | drawn(one))


def _lines(found: Iterable[Funnel], scope: Scope, by: str) -> list[dict[str, Any]]:
    found = list(found)
    names = _names(by, [one.key for one in found])
    told = []
    for one in found:
        mine = scope.narrowed(by, one.key)
        told.append(
            {
                "name": names.get(one.key, str(one.key)),
                "url": page_of(mine, by="campaign" if by == "wish" else "wish"),
                "steps": steps_of(one, mine),
            }
        )
    return told


def _names(by: str, keys: list[int]) -> dict[int, str]:
    if by == "month":
        return {key: month_words(key) for key in keys}
    if by == "storefront":
        return {row.pk: row.name for row in Storefront.objects.filter(pk__in=keys)}
    if by == "campaign":
        rows = Campaign.objects.filter(pk__in=keys).select_related("product")
        return {row.pk: f"{row.product.name} ({row.pk})" for row in rows}
    return dict(Wish.objects.filter(pk__in=keys).values_list("pk", "title"))


def month_words(key: int) -> str:
    """Write 202603 as `03/2026`."""
    return f"{key % 100:02}/{key // 100}"


def _about(scope: Scope) -> list[tuple[str, str, str]]:
    """What the page is narrowed to, each with the address without it."""
    told = []
    for by in BREAKDOWNS:
        key = getattr(scope, by)
        if key is not None:
            name = _names(by, [key]).get(key)
            if name is None:
                raise Http404
            told.append((str(BREAKDOWNS[by]), name, page_of(scope.narrowed(by, None))))
    return told


def _heads(by: str) -> list[str]:
    heads = [capfirst(str(BREAKDOWNS[by])), _("Name")]
    for label in STEPS.values():
        heads += [capfirst(str(label)), f"{capfirst(str(label))}, " + _("in money")]
    return heads


def _told(lines: Breakdown, by: str) -> Iterable[list[object]]:
    found = list(lines)
    names = _names(by, [one.key for one in found])
    for one in found:
        row: list[object] = [one.key, names.get(one.key, "")]
        for count in one.steps:
            money = count.shown_cents
            row += [count.people, None if money is None else Cents(money)]
        yield row


@desk_page
def rows(request: PersonRequest, step: str) -> HttpResponseBase:
    """Show whom a number of the funnel counts; people by number, without their limits."""
    if step not in STEPS:
        raise Http404
    scope = scope_in(request.GET)
    sort = request.GET.get("sort", "")
    found = StepRows(
        scope, step, words=request.GET.get("q", ""), sort=sort if sort in SORTS else "at"
    )
    if request.GET.get("export") == "csv":
        return csv_file(sheet(row_heads(), (_cells(row) for row in found)), f"funnel-{step}")
    context = {
        "step": step,
        "label": STEPS[step],
        "tabs": [(word, label, rows_of(scope, word)) for word, label in STEPS.items()],
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "sorts": SORTS,
        "scope": scope,
        "about": _about(scope),
        "back": page_of(scope),
        "section": SECTION,
    }
    return render(request, "desk/funnel_rows.html", context)


def row_heads() -> list[str]:
    """Return the headings of the export, in the reader's language."""
    return [_("Person"), _("The wish"), _("Title"), _("Clust"), _("Units"), _("Amount"), _("At")]


def _cells(row: Row) -> list[object]:
    money = None if row.cents is None else Cents(row.cents)
    return [row.person, row.wish, row.title, row.campaign, row.units, money, row.at]
