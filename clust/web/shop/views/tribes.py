"""Tribes: all of them, a new one, one of them, joining and leaving."""

from contextlib import suppress
from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.storefronts.actions.tribes import (
    AlreadyEnded,
    NotInvited,
    ShownOut,
    end_membership,
    found_tribe,
    join_tribe,
)
from clust.storefronts.models import MembershipEnd, Tribe
from clust.talk.models import TalkHiding
from clust.talk.readings import hiding_of
from clust.web.parts.access import signed_in
from clust.web.shop import limits, wall
from clust.web.shop.offers import storefront_of
from clust.web.shop.tribe_forms import TribeForm
from clust.web.shop.tribes import (
    activity_of,
    invitation,
    is_invited,
    membership_of,
    open_tribes,
    organised_or_404,
    tribe_or_404,
    tribes_of,
    wanted_by,
    with_members,
)
from clust.web.shop.visits import me
from clust.web.shop.wish_forms import AppealForm
from clust.wishes.readings import rising

A_PAGE = 24
A_FEW = 6


@require_safe
def tribes(request: HttpRequest) -> HttpResponse:
    """Show the tribes that anybody may join, and one's own; a name can be looked for."""
    storefront, words = storefront_of(request), request.GET.get("q", "").replace("\x00", "")[:60]
    rows = with_members(open_tribes(storefront))
    if (kind := request.GET.get("kind")) in Tribe.Kind.values:
        rows = rows.filter(kind=kind)
    found = rows.filter(name__icontains=words.strip()).order_by("-members", "name")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    mine = with_members(tribes_of(wall.reader_of(request), storefront))
    context = {"page": page, "mine": mine, "words": words, "kinds": Tribe.Kind, "kind": kind}
    return render(request, "shop/tribes/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_tribe(request: HttpRequest) -> HttpResponseBase:
    """Found a tribe."""
    person = me(request)
    form = TribeForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        if wait := limits.write_pace.wait(person.pk):
            return limits.too_often(request, wait)
        if form.is_valid() and (
            tribe := form.attempt(
                flow.act,
                found_tribe,
                storefront=storefront_of(request),
                person=person,
                now=timezone.now(),
                **form.cleaned_data,
            )
        ):
            messages.success(request, _("Your tribe is there. Pass the invitation on!"))
            return redirect("shop:tribe", tribe.pk)
    status = 400 if form.errors else 200
    return render(request, "shop/tribes/new.html", {"form": form}, status=status)


@require_safe
def tribe(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a tribe: who it is, how many, and to its members what they want, join and save."""
    if hiding := hiding_of(tribe=pk):
        return hidden_page(request, organised_or_404(request, pk), hiding, AppealForm())
    found, now = tribe_or_404(request, pk), timezone.now()
    mine, storefront = membership_of(request, found), storefront_of(request)
    context = {
        "tribe": found,
        "members": found.memberships.filter(open=True).count(),
        "mine": mine,
        "share_url": invitation(request, found) if mine else "",
        "by": request.GET.get("by", "") if is_invited(request, found) else "",
    }
    if mine:
        wanted = rising(wanted_by(wall.on_wall(storefront), found), now)
        numbers = [wish.pk for wish in islice(wanted, A_FEW)]
        context["cards"] = wall.shown(numbers, storefront, wall.reader_of(request), now)
        context["activity"] = activity_of(found)
    return render(request, "shop/tribes/tribe.html", context)


def hidden_page(
    request: HttpRequest, tribe: Tribe, hiding: TalkHiding, form: AppealForm, status: int = 200
) -> HttpResponse:
    """Show to its organisers why a tribe is hidden, and how to object."""
    context = {"tribe": tribe, "hiding": hiding, "form": form}
    return render(request, "shop/tribes/hidden.html", context, status=status)


@signed_in
@require_POST
def membership(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Join a tribe."""
    found, person = tribe_or_404(request, pk), me(request)
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    invited = is_invited(request, found)
    try:
        flow.act(join_tribe, tribe=found, person=person, invited=invited, now=timezone.now())
    except NotInvited as error:
        raise PermissionDenied from error
    except ShownOut:
        messages.error(
            request, _("An organiser showed you out. Only an organiser can let you in again.")
        )
    return redirect("shop:tribe", pk)


@signed_in
@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Leave a tribe."""
    mine = membership_of(request, tribe_or_404(request, pk))
    if mine is None:
        raise Http404
    with suppress(AlreadyEnded):
        left = MembershipEnd.Cause.LEFT
        flow.act(end_membership, membership=mine, cause=left, now=timezone.now())
    messages.success(request, _("You have left the tribe."))
    return redirect("shop:tribes")
