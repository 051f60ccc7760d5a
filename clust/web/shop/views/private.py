"""«On se fait un clust ?»: what can be started, and starting it."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.campaigns.capacity import left_of
from clust.gatherings.actions.starting import may_start, start_gathering
from clust.gatherings.models import Offering
from clust.web.parts import formats
from clust.web.parts.access import signed_in
from clust.web.parts.cards import ClustCard
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.ladders import ladder_picture
from clust.web.shop import gatherings, limits
from clust.web.shop.gathering_forms import GatheringForm, proposed_close
from clust.web.shop.offers import storefront_of
from clust.web.shop.tribes import tribes_of
from clust.web.shop.visits import me

A_PAGE = 24


@require_safe
def offerings(request: HttpRequest) -> HttpResponse:
    """Show what a private clust can be started with, and one's own."""
    storefront, now = storefront_of(request), timezone.now()
    rows = gatherings.offerings(storefront, now)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    for word in words.split()[:8]:
        name = f"award__quote__product__name_{_language(request)}__icontains"
        rows = rows.filter(**{name: word})
    page = Paginator(rows.order_by("-at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "cards": [card(row) for row in page.object_list],
        "mine": gatherings.mine(me(request), storefront)[:A_PAGE]
        if request.user.is_authenticated
        else [],
        "words": words,
        "now": now,
    }
    return render(request, "shop/private/offerings.html", shown)


def _language(request: HttpRequest) -> str:
    return "en" if request.LANGUAGE_CODE.startswith("en") else "fr"


def card(row: Offering) -> ClustCard:
    """Return what can be started as a card."""
    product, ladder = row.award.quote.product, row.ladder
    pictures = list(product.pictures.all())
    return ClustCard(
        url=reverse("shop:new_gathering", args=[row.pk]),
        title=product.name,
        price_cents=ladder.opening_price,
        currency=row.award.quote.currency,
        price_label=_("Opening price"),
        picture_url=pictures[0].file.url if pictures else "",
        stage="planned",
        badge="",
        badge_tone="plain",
        missing=0,
        next_price_cents=None,
        note=_("As low as %(price)s") % {"price": _money(ladder.deepest_price, row)},
        people="",
        time_left="",
        ladder=picture(row, f"offering{row.pk}"),
    )


def _money(cents: int, row: Offering) -> str:
    return formats.money(cents, row.award.quote.currency)


def picture(row: Offering, key: str = "ladder") -> LadderPicture:
    """Return the picture of the ladder that a private clust begins with."""
    ladder = row.ladder
    return ladder_picture(
        [(rung.from_units, rung.unit_price) for rung in ladder.rungs],
        units_in=0,
        missing=ladder.critical_mass,
        state="planned",
        currency=row.award.quote.currency,
        key=key,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_gathering(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Start a private clust."""
    storefront, person, now = storefront_of(request), me(request), timezone.now()
    offering = get_object_or_404(gatherings.offerings(storefront, now), pk=pk)
    form = GatheringForm(
        request.POST or None,
        tribes=tribes_of(person, storefront),
        left=left_of(offering.award.quote),
        initial={"key": uuid4(), "closes_on": proposed_close(offering, timezone.localdate(now))},
    )
    if form.is_bound:
        if wait := limits.write_pace.wait(person.pk):
            return limits.too_often(request, wait)
        if form.is_valid() and (
            started := form.attempt(
                flow.act,
                start_gathering,
                offering=offering,
                founder=person,
                now=now,
                **form.terms,
            )
        ):
            messages.success(request, _("Your private clust is open. Invite them!"))
            return redirect("shop:gathering", started.pk)
    shown = {
        "form": form,
        "offering": offering,
        "product": offering.award.quote.product,
        "currency": offering.award.quote.currency,
        "picture": picture(offering),
        "may_start": may_start(offering, person),
    }
    return render(request, "shop/private/new.html", shown, status=400 if form.errors else 200)
