"""Invitations as they arrive: coming in, wanting no more letters, showing one's name."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clust.gatherings.actions import inviting
from clust.gatherings.models import Acceptance, Gathering
from clust.web.parts.access import signed_in
from clust.web.parts.standings import standing
from clust.web.shop import limits
from clust.web.shop.inside import belongs, came_by, keep_coming
from clust.web.shop.invitations import Invited, called, read_token, token_of
from clust.web.shop.offers import offer_or_404, storefront_of
from clust.web.shop.visits import me

FOREIGN, UNKNOWN = "Foreign", "Unknown"
COME_AGAIN = 600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show who invites to what, and come in at one button: a mail scanner uses nothing up."""
    invited = read_token(token)
    if invited is None:
        return _gone(request, UNKNOWN, 404)
    if invited.gathering.campaign.storefront_id != storefront_of(request).pk:
        return _gone(request, FOREIGN, 404)
    if _is_in(request, invited.gathering):
        return redirect("shop:campaign", invited.gathering.campaign_id)
    try:
        if request.method == "POST":
            return _come(request, invited)
        _check(invited)
    except inviting.InvitationGone as error:
        return _gone(request, type(error).__name__, 410)
    return render(request, "shop/private/invitation.html", _shown(invited))


def _is_in(request: HttpRequest, gathering: Gathering) -> bool:
    if request.user.is_authenticated and belongs(request.user, gathering):
        return True
    return came_by(request, gathering) is not None


def _come(request: HttpRequest, invited: Invited) -> HttpResponse:
    person, now = request.user if request.user.is_authenticated else None, timezone.now()
    given = invited.link or invited.letter
    if person is None and given and not limits.may_come(request, token_of(given)):
        return limits.too_often(request, COME_AGAIN)
    came: Acceptance
    if invited.link:
        came = inviting.take_link(invitation=invited.link, person=person, now=now)
    elif invited.letter:
        came = inviting.take_letter(letter=invited.letter, person=person, now=now)
    if person is None:
        keep_coming(request, came)
    return redirect("shop:campaign", invited.gathering.campaign_id)


def _check(invited: Invited) -> None:
    """
    See that an invitation still lets somebody in.

    :raises InvitationGone: a subclass says why not
    """
    given = invited.link or invited.letter
    if invited.link and not invited.link.open:
        raise inviting.Revoked
    if invited.letter and hasattr(invited.letter, "acceptance"):
        raise inviting.AlreadyTaken
    if given is None or given.expires_at <= timezone.now():
        raise inviting.RunOut


def _shown(invited: Invited) -> dict[str, Any]:
    campaign = invited.gathering.campaign
    stand = standing(campaign, timezone.now())
    return {
        "gathering": invited.gathering,
        "campaign": campaign,
        "product": campaign.product,
        "pictures": list(campaign.product.pictures.all()),
        "sender": called(invited.sender),
        "standing": stand,
        "picture": stand.picture(),
        "letter": invited.letter,
    }


def _gone(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "shop/private/gone.html", {"reason": reason}, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Write no more invitations to an address, at one button or at one click in a mail program."""
    invited = read_token(token)
    if invited is None or invited.letter is None:
        raise Http404
    if request.method == "POST":
        inviting.refuse_letters(seal=invited.letter.seal, now=timezone.now())
    return render(request, "shop/private/no_letters.html", {"done": request.method == "POST"})


@signed_in
@require_POST
def own_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the others who are invited see one's first name, or not."""
    gathering = get_object_or_404(Gathering, pk=pk, campaign__storefront=storefront_of(request))
    offer_or_404(request, gathering.campaign_id)
    came = Acceptance.objects.filter(gathering=gathering, person=me(request)).first()
    if came is None:
        raise Http404
    inviting.show_name(came, shows=request.POST.get("shows") == "on", now=timezone.now())
    return redirect("shop:campaign", gathering.campaign_id)
