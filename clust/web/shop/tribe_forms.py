"""What is filled in to found a tribe, and by its organisers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.storefronts.actions.tribes import (
    LONGEST_REASON,
    AlreadyEnded,
    NameTaken,
    NoReason,
    NotOrganiser,
    OrganiserStays,
    OtherTribe,
    TooManyTribes,
)
from clust.storefronts.models import Tribe
from clust.web.parts.forms import DeskForm


class AboutForm(DeskForm):
    """What a tribe is."""

    kind = forms.ChoiceField(
        label=_("What unites you?"),
        choices=[(kind.value, kind.label.capitalize()) for kind in Tribe.Kind],
    )
    words = forms.CharField(
        label=_("Who you are"),
        help_text=_("A street, a club, an office, a passion: so that others know if they belong."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    rules = forms.CharField(
        label=_("Your rules"),
        help_text=_("What holds among you; everybody sees it before they join."),
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

    refusals = {NotOrganiser: (None, _("Only organisers of the tribe decide this."))}


class TribeForm(AboutForm):
    """A tribe that begins."""

    name = forms.CharField(label=_("What is your tribe called?"), max_length=60)
    field_order = ("name", "kind", "words", "rules", "is_open")

    refusals = {
        NameTaken: ("name", _("There is a tribe of this name already.")),
        TooManyTribes: (None, _("You have founded ten tribes; that is as many as anybody may.")),
    }


class ShowOutForm(DeskForm):
    """Why somebody has to go."""

    words = forms.CharField(
        label=_("Why?"),
        help_text=_("The person reads it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    refusals = {
        NoReason: ("words", _("Say why.")),
        NotOrganiser: (None, _("Only organisers of the tribe decide this.")),
        OrganiserStays: (None, _("Nobody shows an organiser out.")),
        AlreadyEnded: (None, _("This person has left already.")),
    }


class HandOverForm(DeskForm):
    """Who organises the tribe from now on."""

    stays = forms.TypedChoiceField(
        label=_("And you?"),
        choices=[("no", _("I hand it over")), ("yes", _("we organise it together"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        initial="no",
        widget=forms.RadioSelect,
    )

    refusals = {
        NotOrganiser: (None, _("Only organisers of the tribe decide this.")),
        OtherTribe: (None, _("This person has left already.")),
    }
