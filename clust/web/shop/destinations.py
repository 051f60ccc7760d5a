"""Where a buyer sends the units of an order: several addresses, or a gift to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust.base import formats
from clust.orders.models import Order
from clust.people.models import Address
from clust.supply.actions.destining import Part
from clust.supply.models import Destination


@dataclass(frozen=True, slots=True)
class Row:
    """What a buyer says of one address; units only where several may be said."""

    address: Address
    units: BoundField | None
    is_chosen: bool
    gift: BoundField
    greeting: BoundField


class DestinationsForm(forms.Form):
    """All units of an order, shared out over addresses of its buyer."""

    def __init__(self, data: Any = None, *, order: Order, units: int) -> None:
        self.units, self.most = units, order.delivery_option.parcels_most
        self.places = {place.pk: place for place in _places(order)}
        standing = Destination.objects.in_force().filter(order=order)
        self.said = {row.address_id: row for row in standing}
        super().__init__(data, initial=self._initial(order))
        if self.goes_to_one:
            self.fields["to"] = forms.ChoiceField(
                choices=[(key, key) for key in self.places],
                error_messages={"required": _("Where shall it go?")},
            )
        for key in self.places:
            self.fields |= _fields(key, None if self.goes_to_one else units)

    @property
    def goes_to_one(self) -> bool:
        """Say whether the units cannot be shared out."""
        return self.most == 1 or self.units == 1

    def _initial(self, order: Order) -> dict[str, Any]:
        if not self.said:
            return {"to": order.address_id, f"units_{order.address_id}": self.units}
        initial: dict[str, Any] = {"to": next(iter(self.said))}
        for key, row in self.said.items():
            initial |= {f"units_{key}": row.units, f"gift_{key}": row.is_gift}
            initial[f"greeting_{key}"] = row.greeting
        return initial

    @property
    def rows(self) -> list[Row]:
        """Return what is asked of each address."""
        chosen = str(self["to"].value()) if self.goes_to_one else ""
        return [
            Row(
                address=place,
                units=None if self.goes_to_one else self[f"units_{key}"],
                is_chosen=chosen == str(key),
                gift=self[f"gift_{key}"],
                greeting=self[f"greeting_{key}"],
            )
            for key, place in self.places.items()
        ]

    def clean(self) -> dict[str, Any]:
        """See that every unit goes somewhere, and to no more addresses than may be."""
        said = super().clean() or {}
        for part in self._parts(said) if not self.errors else []:
            if part.greeting and not part.is_gift:
                key = f"gift_{part.address.pk}"
                self.add_error(key, _("Only a gift has a greeting: say that it is one."))
        if not self.errors:
            self._check_shares(self._parts(said))
        return said

    def _check_shares(self, parts: Sequence[Part]) -> None:
        total = sum(part.units for part in parts)
        if total != self.units:
            words = ngettext(
                "You shared out %(said)s unit, and %(units)s are to be sent.",
                "You shared out %(said)s units, and %(units)s are to be sent.",
                total,
            )
            shown = {"said": formats.units(total), "units": formats.units(self.units)}
            self.add_error(None, words % shown)
        elif len(parts) > self.most:
            self.add_error(None, too_many(self.most))

    @property
    def parts(self) -> list[Part]:
        """Return what was said, once it is valid."""
        return self._parts(self.cleaned_data)

    def _parts(self, said: dict[str, Any]) -> list[Part]:
        shares = {key: said.get(f"units_{key}") or 0 for key in self.places}
        if self.goes_to_one:
            shares = {int(said["to"]): self.units}
        return [
            Part(
                self.places[key],
                units,
                is_gift=said[f"gift_{key}"],
                greeting=" ".join(said[f"greeting_{key}"].split()),
            )
            for key, units in shares.items()
            if units
        ]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Return what was said as it was sent, to be sent once more."""
        return [(name, self.data[name]) for name in self.fields if self.data.get(name)]


def too_many(most: int) -> str:
    """Say to how many addresses a way of delivery goes for its price."""
    words = ngettext(
        "For its price this way of delivery goes to %(most)s address.",
        "For its price this way of delivery goes to %(most)s addresses at most.",
        most,
    )
    return words % {"most": formats.units(most)}


def _places(order: Order) -> list[Address]:
    """Return the buyer's addresses that an order may go to."""
    country = order.address.country if order.address else "FR"
    named = Destination.objects.in_force().filter(order=order).values("address")
    known = Q(removed_at=None) | Q(pk=order.address_id) | Q(pk__in=named)
    places = order.person.addresses.filter(known, country=country)
    return [place for place in places if place.is_sold_to]


def _fields(key: int, most: int | None) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"gift_{key}": forms.BooleanField(
            label=gettext_lazy("It is a gift: no price in the parcel"), required=False
        ),
        f"greeting_{key}": forms.CharField(
            label=gettext_lazy("Greeting on the slip"), max_length=200, required=False
        ),
    }
    if most is None:
        return fields
    units = forms.IntegerField(
        label=gettext_lazy("Units"), min_value=0, max_value=most, required=False
    )
    return {f"units_{key}": units, **fields}
