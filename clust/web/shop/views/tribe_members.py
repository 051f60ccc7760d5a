"""Who belongs to a tribe, what its organisers decide, and what may not stay."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.storefronts.actions.tribes import (
    change_tribe,
    hand_over,
    let_in,
    renew_invitation,
    show_out,
)
from clust.storefronts.models import Membership, MembershipEnd, Tribe
from clust.talk.actions.moderating import object_to
from clust.talk.readings import hiding_of
from clust.web.parts.access import signed_in
from clust.web.shop.reporting import objected, written_reported
from clust.web.shop.tribe_forms import AboutForm, HandOverForm, ShowOutForm
from clust.web.shop.tribes import (
    members_of,
    membership_of,
    organised_or_404,
    tribe_or_404,
)
from clust.web.shop.views.tribes import hidden_page
from clust.web.shop.visits import me

A_PAGE = 50


@signed_in
@require_safe
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a tribe's members to each other: those who share it by name; to organisers, who left."""
    tribe = tribe_or_404(request, pk)
    mine = membership_of(request, tribe)
    if mine is None:
        raise Http404
    page = Paginator(members_of(tribe), A_PAGE).get_page(request.GET.get("page"))
    context = {"tribe": tribe, "mine": mine, "page": page}
    if mine.organises:
        out = MembershipEnd.objects.filter(
            membership__tribe=tribe, cause=MembershipEnd.Cause.SHOWN_OUT, letting_in=None
        )
        context["out"] = out.order_by("-pk")[:A_PAGE]
    return render(request, "shop/tribes/members.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say anew what a tribe is."""
    tribe = _seen(request, pk)
    begun = {name: getattr(tribe, name) for name in ("kind", "words", "rules", "is_open")}
    form = AboutForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_valid() and form.attempt(
        change_tribe, tribe=tribe, person=me(request), **form.cleaned_data
    ):
        messages.success(request, _("It is written down."))
        return redirect("shop:tribe", pk)
    return _form(request, tribe, form, _("What our tribe is"), _("Save"))


@signed_in
@require_POST
def new_invitation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Have a new link let people in, and the old ones nobody."""
    tribe = _seen(request, pk)
    renew_invitation(tribe=tribe, person=me(request))
    messages.success(request, _("There is a new link: those handed out before let nobody in."))
    return redirect("shop:tribe", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def showing_out(request: HttpRequest, pk: int, member: int) -> HttpResponseBase:
    """Show somebody out, with the reason."""
    tribe = _seen(request, pk)
    membership = _membership(tribe, member)
    form = ShowOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        flow.act,
        show_out,
        membership=membership,
        person=me(request),
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("The person belongs to the tribe no more, and reads why."))
        return redirect("shop:tribe_members", pk)
    return _form(request, tribe, form, _("Show somebody out"), _("Show out"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def handing_over(request: HttpRequest, pk: int, member: int) -> HttpResponseBase:
    """Make another member an organiser."""
    tribe = _seen(request, pk)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        flow.act,
        hand_over,
        given=membership_of(request, tribe),
        taken=_membership(tribe, member),
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("There is another organiser now."))
        return redirect("shop:tribe_members", pk)
    return _form(request, tribe, form, _("Hand the tribe over"), _("Hand over"))


@signed_in
@require_POST
def letting_in(request: HttpRequest, pk: int, end: int) -> HttpResponseBase:
    """Let somebody come back who was shown out."""
    tribe = _seen(request, pk)
    found = get_object_or_404(MembershipEnd, pk=end, membership__tribe=tribe, cause="out")
    flow.act(let_in, end=found, person=me(request), now=timezone.now())
    messages.success(request, _("The person may come back."))
    return redirect("shop:tribe_members", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a report of a tribe, from anybody."""
    tribe = tribe_or_404(request, pk)
    back = reverse("shop:tribe", args=[pk])
    return written_reported(request, tribe, back=back, title=tribe.name)


@signed_in
@require_POST
def objection(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let an organiser of a hidden tribe say why it may stay."""
    tribe, hiding = organised_or_404(request, pk), hiding_of(tribe=pk)
    if hiding is None:
        raise Http404
    if form := objected(request, object_to, hiding):
        return hidden_page(request, tribe, hiding, form, status=400)
    return redirect("shop:tribe", pk)


def _seen(request: HttpRequest, pk: int) -> Tribe:
    tribe_or_404(request, pk)
    return organised_or_404(request, pk)


def _membership(tribe: Tribe, member: int) -> Membership:
    return get_object_or_404(Membership.objects.standing(), pk=member, tribe=tribe)


def _form(
    request: HttpRequest, tribe: Tribe, form: Any, title: str, action: str
) -> HttpResponseBase:
    context = {"tribe": tribe, "form": form, "title": title, "action": action}
    return render(request, "shop/tribes/form.html", context, status=400 if form.errors else 200)
