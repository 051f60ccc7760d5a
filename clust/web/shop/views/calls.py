"""The way from a mail to the order page that is ready for whoever wished for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.campaigns.models import Call
from clust.web.parts.access import signed_in
from clust.web.parts.standings import standing
from clust.web.shop.calls import ready_order
from clust.web.shop.offers import offer_or_404
from clust.web.shop.visits import me


@signed_in
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the ready order page; to the clust itself where there is nothing left to order."""
    rows = Call.objects.filter(person=me(request)).select_related("person", "backing__choice")
    fact = rows.filter(pk=pk).first()
    if fact is None:
        raise Http404
    offer, now = offer_or_404(request, fact.campaign_id), timezone.now()
    if not rows.pending(now).filter(pk=pk).exists():
        return redirect("shop:campaign", fact.campaign_id)
    return redirect(ready_order(fact, offer, standing(offer.campaign, now).price_cents))
