"""A member's page, what one shares oneself, and what may not stay there."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust.people.actions import drop_picture, show_oneself
from clust.people.models import Person, Profile
from clust.storefronts.actions.sharing import share_with
from clust.talk.actions.moderating import object_to
from clust.talk.models import TalkHiding
from clust.talk.readings import hiding_of, shown_profiles
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.member_forms import MemberForm
from clust.web.shop.members import member_of, profile_or_404
from clust.web.shop.offers import storefront_of
from clust.web.shop.reporting import objected, written_reported
from clust.web.shop.shares import shared_by
from clust.web.shop.visits import me
from clust.web.shop.wish_forms import AppealForm

FOLDER = "members/"


@signed_in
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a member shares with the people of this storefront."""
    found = profile_or_404(request, pk)
    shown = member_of(found, storefront_of(request), me(request), timezone.now())
    return render(request, "shop/members/member.html", {"member": shown, "profile": found})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest) -> HttpResponseBase:
    """Choose how one is seen here, and what one shares."""
    person = me(request)
    profile = Profile.objects.filter(person=person).first()
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MemberForm(
        *given,
        has_picture=bool(profile and profile.file),
        initial=_begun(request, person, profile),
    )
    if form.is_bound and (wait := limits.write_pace.wait(person.pk)):
        return limits.too_often(request, wait)
    if form.is_valid() and _kept(request, person, form):
        messages.success(request, _("It is written down."))
        return redirect("shop:sharing")
    context = {
        "form": form,
        "profile": profile,
        "hiding": _hiding_of(profile),
        "appeal_form": AppealForm(),
        "shown": _is_shown(request, profile),
    }
    status = 400 if form.errors else 200
    return render(request, "shop/members/sharing.html", context, status=status)


def _begun(request: HttpRequest, person: Person, profile: Profile | None) -> dict[str, Any]:
    what = list(shared_by(person.pk, storefront_of(request)))
    begun = {"name": profile.name, "words": profile.words} if profile else {}
    return {**begun, "what": what}


def _kept(request: HttpRequest, person: Person, form: MemberForm) -> bool:
    told, now = form.cleaned_data, timezone.now()
    profile = form.attempt(
        show_oneself,
        person=person,
        name=told["name"],
        words=told["words"],
        picture=told["picture"],
        now=now,
    )
    if profile is None:
        return False
    if told.get("no_picture") and not told["picture"]:
        drop_picture(profile)
    share_with(storefront=storefront_of(request), person=person, what=told["what"], now=now)
    return True


def _is_shown(request: HttpRequest, profile: Profile | None) -> bool:
    rows = shown_profiles(storefront_of(request))
    return bool(profile and rows.filter(pk=profile.pk).exists())


def _hiding_of(profile: Profile | None) -> TalkHiding | None:
    return hiding_of(profile=profile) if profile else None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a report of a member's page."""
    found = profile_or_404(request, pk)
    back = reverse("shop:member", args=[pk])
    return written_reported(request, found, back=back, title=found.name)


@signed_in
@require_POST
def objection(request: HttpRequest) -> HttpResponseBase:
    """Let a member whose page is hidden say why it may stay."""
    hiding = _hiding_of(Profile.objects.filter(person=me(request)).first())
    if hiding is None:
        raise Http404
    objected(request, object_to, hiding)
    return redirect("shop:sharing")


@signed_in
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a member's picture: to those who may see the page, to themselves, to the desk."""
    path, reader = f"{FOLDER}{name}", me(request)
    found = Profile.objects.filter(file=path).first()
    if found is None or not default_storage.exists(path):
        raise Http404
    if not (reader.is_staff or found.person_id == reader.pk or _is_shown(request, found)):
        raise Http404
    return FileResponse(default_storage.open(path))
