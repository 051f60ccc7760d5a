"""The browsers in which somebody takes notices on the screen."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust import flow
from clust.notices.actions.pushing import end_subscription, subscribe
from clust.notices.models import PushSubscription, PushSubscriptionEnd
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.screen_forms import ScreenForm
from clust.web.shop.visits import me


@signed_in
@require_POST
def screens(request: HttpRequest) -> HttpResponseBase:
    """Take notices in the browser that asks."""
    if wait := limits.follow_pace.wait(me(request).pk):
        return limits.too_often(request, wait)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    flow.act(subscribe, person=me(request), now=timezone.now(), **form.cleaned_data)
    return HttpResponse(status=204)


@signed_in
@require_POST
def screen_end(request: HttpRequest) -> HttpResponseBase:
    """Take none in one browser any more, or in none at all where no browser is named."""
    mine = PushSubscription.objects.standing().filter(person=me(request))
    one = request.POST.get("endpoint")
    for subscription in mine.filter(endpoint=one) if one else mine:
        left = PushSubscriptionEnd.Cause.LEFT
        with suppress(PushSubscription.DoesNotExist):
            flow.act(end_subscription, subscription=subscription, cause=left, now=timezone.now())
    if one:
        return HttpResponse(status=204)
    messages.success(request, _("Notices appear in none of your browsers any more."))
    return redirect("shop:preferences")
