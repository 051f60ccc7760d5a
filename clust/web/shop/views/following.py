"""Following a clust without ordering, and what is new in a storefront."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clust import flow
from clust.notices.actions.following import (
    NotFollowed,
    NothingToFollow,
    TooMany,
    end_following,
    follow_campaign,
    follow_storefront,
)
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.followed import following_of, follows_storefront
from clust.web.shop.offers import is_listed, kept_offer_or_404, storefront_of
from clust.web.shop.visits import me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Follow a clust, or say what following it brings."""
    campaign, person = kept_offer_or_404(request, pk).campaign, me(request)
    if not is_listed(storefront_of(request), pk):
        raise Http404  # of a private clust those inside hear anyway
    context = {"campaign": campaign, "following": following_of(person, campaign), "said": ""}
    if request.method != "POST":
        return render(request, "shop/notices/following.html", context)
    if wait := limits.follow_pace.wait(person.pk):
        return limits.too_often(request, wait)
    try:
        flow.act(follow_campaign, person=person, campaign=campaign, now=timezone.now())
    except NothingToFollow:
        context["said"] = _("This clust is over.")
    except TooMany:
        context["said"] = _("You follow five hundred clusts; that is as many as anybody may.")
    if context["said"]:
        return render(request, "shop/notices/following.html", context, status=409)
    messages.success(request, _("You follow this clust. We tell you when its price falls."))
    return redirect("shop:campaign", pk)


@signed_in
@require_POST
def following_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Follow a clust no more."""
    found = following_of(me(request), kept_offer_or_404(request, pk).campaign)
    if found is None:
        raise Http404
    with suppress(NotFollowed):
        flow.act(end_following, following=found, now=timezone.now())
    messages.success(request, _("You do not follow this clust any more."))
    return redirect("shop:preferences")


@signed_in
@require_POST
def news(request: HttpRequest) -> HttpResponseBase:
    """Hear of new clusts of this storefront, or no more: what the button said."""
    person, storefront = me(request), storefront_of(request)
    if wait := limits.follow_pace.wait(person.pk):
        return limits.too_often(request, wait)
    if request.POST.get("follow") == "yes":
        flow.act(follow_storefront, person=person, storefront=storefront, now=timezone.now())
    elif found := follows_storefront(person, storefront):
        with suppress(NotFollowed):
            flow.act(end_following, following=found, now=timezone.now())
    messages.success(request, _("It is written down."))
    return redirect("shop:preferences")
