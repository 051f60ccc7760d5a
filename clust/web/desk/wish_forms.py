"""The desk's forms around wishes: hide, rule, merge, shelves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.web.parts.forms import DeskForm
from clust.wishes.actions.merging import (
    AlreadyMerged,
    InNegotiation,
    OtherStorefront,
    SameWish,
)
from clust.wishes.actions.moderating import LONGEST_WORDS, AlreadyHidden, AlreadyRuled, NoWords
from clust.wishes.actions.shelving import SlugTaken
from clust.wishes.models import Category
from clust.wishes.models.moderation import Reason


def why() -> forms.CharField:
    """Return the field for what both sides are told."""
    return forms.CharField(
        label=_("Why, in words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads this, and so does whoever reported it."),
    )


class HidingForm(DeskForm):
    """Why something is hidden."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    words = why()

    refusals = {
        NoWords: ("words", _("Say why.")),
        AlreadyHidden: (None, _("Somebody has hidden it already.")),
    }


class RulingForm(DeskForm):
    """Whether a hiding stands after its author has objected."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("show it again")), ("yes", _("it stays hidden"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = why()

    refusals = {
        NoWords: ("words", _("Say why.")),
        AlreadyRuled: (None, _("Somebody has decided it already.")),
    }


class MergeForm(DeskForm):
    """A yes to what the page says will be carried over."""

    into = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        SameWish: (None, _("A wish cannot be merged into itself.")),
        AlreadyMerged: (None, _("One of them is merged already.")),
        OtherStorefront: (None, _("They belong to different storefronts.")),
        InNegotiation: (
            None,
            _("A brief or a project speaks for this wish: merge the other one into it instead."),
        ),
    }


class CategoryForm(DeskForm):
    """A shelf of the wall."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    slug = forms.SlugField(label=_("Word in the address"), max_length=50)
    position = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, initial=0)

    refusals = {SlugTaken: ("slug", _("Another category has this word."))}


class ShelfForm(DeskForm):
    """The shelf of one wish."""

    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("none")
    )
