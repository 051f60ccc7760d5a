"""«Ils en veulent !»: the wall of wishes, one wish, and one's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.web.parts.access import signed_in
from clust.web.parts.regions import regions
from clust.web.shop import wall as readings
from clust.web.shop.offers import storefront_of
from clust.web.shop.passing import of_wish
from clust.web.shop.sharing import share_of
from clust.web.shop.tribes import tribes_of
from clust.web.shop.visits import me
from clust.web.shop.wish_forms import AppealForm, BackingForm
from clust.web.shop.wishes import MovedOn, backing_form, hiding_of, home, own, wish_or_404
from clust.wishes.models import Backing, Category, Wish

A_LIST = 12
TABS = ("wanted", "posted")


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show what people want; while a reader types, only the cards."""
    now, storefront = timezone.now(), storefront_of(request)
    categories, places = list(Category.objects.all()), regions()
    tribes = list(tribes_of(readings.reader_of(request), storefront))
    asked = readings.asked(request.GET, categories, (code for code, _name in places), tribes)
    rows = readings.found(asked, storefront, now)
    page = Paginator(rows, readings.A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": readings.shown(page.object_list, storefront, readings.reader_of(request), now),
        "asked": asked,
        "sorts": readings.SORTS,
        "categories": categories,
        "regions": places,
        "tribes": tribes,
        "home": home(readings.reader_of(request)),
    }
    whole = "shop/wishes/wall.html"
    return render(request, "shop/wishes/cards.html" if _is_fragment(request) else whole, context)


def _is_fragment(request: Any) -> bool:
    return bool(request.htmx and request.htmx.target == "wishes")


@require_safe
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a wish; merged, go to what it became; hidden, tell its author why."""
    try:
        found = wish_or_404(request, pk)
    except MovedOn as moved:
        return redirect("shop:wish", moved.wish, permanent=True)
    if hasattr(found, "project"):
        return _project(found)
    if hiding := hiding_of(found):
        if found.person_id != request.user.pk:
            raise Http404
        context = {"wish": found, "hiding": hiding, "form": AppealForm()}
        return render(request, "shop/wishes/hidden.html", context)
    return wish_page(request, found)


def wish_page(
    request: HttpRequest, found: Wish, form: BackingForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a wish with its form, and what is wrong with it where it says so."""
    now, storefront, person = timezone.now(), storefront_of(request), readings.reader_of(request)
    rows = readings.read(Wish.objects.filter(pk=found.pk), storefront, now)
    (card,) = readings.cards(rows, storefront, person, now)
    mine = own(found, person, now)
    context = {
        "card": card,
        "wish": card.wish,
        "choices": card.wish.choices.all(),
        "own": mine,
        "form": form or backing_form(found, person, mine=mine.standing),
        "share": share_of(request, of_wish(card)),
    }
    return render(request, "shop/wishes/wish.html", context, status=status)


def _project(found: Wish) -> HttpResponse:
    try:
        return redirect("shop:project", found.project.pk)
    except NoReverseMatch as error:
        raise Http404 from error


@signed_in
@require_safe
def my_wishes(request: HttpRequest) -> HttpResponse:
    """Show what one wants, and what one has posted."""
    now, storefront, person = timezone.now(), storefront_of(request), me(request)
    tab = request.GET.get("tab")
    tab = tab if tab in TABS else TABS[0]
    mine = Backing.objects.standing().filter(person=person).order_by("-pk")
    rows = Wish.objects.filter(storefront=storefront, project=None)
    if tab == "posted":
        rows = rows.filter(person=person, merge=None).order_by("-pk")
    else:
        rows = rows.filter(pk__in=mine.values("wish")).order_by("-pk")
    page = Paginator(readings.read(rows, storefront, now), A_LIST).get_page(request.GET.get("page"))
    shown = readings.cards(page.object_list, storefront, person, now)
    said = mine.filter(wish__in=[card.wish.pk for card in shown]).select_related("choice", "card")
    by_wish = {backing.wish_id: backing for backing in said}
    hidden = readings.hidden_among(card.wish.pk for card in shown)
    context = {
        "page": page,
        "tab": tab,
        "rows": [(card, by_wish.get(card.wish.pk), card.wish.pk in hidden) for card in shown],
        "today": timezone.localdate(),
    }
    return render(request, "shop/wishes/mine.html", context)
