"""The shelves of the wall of wishes: categories, and which wish stands on which."""

from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.web.desk.pages import form_page, sent
from clust.web.desk.wish_forms import CategoryForm, ShelfForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed
from clust.wishes.actions.shelving import add_category, change_category, shelve_wish
from clust.wishes.models import Category, Wish

SECTION = "desk:wishes"
CATEGORIES = Listing(
    columns={
        gettext_lazy("Number"): lambda category: category.pk,
        gettext_lazy("Name in French"): lambda category: category.name_fr,
        gettext_lazy("Name in English"): lambda category: category.name_en,
        gettext_lazy("Word in the address"): lambda category: category.slug,
        gettext_lazy("Place"): lambda category: category.position,
        gettext_lazy("Wishes"): lambda category: category.number_of_wishes,
    },
    search=("name_fr", "name_en", "slug"),
    sorts={"name": ["name_fr"], "place": ["position"], "wishes": ["number_of_wishes"]},
    order="place",
)


@desk_page
def categories(request: PersonRequest) -> HttpResponseBase:
    """Show the shelves."""
    rows = Category.objects.annotate(number_of_wishes=Count("wishes"))
    return listed(request, CATEGORIES, rows, "desk/wishes/categories.html", section=SECTION)


@desk_page
def new_category(request: PersonRequest) -> HttpResponseBase:
    """Put up a shelf."""
    form = CategoryForm(sent(request))
    if form.is_valid() and form.attempt(add_category, now=timezone.now(), **form.cleaned_data):
        return redirect("desk:categories")
    return _category_page(request, form, _("New category"))


@desk_page
def category(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Name a shelf anew, or move it."""
    found = get_object_or_404(Category, pk=pk)
    form = CategoryForm(sent(request), initial=model_to_dict(found))
    if form.is_valid() and form.attempt(
        change_category, category=found, now=timezone.now(), **form.cleaned_data
    ):
        return redirect("desk:categories")
    return _category_page(request, form, found.name)


def _category_page(request: PersonRequest, form: CategoryForm, title: str) -> HttpResponseBase:
    back = reverse("desk:categories")
    return form_page(request, form, title=title, action=_("Save"), back=back, section=SECTION)


@desk_page
@require_POST
def shelf(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Put a wish on a shelf."""
    found = get_object_or_404(Wish, pk=pk)
    form = ShelfForm(request.POST)
    if form.is_valid():
        shelve_wish(wish=found, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
    return redirect("desk:wish", pk)
