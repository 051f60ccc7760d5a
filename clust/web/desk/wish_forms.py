"""The desk's forms around wishes: merge, shelves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.web.parts.forms import DeskForm
from clust.wishes.actions.merging import (
    AlreadyMerged,
    InNegotiation,
    OtherStorefront,
    SameWish,
)
from clust.wishes.actions.shelving import SlugTaken
from clust.wishes.models import Category


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
