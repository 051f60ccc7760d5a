"""What is filled in to found a tribe."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.storefronts.actions.tribes import NameTaken, TooManyTribes
from clust.web.parts.forms import DeskForm


class TribeForm(DeskForm):
    """A tribe that begins."""

    name = forms.CharField(label=_("What is your tribe called?"), max_length=60)
    words = forms.CharField(
        label=_("Who you are"),
        help_text=_("A street, a club, an office, a passion: so that others know if they belong."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    is_open = forms.BooleanField(
        label=_("Anybody may join"),
        help_text=_("Otherwise only those whom you send the invitation."),
        initial=True,
        required=False,
    )

    refusals = {
        NameTaken: ("name", _("There is a tribe of this name already.")),
        TooManyTribes: (None, _("You have founded ten tribes; that is as many as anybody may.")),
    }
