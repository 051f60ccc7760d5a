"""«Moi aussi»: backing a wish, with a price at which one buys or without; and taking it back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.payments.cards import ask_holder, begin_check, look_at_check
from clust.payments.gateway import Ask
from clust.payments.models import CardCheck
from clust.people.models import Person
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.forms import GuestForm
from clust.web.shop.views.wall import wish_page
from clust.web.shop.visits import me
from clust.web.shop.wish_forms import BackingForm
from clust.web.shop.wishes import MovedOn, backable_or_404, backing_form, own, page_of, said
from clust.wishes.actions.backing import AlreadyEnded, BackingRefused, back_wish, take_back
from clust.wishes.models import Backing, Wish

ASKED = ("units", "choice", "guess", "region", "limit", "until")
CARD_SPACE = UUID("5a0c2f5e-4a1d-4c55-9d2f-6f3c1f7a9b10")


@require_http_methods(["GET", "HEAD", "POST"])
def backing(request: HttpRequest, pk: int) -> HttpResponse:
    """Want it too; strangers sign in on the way, and what they said is kept."""
    try:
        wish = backable_or_404(request, pk)
    except MovedOn as moved:
        return redirect(page_of(moved.wish))
    if not request.user.is_authenticated:
        return _visitor(request, wish)
    if request.method == "POST":
        return _backed(request, wish, request.user)
    form = backing_form(wish, request.user)
    form.initial.update({name: request.GET[name] for name in ASKED if name in request.GET})
    return wish_page(request, wish, form)


def _visitor(request: HttpRequest, wish: Wish) -> HttpResponse:
    told = request.POST if request.method == "POST" else request.GET
    asked = {name: told[name][:80] for name in ASKED if told.get(name)}
    back = f"{reverse('shop:backing', args=[wish.pk])}?{urlencode(asked)}"
    if request.method == "POST":
        return redirect(back)
    form = backing_form(wish, None, asked or None)
    if asked and not form.is_valid():
        return wish_page(request, wish, form, status=400)
    guest = GuestForm(initial={"next": back})
    context = {"wish": wish, "order_url": back, "guest_form": guest}
    return render(request, "shop/wishes/backing_visitor.html", context)


def _backed(request: HttpRequest, wish: Wish, person: Person) -> HttpResponse:
    if seconds := limits.look_pace.wait(("backing", person.pk)):
        return limits.too_often(request, seconds)
    form = backing_form(wish, person, request.POST)
    made = form.is_valid() and form.attempt(
        flow.act, back_wish, wish=wish, person=person, now=timezone.now(), **form.terms(wish)
    )
    if not made:
        return wish_page(request, wish, form, status=400)
    if form.adds_card:
        return _to_provider(request, wish, form)
    messages.success(request, _receipt(made))
    return redirect(page_of(wish.pk))


def _receipt(made: Backing) -> str:
    if made.limit_gross_cents:
        return _(
            "Noted, with your price. When a clust can reach it, we ask you before anything is"
            " ordered."
        )
    return _("Noted: you want it too. We write to you when something happens.")


def _to_provider(request: HttpRequest, wish: Wish, form: BackingForm) -> HttpResponse:
    """Have another card entered; the limit is noted already, and the card is added to it."""
    person, now = me(request), timezone.now()
    if not limits.may_use_cards(request, person):
        return limits.too_often(request, limits.CARDS_AGAIN)
    check = begin_check(person=person, cents=0, currency=wish.currency, now=now)
    page = reverse("shop:backing_card", args=[wish.pk, check.pk])
    answer = ask_holder(
        check,
        return_url=request.build_absolute_uri(page),
        cancel_url=request.build_absolute_uri(page_of(wish.pk)),
        now=now,
    )
    return redirect(answer.url if isinstance(answer, Ask) else page)


@signed_in
@never_cache
@require_safe
def backing_card(request: HttpRequest, pk: int, check: int) -> HttpResponse:
    """Come back from the provider: the card goes with the limit, once."""
    person, now = me(request), timezone.now()
    asked = CardCheck.objects.filter(pk=check, person=person, hold=None, order=None).first()
    if asked is None:
        raise Http404
    if seconds := limits.look_pace.wait(person.pk):
        return limits.too_often(request, seconds)
    look_at_check(asked, now=now)
    end = getattr(CardCheck.objects.select_related("end__card").get(pk=check), "end", None)
    mine = Backing.objects.standing().filter(wish=pk, person=person).first()
    if end is None:
        messages.info(request, _("The card is not confirmed yet: your bank is thinking it over."))
    elif not end.confirmed:
        messages.error(request, _("The card was not confirmed. Your price is noted without it."))
    elif mine and mine.limit_gross_cents and _with_card(mine, end.card, check, now):
        messages.success(request, _("Noted, with your price and your card. Nothing is charged."))
    return redirect(page_of(pk))


def _with_card(mine: Backing, card: Any, check: int, now: Any) -> Backing | None:
    terms = _terms(mine) | {"card": card}
    key = uuid5(CARD_SPACE, str(check))
    try:
        made: Backing = flow.act(back_wish, **terms, key=key, now=now)
    except BackingRefused:
        return None
    return made


def _terms(mine: Backing) -> dict[str, Any]:
    return {
        "wish": mine.wish,
        "person": mine.person,
        "units": mine.units,
        "choice": mine.choice,
        "guess_gross_cents": mine.guess_gross_cents,
        "limit_gross_cents": mine.limit_gross_cents,
        "limit_until": mine.limit_until,
        "card": mine.card,
        "region": mine.region,
    }


@signed_in
@require_POST
def backing_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Want it no more; the page then offers to undo this."""
    mine = Backing.objects.standing().filter(wish=pk, person=me(request)).first()
    try:
        if mine:
            flow.act(take_back, backing=mine, now=timezone.now())
    except AlreadyEnded:
        pass
    return redirect(page_of(pk))


@signed_in
@require_POST
def backing_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a taking back: want it again as before; a limit only while its time lasts."""
    person, now = me(request), timezone.now()
    try:
        wish = backable_or_404(request, pk)
    except MovedOn as moved:
        return redirect(page_of(moved.wish))
    if old := own(wish, person, now).undone:
        form = _again(wish, person, old)
        if form.is_valid() and form.attempt(
            flow.act, back_wish, wish=wish, person=person, now=now, **form.terms(wish)
        ):
            messages.success(request, _("You want it again, as before."))
    return redirect(page_of(pk))


def _again(wish: Wish, person: Person, old: Backing) -> BackingForm:
    told = said(old, timezone.localdate())
    fields = {name: str(value) for name, value in told.items() if value}
    cards = {str(card.pk) for card in backing_form(wish, person).cards}
    if fields.get("pay") not in cards:
        fields.pop("pay", None)
    return backing_form(wish, person, fields | {"key": str(uuid5(old.key, "again"))})
