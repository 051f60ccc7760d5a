"""The ladder designer on a quote: sliders, pictures and one sentence, live while dragging."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clust.base import formats
from clust.campaigns.royalties import royalty_ahead
from clust.rules.designer import CannotDesign
from clust.rules.forecast import Belief
from clust.rules.margin import propose
from clust.sourcing.models import Quote
from clust.web.desk.beliefs import Known, known_demand, signed, signed_level, unsigned_level
from clust.web.desk.design_forms import MOST_PEOPLE, DesignForm
from clust.web.desk.designing import Designed, designed
from clust.web.desk.learnt import shown_fit
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.impossible import why_not

RUNGS, PROFIT, FLOOR = 5, 100, 10
SECTION = "desk:quotes"


@desk_page
def design(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the ladder that is best for what the sliders say."""
    quotes = Quote.objects.select_related("product__supplier", "enquiry__brief", "award")
    quote = get_object_or_404(quotes.prefetch_related("rungs"), pk=pk)
    fragment = request.headers.get("HX-Request") == "true"
    known = Known() if fragment else known_demand(quote, timezone.now())
    form = _form(request, quote, known)
    shown = {"quote": quote, "product": quote.product, "form": form, "known": known}
    shown |= {"section": SECTION, "fragment": fragment, **_answered(quote, form)}
    shown["sliders"] = _sliders(form, quote.currency)
    if fragment:
        return render(request, "desk/design_result.html", shown)
    shown["fit"] = shown_fit(known, quote.currency)
    status = 422 if form.is_bound and "problems" in shown else 200
    return render(request, "desk/design.html", shown, status=status)


def _form(request: PersonRequest, quote: Quote, known: Known) -> DesignForm:
    points = known.points
    people = max((units for _price, units in points), default=100)
    costs = quote.cost_ladder().dearer(royalty_ahead(quote))
    usual = propose(costs, quote.product.vat_per_mille)
    top = max([usual.opening_price * 2, *(price for price, _units in points)])
    top = -(-top // 100) * 100
    return DesignForm(
        request.GET if "people" in request.GET else None,
        most_people=min(MOST_PEOPLE, max(500, 4 * people)),
        prices=(usual.deepest_price // 200 * 100 or 1, top),
        initial={
            "demand": points,
            "people": people,
            "rungs": RUNGS,
            "weight": PROFIT,
            "floor": FLOOR,
            "ceiling": top,
            "rounded": True,
            "level": signed_level(known.level) if known.source else "",
        },
    )


def _sliders(form: DesignForm, currency: str) -> list[tuple[BoundField, str]]:
    """Return the sliders with what each says now."""
    said: dict[str, Callable[[int], str]] = {
        "ceiling": lambda cents: formats.money(cents, currency)
    }
    said |= dict.fromkeys(("weight", "floor"), lambda part: formats.percent(part / 100))
    names = ("people", "rungs", "weight", "floor", "ceiling")
    stand = ((name, form.whole(name)) for name in names)
    return [
        (form[name], "–" if whole is None else said.get(name, formats.units)(whole))
        for name, whole in stand
    ]


def _answered(quote: Quote, form: DesignForm) -> dict[str, Any]:
    def money(cents: float) -> str:
        return formats.money(round(cents), quote.currency)

    try:
        asked = form.as_shown()
        found = designed(quote, asked)
    except ValidationError as error:
        return {"problems": error.messages}
    except CannotDesign as error:
        return {"problems": [why_not(error, money)], "asked": asked}
    opening = _opening(quote, found, asked)
    return {"designed": found, "asked": asked, "opening": opening, "charts": found.charts()}


def _opening(quote: Quote, found: Designed, asked: dict[str, Any]) -> str:
    """Return the address of the opening page with this ladder filled in."""
    rungs = ",".join(f"{rung.from_units}:{rung.unit_price}" for rung in found.ladder.rungs)
    level, _spread = unsigned_level(asked["level"])
    belief = signed(Belief.of(asked["people"], asked["demand"], level))
    query = urlencode({"ladder": rungs, "belief": belief})
    return f"{reverse('desk:opening', args=[quote.pk])}?{query}"
