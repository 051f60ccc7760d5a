"""The ladder designer on a quote: sliders, pictures and one sentence, live while dragging."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clust.base import formats
from clust.rules.designer import CannotDesign
from clust.rules.forecast import Belief
from clust.rules.margin import propose
from clust.sourcing.models import Quote
from clust.web.desk.beliefs import Known, known_demand, signed
from clust.web.desk.design_forms import MOST_PEOPLE, DesignForm
from clust.web.desk.designing import Designed, designed, why_not
from clust.web.parts.access import PersonRequest, desk_page

RUNGS, PROFIT, FLOOR = 5, 100, 10
SECTION = "desk:quotes"


@desk_page
def design(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the ladder that is best for what the sliders say."""
    quotes = Quote.objects.select_related("product__supplier", "enquiry", "award")
    quote = get_object_or_404(quotes.prefetch_related("rungs"), pk=pk)
    known = known_demand(quote)
    form = _form(request, quote, known)
    fragment = request.headers.get("HX-Request") == "true"
    shown = {"quote": quote, "product": quote.product, "form": form, "known": known}
    shown |= {"section": SECTION, "fragment": fragment, **_answered(quote, form)}
    shown["sliders"] = _sliders(form, quote.currency)
    return render(request, "desk/design_result.html" if fragment else "desk/design.html", shown)


def _form(request: PersonRequest, quote: Quote, known: Known) -> DesignForm:
    points = known.points
    people = max((units for _price, units in points), default=100)
    usual = propose(quote.cost_ladder(), quote.product.vat_per_mille)
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
        },
    )


def _sliders(form: DesignForm, currency: str) -> list[tuple[BoundField, str]]:
    """Return the sliders with what each says now."""
    said: dict[str, Callable[[int], str]] = {
        "ceiling": lambda cents: formats.money(cents, currency)
    }
    said |= dict.fromkeys(("weight", "floor"), lambda part: formats.percent(part / 100))
    return [
        (form[name], said.get(name, formats.units)(whole))
        for name in ("people", "rungs", "weight", "floor", "ceiling")
        if (whole := form.whole(name)) is not None
    ]


def _answered(quote: Quote, form: DesignForm) -> dict[str, Any]:
    try:
        asked = form.as_shown()
        found = designed(quote, asked)
    except ValidationError as error:
        return {"problems": error.messages}
    except CannotDesign as error:
        return {"problems": [why_not(error, quote.currency)], "asked": asked}
    opening = _opening(quote, found, asked)
    return {"designed": found, "asked": asked, "opening": opening, "charts": found.charts()}


def _opening(quote: Quote, found: Designed, asked: dict[str, Any]) -> str:
    """Return the address of the opening page with this ladder filled in."""
    rungs = ",".join(f"{rung.from_units}:{rung.unit_price}" for rung in found.ladder.rungs)
    belief = signed(Belief.of(asked["people"], asked["demand"]))
    query = urlencode({"ladder": rungs, "belief": belief})
    return f"{reverse('desk:opening', args=[quote.pk])}?{query}"
