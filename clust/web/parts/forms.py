"""Forms that end in one action and say its refusals at the field."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from clust.base.formats import rate

VAT_PER_MILLE = (200, 100, 55, 21, 0)


def french_vat() -> list[tuple[int, str]]:
    """Return the VAT rates of France in tenths of a percent, as the reader writes them."""
    return [(per_mille, rate(per_mille)) for per_mille in VAT_PER_MILLE]


class DeskForm(forms.Form):
    """A form that is checked once it is sent in earnest, not when it is sent for more rows."""

    refusals: ClassVar[Mapping[type[Exception], tuple[str | None, Any]]] = {}
    unfinished: ClassVar[frozenset[str]] = frozenset({"more", "preview"})

    @property
    def is_draft(self) -> bool:
        """Say whether it was sent only to be shown again."""
        return self.is_bound and any(name in self.data for name in self.unfinished)

    @property
    def errors(self) -> ErrorDict:
        """Return what is wrong; nothing yet with a draft."""
        return ErrorDict() if self.is_draft else super().errors

    def is_valid(self) -> bool:
        """Say whether it may be acted on."""
        return not self.is_draft and super().is_valid()

    def attempt(self, action: Callable[..., Any], /, *args: Any, **inputs: Any) -> Any:
        """Run the action; where it refuses, say so at the field and return None."""
        try:
            return action(*args, **inputs)
        except tuple(self.refusals) as error:
            field, words = self.refusals[type(error)]
            self.add_error(field, str(words) % self.told(error))
            return None

    def told(self, error: Exception) -> Mapping[str, Any]:
        """Return what the words of a refusal may quote."""
        return vars(error)


class LineField(forms.CharField):
    """Words on one line: a break in a name would stop the mails that carry it."""

    def to_python(self, value: Any) -> Any:
        """Return the words with one space between."""
        words = super().to_python(value)
        return " ".join(words.split()) if isinstance(words, str) else words


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
