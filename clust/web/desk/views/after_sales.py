"""The inbox of after-sales: conversations, who answers them, ready answers."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.people.models import Identity
from clust.returns.actions.talking import (
    assign,
    change_reply,
    retire_reply,
    say,
    settle,
    write_reply,
)
from clust.returns.models import Message, Reply, Thread
from clust.web.desk.after_sales_forms import AnswerForm, ReplyForm
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:threads"


def _late(now: datetime) -> Q:
    return Q(is_waiting=True, due_at__lt=now)


def _subject(word: Thread.Subject) -> Answer:
    return Answer(word.value, word.label, lambda now: Q(subject=word.value))


THREADS = Listing(
    columns={
        gettext_lazy("Number"): lambda thread: thread.pk,
        gettext_lazy("Order"): lambda thread: thread.order_id,
        gettext_lazy("About"): lambda thread: thread.get_subject_display(),
        gettext_lazy("Person"): lambda thread: thread.order.person_id,
        gettext_lazy("Last message"): lambda thread: thread.last_at,
        gettext_lazy("Answer due"): lambda thread: thread.due_at if thread.is_waiting else None,
        gettext_lazy("Who answers"): lambda thread: thread.assignee or "",
    },
    search=(
        "order__campaign__product__name_fr",
        "order__campaign__product__name_en",
        "messages__words",
        "name",
    ),
    number="order",
    filters=[
        Filter(
            "stage",
            gettext_lazy("stage"),
            [
                Answer("waiting", gettext_lazy("to answer"), lambda now: Q(is_waiting=True)),
                Answer("late", gettext_lazy("late"), _late),
                Answer(
                    "answered",
                    gettext_lazy("answered"),
                    lambda now: Q(is_waiting=False, is_settled=False),
                ),
                Answer("settled", gettext_lazy("settled"), lambda now: Q(is_settled=True)),
            ],
        ),
        Filter("about", gettext_lazy("about"), [_subject(word) for word in Thread.Subject]),
        Filter(
            "given",
            gettext_lazy("who answers"),
            [
                Answer("nobody", gettext_lazy("nobody yet"), lambda now: Q(assignee_id=None)),
                Answer(
                    "somebody", gettext_lazy("somebody"), lambda now: Q(assignee_id__isnull=False)
                ),
            ],
        ),
    ],
    links={"order": "order", "assignee": "assignee_id"},
    sorts={"number": ["pk"], "last": ["last_at"], "due": ["is_settled", "due_at"]},
    order="due",
)


def inbox() -> QuerySet[Thread]:
    """Return conversations with how they stand, whose they are and who answers."""
    names = Identity.objects.filter(person=OuterRef("assignee_id"))
    return (
        Thread.objects.standing()
        .annotate(name=F("order__person__identity__name"))
        .annotate(assignee=Subquery(names.values("name")[:1]))
        .select_related("order__campaign__product")
    )


@desk_page
def threads(request: PersonRequest) -> HttpResponseBase:
    """Show the inbox, what is due first first."""
    rows = inbox().distinct()
    return listed(request, THREADS, rows, "desk/threads.html", section=SECTION, me=request.user.pk)


@desk_page
def thread(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a conversation, and answer."""
    found = get_object_or_404(inbox(), pk=pk)
    form = AnswerForm(sent(request), initial={"key": uuid4(), "words": _ready(request, found)})
    if form.is_valid() and form.attempt(
        flow.act,
        say,
        thread=found,
        author=Message.DESK,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        flow.enqueue_delivery()
        return redirect("desk:thread", pk)
    return with_form(
        request,
        "desk/thread.html",
        form,
        thread=found,
        said=found.messages.prefetch_related("photos"),
        replies=Reply.objects.filter(retired_at=None),
        section=SECTION,
        now=timezone.now(),
    )


def _ready(request: PersonRequest, thread: Thread) -> str:
    """Return the words of the ready answer that was chosen, in the buyer's language."""
    chosen = request.GET.get("reply", "")
    reply = Reply.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if reply is None:
        return ""
    return reply.words_en if thread.order.person.language == "en" else reply.words_fr


@desk_page
@require_POST
def assignment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take a conversation upon oneself."""
    found = get_object_or_404(Thread, pk=pk)
    flow.act(assign, thread=found, person=request.user, now=timezone.now())
    messages.success(request, _("It is yours to answer."))
    return redirect("desk:thread", pk)


@desk_page
@require_POST
def settlement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Bring a conversation to its end."""
    found = get_object_or_404(Thread, pk=pk)
    flow.act(settle, thread=found, person=request.user, now=timezone.now())
    messages.success(request, _("It is settled, until somebody writes again."))
    return redirect("desk:thread", pk)


REPLIES = Listing(
    columns={
        gettext_lazy("Title"): lambda reply: reply.title,
        gettext_lazy("In French"): lambda reply: reply.words_fr,
        gettext_lazy("In English"): lambda reply: reply.words_en,
    },
    search=("title", "words_fr", "words_en"),
    sorts={"title": ["title"]},
    order="title",
)


@desk_page
def replies(request: PersonRequest) -> HttpResponseBase:
    """Show the ready answers."""
    rows = Reply.objects.filter(retired_at=None)
    return listed(request, REPLIES, rows, "desk/replies.html", section=SECTION)


@desk_page
def new_reply(request: PersonRequest) -> HttpResponseBase:
    """Keep a ready answer."""
    form = ReplyForm(sent(request))
    if form.is_valid() and form.attempt(write_reply, now=timezone.now(), **form.cleaned_data):
        return redirect("desk:replies")
    return _reply_page(request, form, title=_("New ready answer"))


@desk_page
def reply(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Change a ready answer."""
    found = get_object_or_404(Reply, pk=pk)
    form = ReplyForm(sent(request), initial=vars(found))
    if form.is_valid() and form.attempt(
        change_reply, reply=found, now=timezone.now(), **form.cleaned_data
    ):
        return redirect("desk:replies")
    return _reply_page(request, form, title=found.title)


@desk_page
@require_POST
def reply_retirement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Offer a ready answer no more."""
    retire_reply(reply=get_object_or_404(Reply, pk=pk), now=timezone.now())
    return redirect("desk:replies")


def _reply_page(request: PersonRequest, form: ReplyForm, **context: Any) -> HttpResponseBase:
    back = reverse("desk:replies")
    return form_page(request, form, action=_("Write it"), back=back, section=SECTION, **context)
