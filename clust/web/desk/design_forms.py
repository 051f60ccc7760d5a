"""The form of the ladder designer: who would pay what, and what a ladder must keep to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clust.rules.valuation import Curve, InvalidCurve
from clust.web.parts.fields import Column, RowsField, RowsWidget, read_cents, read_units, written
from clust.web.parts.forms import DeskForm
from clust.web.parts.impossible import PROBLEMS

MOST_PEOPLE, MOST_RUNGS, MOST_POINTS = 20_000, 8, 200
Points = list[tuple[int, int]]


class DemandField(RowsField):
    """A demand curve: at each price, the units bought at it or more."""

    def __init__(self, **options: Any) -> None:
        columns = [
            Column("price", gettext_lazy("Price with tax"), "decimal"),
            Column("units", gettext_lazy("Units bought at it"), "numeric"),
        ]
        pasted = gettext_lazy("Or paste many: one price a line, and its units.")
        super().__init__(widget=RowsWidget(columns, pasted=pasted), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return points as rows."""
        if value and isinstance(value[0][0], int):
            return [(written(price), str(units)) for price, units in value]
        return value

    def clean(self, value: Any) -> Points:
        """Return the points, in cents and units, dearest first."""
        points = sorted(self.rows(value or ()), reverse=True)[:MOST_POINTS]
        try:
            Curve.of(points)
        except InvalidCurve as error:
            raise forms.ValidationError(PROBLEMS[type(error)], code="curve") from error
        return points

    def row(self, row: tuple[str, ...]) -> tuple[int, int]:
        """Return how many units are bought at a price."""
        price, units, *_rest = row
        return read_cents(price), read_units(units)


def slider(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    """Return a whole number that is dragged."""
    attrs = {"type": "range", "step": options.pop("step", 1)}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs=attrs),
        **options,
    )


class DesignForm(DeskForm):
    """What a ladder is designed from, and for."""

    demand = DemandField(
        label=gettext_lazy("Who would pay what"),
        help_text=gettext_lazy("Units that would be bought at each price; fewer at a higher one."),
    )
    people = slider(gettext_lazy("People who come"), 1, MOST_PEOPLE)
    rungs = slider(gettext_lazy("Most rungs"), 1, MOST_RUNGS)
    weight = slider(
        gettext_lazy("For the members or for us"),
        0,
        100,
        step=5,
        help_text=gettext_lazy("Left: what members save counts alone; right: our profit alone."),
    )
    floor = slider(gettext_lazy("Least margin at every rung"), 0, 60)
    ceiling = slider(gettext_lazy("Highest price"), 1, 10**7, step=10)
    rounded = forms.BooleanField(
        label=gettext_lazy("Prices that look like prices, such as 79.90"), required=False
    )

    level = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, most_people: int, prices: tuple[int, int], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._bound("people", 1, max(2, most_people))
        self._bound("ceiling", *prices)

    def _bound(self, name: str, least: int, most: int) -> None:
        """Keep a slider between two ends; what is typed beyond them is refused as elsewhere."""
        self.fields[name].widget.attrs |= {"min": least, "max": most}

    def as_shown(self) -> dict[str, Any]:
        """
        Return what the form says, sent or only proposed.

        :raises ValidationError: naming what is wrong
        """
        found, wrong = {}, []
        for name, field in self.fields.items():
            value = self[name].value()
            try:
                found[name] = field.clean(value)
            except forms.ValidationError as error:
                wrong += [f"{field.label} – {problem}" for problem in error.messages]
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def whole(self, name: str) -> int | None:
        """Return the number that a slider stands at, or None where something else was sent."""
        text = str(self[name].value())[:9]
        return int(text) if text.isascii() and text.isdecimal() else None
