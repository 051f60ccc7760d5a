"""What the desk's forms are made of: moments, quantities; each form ends in one action."""

from typing import Any

from django import forms

from clust.web.desk.fields import HIGHEST_UNITS

MOMENT = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    """A day and an hour, in the reader's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


class MomentField(forms.DateTimeField):
    """A day and an hour, in the reader's time zone."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **options)


def units_field(**options: Any) -> forms.IntegerField:
    """Return a field for a quantity."""
    options.setdefault("min_value", 1)
    return forms.IntegerField(max_value=HIGHEST_UNITS, **options)
