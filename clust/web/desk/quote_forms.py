"""The desk's forms of quotes: noted, accepted, refused."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.sourcing.actions.quoting import NotTheirs, OutOfDate
from clust.sourcing.models import Product
from clust.web.parts.forms import DeskForm
from clust.web.parts.quotes import CLOSED, TermsForm


class QuoteForm(TermsForm):
    """A supplier's offer, as it told us."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.select_related("supplier").order_by("name_fr")
    )
    field_order = ("product",)


class RejectionForm(DeskForm):
    """A no to a quote, with its reason."""

    words = forms.CharField(
        label=_("Why, for the supplier to read"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {**CLOSED}


class AwardForm(DeskForm):
    """Why a quote is accepted."""

    reason = forms.CharField(label=_("Why this quote"), max_length=240, required=False)

    refusals = {
        **CLOSED,
        NotTheirs: (None, _("This is our counter-offer: the supplier must take it over first.")),
        OutOfDate: (None, _("The quote is valid no more.")),
    }
