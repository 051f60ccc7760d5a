"""«Affichez vos envies !»: posting a wish, with similar ones shown before."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.people.models import Person
from clust.web.shop import limits, wall
from clust.web.shop.forms import GuestForm
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import key_of
from clust.web.shop.wish_forms import TitleForm, WishForm
from clust.web.shop.wishes import home
from clust.wishes.actions.posting import TooManyPictures, add_wish_picture, post_wish
from clust.wishes.models import Wish
from clust.wishes.search import similar

FEWEST_LETTERS = 3


@require_safe
def similar_wishes(request: HttpRequest) -> HttpResponse:
    """Return the wishes that resemble what is being typed."""
    words = request.GET.get("q") or request.GET.get("title") or ""
    context = {"similar": _similar(request, words), "words": words.strip()[:80]}
    return render(request, "shop/wishes/similar.html", context)


def _similar(request: HttpRequest, words: str) -> list[wall.WishCard]:
    words = words.replace("\x00", "").strip()[:120]
    if len(words) < FEWEST_LETTERS:
        return []
    now, storefront = timezone.now(), storefront_of(request)
    found = similar(words, storefront=storefront, language=wall.language())
    return wall.shown([wish.pk for wish in found], storefront, wall.reader_of(request), now)


@require_http_methods(["GET", "HEAD", "POST"])
def new_wish(request: HttpRequest) -> HttpResponse:
    """Say what one wishes for, see similar ones, sign in on the way, say more, and post."""
    if request.method == "POST":
        return _posting(request)
    if "title" not in request.GET:
        return _title_page(request, TitleForm())
    form = TitleForm(request.GET)
    if not form.is_valid():
        return _title_page(request, form, status=400)
    title = form.cleaned_data["title"]
    if not request.user.is_authenticated:
        return _visitor_page(request, title)
    begun = {"title": title, "units": 1, "region": home(request.user)}
    return _page(request, WishForm(initial=begun), title)


def _posting(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(_here(request.POST.get("title", "")[:120]))
    person = request.user
    if posted := Wish.objects.filter(person=person, key=key_of(request)).first():
        return redirect("shop:wish", posted.pk)
    if seconds := limits.write_pace.wait(person.pk):
        return limits.too_often(request, seconds)
    form = WishForm(request.POST, request.FILES)
    if form.is_valid() and (posted := _posted(request, person, form)):
        messages.success(
            request, _("Your wish is on the wall. Now pass it on: others want it too!")
        )
        return redirect("shop:wish", posted.pk)
    return _page(request, form, form.data.get("title", ""), status=400)


def _posted(request: HttpRequest, person: Person, form: WishForm) -> Wish | None:
    told = form.cleaned_data
    wish: Wish | None = form.attempt(
        flow.act,
        post_wish,
        storefront=storefront_of(request),
        person=person,
        title=told["title"],
        words=told["words"],
        link=told["link"],
        category=told["category"],
        choices=told["choices"],
        units=told["units"],
        guess_gross_cents=told["guess"],
        region=told["region"],
        language=wall.language(),
        key=told["key"],
        now=timezone.now(),
    )
    for picture in told["pictures"] if wish else ():
        _add_picture(wish, picture)
    return wish


def _add_picture(wish: Any, picture: bytes) -> None:
    try:
        add_wish_picture(wish=wish, upload=BytesIO(picture), now=timezone.now())
    except TooManyPictures:
        return


def _title_page(request: HttpRequest, form: TitleForm, status: int = 200) -> HttpResponse:
    return render(request, "shop/wishes/new.html", {"form": form}, status=status)


def _visitor_page(request: HttpRequest, title: str) -> HttpResponse:
    back = _here(title)
    context = {
        "title": title,
        "similar": _similar(request, title),
        "order_url": back,
        "guest_form": GuestForm(initial={"next": back}),
    }
    return render(request, "shop/wishes/new_visitor.html", context)


def _page(request: HttpRequest, form: WishForm, title: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": title, "similar": _similar(request, title)}
    return render(request, "shop/wishes/new_more.html", context, status=status)


def _here(title: str) -> str:
    return f"{reverse('shop:new_wish')}?{urlencode({'title': title})}"
