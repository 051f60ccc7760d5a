"""What a person chose: how many of which, how they come in, at most for how much, brought how."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_decimal
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.campaigns.actions.pledging import MOST_CENTS, MOST_UNITS
from clust.rules.money import NotAPrice, parse_cents, plain
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption
from clust.web.parts import formats
from clust.web.parts.standings import Standing
from clust.web.shop.offers import Offer

JOIN, WAIT = "join", "wait"
MOST_STAYS = 8


class PriceField(forms.CharField):
    """An amount as people write it; whole cents when read."""

    default_error_messages = {"invalid": gettext_lazy("This is not a price, such as 12,50.")}

    def clean(self, value: Any) -> int | None:
        """Return the cents, None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_cents(text)
        except NotAPrice as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not 1 <= cents <= MOST_CENTS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return cents


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that can be ordered; money in cents gross, `maximum_cents` None for the price."""

    variant: Variant
    units: int
    up_to: int
    fewer: bool
    waits: bool
    maximum_cents: int | None
    delivery: DeliveryOption
    shown_cents: int | None

    def most_cents(self, price_cents: int) -> int:
        """Return the most a unit can cost, without the variant's surcharge."""
        if self.waits:
            return self.maximum_cents or 0
        return max(self.maximum_cents or 0, price_cents)

    def total(self, unit_cents: int, units: int | None = None) -> int:
        """Return the total with surcharge and delivery at a price."""
        number = self.units if units is None else units
        surcharge = self.variant.surcharge_gross_cents
        return number * (unit_cents + surcharge) + self.delivery.gross_cents

    def most_total(self, price_cents: int) -> int:
        """Return the most it can cost, all in."""
        return self.total(self.most_cents(price_cents), self.up_to)

    def fields(self, shown_cents: int | None) -> dict[str, str]:
        """Return the fields of the form that chose it."""
        maximum = plain(self.maximum_cents) if self.maximum_cents else ""
        return {
            "variant": str(self.variant.pk),
            "units": str(self.units),
            "up_to": "" if self.up_to == self.units else str(self.up_to),
            "fewer": "on" if self.fewer else "",
            "mode": WAIT if self.waits else JOIN,
            "maximum": maximum if self.waits else "",
            "stay": "" if self.waits else maximum,
            "delivery": str(self.delivery.pk),
            "shown": "" if shown_cents is None else str(shown_cents),
        }

    def query(self, shown_cents: int | None = None) -> str:
        """Return the choice as the query of the order page's address."""
        shown = self.shown_cents if shown_cents is None else shown_cents
        return urlencode({name: value for name, value in self.fields(shown).items() if value})


class ChoiceForm(forms.Form):
    """The form on a clust's page; without an answer it proposes one unit at the price now."""

    variant = forms.TypedChoiceField(label=gettext_lazy("Variant"), coerce=int, required=False)
    units = forms.IntegerField(
        label=gettext_lazy("Quantity"),
        min_value=1,
        max_value=MOST_UNITS,
        error_messages={"invalid": gettext_lazy("Enter a whole number of units.")},
    )
    up_to = forms.IntegerField(
        label=gettext_lazy("Up to"), min_value=1, max_value=MOST_UNITS, required=False
    )
    fewer = forms.BooleanField(label=gettext_lazy("Fewer is fine"), required=False)
    mode = forms.ChoiceField(
        choices=[(JOIN, gettext_lazy("Join")), (WAIT, gettext_lazy("Only if the price falls"))],
        required=False,
    )
    maximum = PriceField(label=gettext_lazy("Only if the price falls to"), required=False)
    stay = PriceField(label=gettext_lazy("Stay in up to"), required=False)
    delivery = forms.TypedChoiceField(label=gettext_lazy("Delivery"), coerce=int, required=False)
    shown = forms.IntegerField(min_value=1, max_value=MOST_CENTS, required=False)

    def __init__(self, data: Any, *, offer: Offer) -> None:
        super().__init__(data, auto_id="choice_%s")
        self.offer = offer
        named(self, "variant").choices = [(row.pk, row.name) for row in offer.variants]
        named(self, "delivery").choices = [(row.pk, row.name) for row in offer.deliveries]

    def clean(self) -> dict[str, Any]:
        """See that the quantities fit together, and that a waiting pledge says for what."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_quantities(cleaned)
        nameless = cleaned.get("mode") == WAIT and not cleaned.get("maximum")
        if nameless and "maximum" not in self.errors:
            self.add_error("maximum", _("Say from which price on you take it."))
        if not self.errors:
            self._check_delivery(cleaned)
        return cleaned

    def _check_quantities(self, cleaned: dict[str, Any]) -> None:
        units, up_to = cleaned.get("units"), cleaned.get("up_to")
        if units and up_to and up_to < units:
            self.add_error("up_to", _("This must be at least the quantity."))
        if up_to and self.offer.campaign.case_size == 1 and up_to != units:
            self.add_error("up_to", _("This is not sold in cases."))

    def _check_delivery(self, cleaned: dict[str, Any]) -> None:
        if self._delivery(cleaned):
            return
        if self.offer.carrying(cleaned.get("up_to") or cleaned["units"]):
            self.add_error("delivery", _("So many units do not go this way: choose another."))
        else:
            self.add_error("units", _("No way of delivery takes so many units at once."))

    def _delivery(self, cleaned: dict[str, Any]) -> DeliveryOption | None:
        units = cleaned.get("up_to") or cleaned["units"]
        if option := self.offer.delivery(cleaned.get("delivery") or 0):
            return self.offer.fitting(option, units)
        return next(iter(self.offer.carrying(units)), None)

    def choice(self) -> Choice:
        """Return what was chosen, once the form is valid."""
        cleaned = self.cleaned_data
        waits = cleaned["mode"] == WAIT
        delivery = self._delivery(cleaned)
        variant = self.offer.variant(cleaned["variant"] or self.offer.variants[0].pk)
        if delivery is None or variant is None:
            raise ValueError("only a valid form holds a choice")
        return Choice(
            variant=variant,
            units=cleaned["units"],
            up_to=cleaned["up_to"] or cleaned["units"],
            fewer=cleaned["fewer"],
            waits=waits,
            maximum_cents=cleaned["maximum"] if waits else cleaned["stay"],
            delivery=delivery,
            shown_cents=cleaned["shown"],
        )


def typed(cents: int) -> str:
    """Return an amount as a reader would type it, such as 12,50."""
    return format_decimal(Decimal(cents).scaleb(-2), "0.00", locale=formats.reader())


def named(form: forms.Form, name: str) -> Any:
    """Return a field of a form."""
    return form.fields[name]


def proposal(offer: Offer, standing: Standing) -> dict[str, str]:
    """Return the fields of a form nobody has touched: one unit, joining, the first delivery."""
    lower = standing.next_step.price_cents if standing.next_step else None
    first = offer.carrying(1) or offer.deliveries
    return {
        "variant": str(offer.variants[0].pk),
        "units": "1",
        "mode": JOIN,
        "maximum": typed(lower) if lower else "",
        "delivery": str(first[0].pk) if first else "",
        "shown": str(standing.price_cents),
    }


def stays(standing: Standing) -> list[tuple[str, str]]:
    """Return the prices above the one now that a person may stay in up to, dearest last."""
    above = [step.price_cents for step in standing.steps[: max(standing.rung - 1, 0)]][::-1]
    if len(above) > MOST_STAYS:
        stride = len(above) / MOST_STAYS
        above = [*(above[int(place * stride)] for place in range(MOST_STAYS - 1)), above[-1]]
    currency = standing.campaign.currency
    return [(plain(cents), formats.money(cents, currency)) for cents in above]
