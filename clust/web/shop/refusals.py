"""Why a pledge was refused, in the reader's language, and the HTTP status that says so."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust.campaigns.actions import pledging
from clust.campaigns.actions.pledging import PledgeRefused
from clust.web.parts import formats

OUTSIDE_VAT_AREA = gettext_lazy(
    "We cannot send there: this place lies outside the EU’s VAT area (a French overseas"
    " department, Switzerland or the Canary Islands, for instance). Choose an address inside it."
)
STATUS: dict[type[PledgeRefused], HTTPStatus] = {
    pledging.NotOpen: HTTPStatus.CONFLICT,
    pledging.Closed: HTTPStatus.GONE,
    pledging.UnknownCampaign: HTTPStatus.NOT_FOUND,
    pledging.PriceRose: HTTPStatus.CONFLICT,
    pledging.Full: HTTPStatus.CONFLICT,
    pledging.OverLimit: HTTPStatus.CONFLICT,
    pledging.KeyTaken: HTTPStatus.CONFLICT,
}


def status(error: PledgeRefused) -> HTTPStatus:
    """Return the status of an answer that refuses."""
    return STATUS.get(type(error), HTTPStatus.BAD_REQUEST)


def said(error: PledgeRefused, currency: str = "EUR") -> str:
    """Return why, and what can be done about it."""
    if isinstance(error, pledging.PriceRose):
        price = formats.money(error.price_cents or 0, currency)
        return _("The price has risen to %(price)s in the meantime. Please look again.") % {
            "price": price
        }
    if isinstance(error, pledging.Full):
        return _places_said(max(error.places or 0, 0))
    if isinstance(error, pledging.OverLimit):
        return _limit_said(max(error.places or 0, 0))
    return str(_plainly(error))


def _places_said(places: int) -> str:
    if not places:
        return _("Every place is taken. Somebody may still leave before it closes.")
    told = ngettext(
        "Only %(n)s unit is left. Take fewer.", "Only %(n)s units are left. Take fewer.", places
    )
    return told % {"n": formats.units(places)}


def _limit_said(places: int) -> str:
    if not places:
        return _("You have as many as one person may take here.")
    told = ngettext(
        "One person may take %(n)s more unit here, no more.",
        "One person may take %(n)s more units here, no more.",
        places,
    )
    return told % {"n": formats.units(places)}


def _plainly(error: PledgeRefused) -> str:
    words: dict[type[PledgeRefused], Any] = {
        pledging.NotOpen: _("This clust has not opened yet."),
        pledging.Closed: _("This clust is closed: it takes no changes any more."),
        pledging.UnknownCampaign: _("There is no such clust."),
        pledging.KeyTaken: _("This page was used already. Please confirm once more."),
        pledging.BadQuantity: _("This quantity cannot be ordered here."),
        pledging.BadMaximum: _("This maximum cannot be ordered with here."),
        pledging.BadDelivery: _("This delivery needs an address in its zone."),
        pledging.OutsideVatArea: OUTSIDE_VAT_AREA,
        pledging.BadVariant: _("This variant does not belong to the product."),
        pledging.TooMany: _("That is more than is left of it."),
    }
    return str(words.get(type(error), _("This could not be ordered.")))
