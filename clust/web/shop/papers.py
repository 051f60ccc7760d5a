"""Papers of a private clust: the form to sign, the list to collect by, a buyer's receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from clust.base.pdf import as_pdf, hint
from clust.campaigns.models import Campaign, Pledge
from clust.gatherings.models import Gathering, PaperForm
from clust.sourcing.models import Variant
from clust.web.parts.ladders import ladder_picture
from clust.web.shop import gatherings
from clust.web.shop.subsidies import has_plans

STYLE = Path(__file__).parent / "static" / "shop" / "paper.css"
EXAMPLES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Paper:
    """A page on A4, on the screen and as PDF, in a language."""

    template: str
    said: dict[str, Any]
    language: str = ""

    def html(self, *, for_screen: bool = True) -> str:
        """Return it as a whole page."""
        with override(self.language or get_language()):
            told = {
                "language": get_language(),
                **hint(for_screen=for_screen),
                "languages": [code for code, _name in settings.LANGUAGES],
            }
            return render_to_string(self.template, {**self.said, **told})

    def pdf(self) -> bytes:
        """
        Return it as PDF.

        :raises PdfUnavailable: where Pango is missing; print the page instead
        """
        return as_pdf(self.html(for_screen=False), STYLE)


def form_said(found: Gathering) -> dict[str, Any]:
    """Return what the form to sign says: the offer, and the most it can cost."""
    campaign = found.campaign
    fee = found.place.gross_cents
    return {
        **_terms(found),
        "rungs": campaign.ladder.rungs,
        "variants": [one for one in campaign.product.variants.all() if one.name_fr],
        "examples": EXAMPLES,
        "most": [
            (variants, each, [units * each + fee for units in EXAMPLES])
            for variants, each in _by_price(campaign)
        ],
        "picture": _picture(campaign),
        "asks_number": has_plans(campaign.storefront),
    }


def _by_price(campaign: Campaign) -> list[tuple[list[Variant], int]]:
    """Return what a unit opens at, surcharge included, with the variants that open at that."""
    variants: dict[int, list[Variant]] = {}
    for variant in campaign.product.variants.all():
        each = campaign.ladder.opening_price + variant.surcharge_gross_cents
        variants.setdefault(each, []).append(variant)
    return [(variants[each], each) for each in sorted(variants)]


def _terms(found: Gathering) -> dict[str, Any]:
    campaign = found.campaign
    return {
        "gathering": found,
        "campaign": campaign,
        "product": campaign.product,
        "seller": campaign.terms.seller,
        "terms": campaign.terms,
        "fee_cents": found.place.gross_cents,
    }


def _picture(campaign: Campaign) -> object:
    ladder = campaign.ladder
    return ladder_picture(
        [(rung.from_units, rung.unit_price) for rung in ladder.rungs],
        units_in=0,
        missing=ladder.critical_mass,
        state="planned",
        currency=campaign.currency,
        key="paper",
    )


def list_said(found: Gathering) -> dict[str, Any]:
    """Return who collects what, in the order of their names, those who wait included."""
    rows = (
        Pledge.objects.standing()
        .filter(campaign=found.campaign_id)
        .select_related("person__identity", "variant")
        .order_by("person__identity__name", "pk")
    )
    units = gatherings.units_left(found)
    return {**_terms(found), "pledges": rows, "units": units}


def receipt_said(row: PaperForm, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a buyer on paper keeps: what was taken, from whom, and how to take it back."""
    told = {
        name: said.get(name) for name in ("left", "surcharge_cents", "most_cents", "share", "order")
    }
    return {**_terms(row.gathering), "paper": row, **told}
