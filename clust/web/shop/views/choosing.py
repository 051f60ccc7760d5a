"""How somebody wants to be told; and leaving by the link in a mail, without signing in."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clust import flow
from clust.notices.actions.bouncing import try_again
from clust.notices.actions.choosing import choose, come_back, keep_quiet, leave_topics
from clust.notices.choosing import wants_of_one
from clust.notices.leaving import BadLink, Leaving, read_leaving
from clust.notices.models import Rhythm, Topic
from clust.web.parts.access import signed_in
from clust.web.shop.choosing_forms import ChoicesForm
from clust.web.shop.followed import follows_storefront, mine
from clust.web.shop.offers import storefront_of
from clust.web.shop.returned import returned
from clust.web.shop.screens import screen_context
from clust.web.shop.visits import me

SALT = "clust.web.left"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponseBase:
    """Show and change what somebody is told, how and how often."""
    person = me(request)
    form = ChoicesForm(request.POST or None, wants=wants_of_one(person))
    if form.is_bound and form.is_valid():
        _keep(request, form)
        messages.success(request, _("It is written down."))
        return redirect("shop:preferences")
    context = {
        "form": form,
        "followed": mine(person),
        "follows_storefront": follows_storefront(person, storefront_of(request)),
        "returned": returned(person),
        "person": person,
        **screen_context(person),
    }
    status = 400 if form.errors else 200
    return render(request, "shop/notices/preferences.html", context, status=status)


def _keep(request: HttpRequest, form: ChoicesForm) -> None:
    person, now = me(request), timezone.now()
    before = wants_of_one(person)
    for topic, choice in form.chosen.items():
        if choice != before.of(topic):
            flow.act(choose, person=person, topic=topic, **choice._asdict(), now=now)
    hours = {name: form.cleaned_data[name] for name in ("from_hour", "to_hour")}
    flow.act(keep_quiet, person=person, **hours, now=now)


@signed_in
@require_POST
def addresses_again(request: HttpRequest) -> HttpResponseBase:
    """Write to somebody's address again, from which mails came back."""
    flow.act(try_again, person=me(request), now=timezone.now())
    messages.success(request, _("We write to you again."))
    return redirect("shop:preferences")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End mails of a kind by the link in one of them; a mail program does it with one POST."""
    try:
        leaving = read_leaving(token)
    except BadLink:
        return render(request, "shop/notices/left_bad.html", status=404)
    context = {"topics": [topic.label for topic in leaving.topics], "token": token}
    if request.method != "POST":
        return render(request, "shop/notices/leave.html", context)
    before = flow.act(
        leave_topics, person=leaving.person, topics=leaving.topics, now=timezone.now()
    )
    context["undo"] = signing.dumps(before, salt=SALT)
    return render(request, "shop/notices/left.html", context)


@csrf_exempt
@never_cache
@require_POST
def leave_undo(request: HttpRequest, token: str) -> HttpResponse:
    """Send mails of a kind again, as before they were left a moment ago."""
    try:
        leaving = read_leaving(token)
        before = signing.loads(request.POST.get("before", ""), salt=SALT, max_age=3_600)
        rhythms = _rhythms(before, leaving)
    except (BadLink, signing.BadSignature, ValueError, AttributeError):
        return render(request, "shop/notices/left_bad.html", status=404)
    flow.act(come_back, person=leaving.person, rhythms=rhythms, now=timezone.now())
    context = {"topics": [topic.label for topic in leaving.topics]}
    return render(request, "shop/notices/back.html", context)


def _rhythms(before: dict[str, str], leaving: Leaving) -> dict[Topic, str]:
    return {topic: Rhythm(before[topic]) for topic in leaving.topics if topic in before}
