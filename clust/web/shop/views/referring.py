"""A link that says who brought us, and whether that may be remembered."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clust.partners.actions.linking import note_visit
from clust.partners.models import Link
from clust.web.shop import limits, referrals
from clust.web.shop.guests import safe_next
from clust.web.shop.offers import storefront_of


@never_cache
@require_safe
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visit and lead on, to a page of this storefront only."""
    found = get_object_or_404(Link, code=code, storefront=storefront_of(request))
    answer = redirect(referrals.target(found, request.GET.get("to", "")))
    if request.method == "GET" and not limits.visit_pace.wait(found.pk):
        remembered = referrals.choice_of(request) == referrals.YES
        visit = note_visit(found, remembered=remembered, now=timezone.now())
        referrals.keep_visit(request, answer, visit)
    return answer


@require_POST
def visit_choice(request: HttpRequest) -> HttpResponse:
    """Keep whether links may be remembered; refusing is as easy as accepting."""
    chosen = request.POST.get("choice", "")
    if chosen not in (referrals.YES, referrals.NO):
        raise BadRequest
    answer = redirect(safe_next(request.POST.get("next")))
    referrals.keep_choice(request, answer, chosen)
    return answer
