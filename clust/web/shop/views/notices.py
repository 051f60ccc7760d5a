"""What somebody was told: the bell, the list, and marking as read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_cookie

from clust import flow
from clust.campaigns.models import Campaign
from clust.notices.actions.choosing import mark_all_read, mark_read
from clust.notices.inbox import shown_to, unread
from clust.notices.models import Notice, Topic
from clust.notices.speaking import speakers_of
from clust.notices.stories import story_of, voice_of
from clust.notices.stories.signers import names, papers_behind
from clust.notices.topics import KINDS_OF
from clust.storefronts.models import Storefront
from clust.web.parts.access import signed_in
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me

A_PAGE = 24
BELL_SECONDS = 20


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what somebody was told, newest first; one topic, or the unread, where asked."""
    rows = shown_to(me(request)).select_related("campaign__product", "storefront")
    topic, only_unread = request.GET.get("topic", ""), request.GET.get("unread") == "1"
    if topic in Topic.values:
        rows = rows.filter(_of(Topic(topic)))
    if only_unread:
        rows = rows.filter(is_read=False)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    _name_others(page.object_list, storefront_of(request))
    _name_signers(list(page.object_list))
    _name_opened(page.object_list)
    newest = page.object_list[0].pk if page.object_list else 0
    context = {"page": page, "topic": topic, "topics": Topic, "only_unread": only_unread}
    return render(request, "shop/notices/list.html", {**context, "newest": newest})


def _name_others(notices: Iterable[Any], here: Storefront) -> None:
    """Say of each which other shop it comes from, where it does."""
    speakers = speakers_of(notices)
    for notice in notices:
        speaker = speakers.get(notice.pk)
        elsewhere = speaker and speaker.storefront != here
        notice.elsewhere = speaker.storefront.name if speaker and elsewhere else ""


def _name_signers(notices: Sequence[Any]) -> None:
    """Say of each that was passed on who signed the form that it is about."""
    papers = papers_behind(notices)
    for notice in notices:
        notice.for_whom = names(papers.get(notice.pk, []))


def _of(topic: Topic) -> Q:
    if topic == Topic.SERVICE:
        return ~Q(kind__in=[kind for kinds in KINDS_OF.values() for kind in kinds])
    return Q(kind__in=KINDS_OF[topic])


def _name_opened(notices: Iterable[Any]) -> None:
    """Say of each that a clust opened which one."""
    opened = {notice.fact: notice for notice in notices if notice.kind == Notice.Kind.OPENED}
    if not opened:
        return
    for campaign in Campaign.objects.select_related("product").filter(pk__in=opened):
        opened[campaign.pk].product = campaign.product


@require_safe
@vary_on_cookie
def bell(request: HttpRequest) -> HttpResponse:
    """Say how many are unread: a fragment of its own, so that no page counts for it."""
    number = unread(request.user) if request.user.is_authenticated else 0
    answer = render(request, "shop/notices/bell.html", {"number": number})
    answer["Cache-Control"] = f"private, max-age={BELL_SECONDS}"
    return answer


@signed_in
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Mark a notice as read and go on to what it is about."""
    found = shown_to(me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    flow.act(mark_read, notice=found, now=timezone.now())
    return redirect(_way_on(found, storefront_of(request)))


def _way_on(found: Notice, here: Storefront) -> str:
    """Return where its mail would lead: at the host that is asked, where it is of the same shop."""
    voice = voice_of(found)
    actions = story_of(found, voice, now=timezone.now()).actions
    if not actions:
        return "shop:notices"
    url = actions[0].url
    return url.removeprefix(voice.speaker.home) if voice.storefront == here else url


@signed_in
@require_POST
def notices_read(request: HttpRequest) -> HttpResponseBase:
    """Mark as read all that the page showed, and what came before."""
    newest = request.POST.get("up_to", "")
    if not newest.isdecimal() or len(newest) > 18:
        raise Http404
    mine = shown_to(me(request)).filter(pk__lte=int(newest)).values_list("pk", flat=True).first()
    if mine is not None:
        flow.act(mark_all_read, person=me(request), up_to=mine, now=timezone.now())
    return redirect("shop:notices")
