"""The conversation at the desk: all that is said, answering from there, and the tribes."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.storefronts.models import Storefront, Tribe
from clust.talk.actions.saying import reply_to
from clust.talk.models import Comment
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.answering import AnswerForm
from clust.web.parts.conversation import (
    COMMENTS,
    decisions_about,
    judged,
    titled,
    with_marks,
)
from clust.web.parts.lists import Answer, Filter, Listing, answers, listed

SECTION = "desk:comments"


TRIBES = Listing(
    columns={
        gettext_lazy("Number"): lambda tribe: tribe.pk,
        gettext_lazy("Storefront"): lambda tribe: tribe.storefront.name,
        gettext_lazy("Name"): lambda tribe: tribe.name,
        gettext_lazy("Kind"): lambda tribe: tribe.get_kind_display(),
        gettext_lazy("Members"): lambda tribe: tribe.members,
        gettext_lazy("Founded"): lambda tribe: tribe.at,
    },
    search=("name", "words", "rules"),
    number="pk",
    filters=[
        Filter(
            "kind",
            gettext_lazy("kind"),
            answers("kind", Tribe.Kind.choices),
        ),
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("hidden", gettext_lazy("hidden"), lambda now: Q(is_hidden=True)),
                Answer("reported", gettext_lazy("reported"), lambda now: Q(is_reported=True)),
                Answer("open", gettext_lazy("anybody may join"), lambda now: Q(is_open=True)),
            ],
        ),
    ],
    links={"storefront": "storefront"},
    sorts={"name": ["name"], "members": ["members"], "founded": ["at"]},
    order="-founded",
)


@desk_page
def comments(request: PersonRequest) -> HttpResponseBase:
    """Show all that is said, by whom it waits to be answered."""
    rows = with_marks(Comment.objects.all())
    return listed(request, COMMENTS, rows, "desk/talk/comments.html", section=SECTION)


@desk_page
def comment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a thread with all that was decided about it, and answer there for the desk."""
    found = get_object_or_404(with_marks(Comment.objects.all()), pk=pk)
    first = found.parent or found
    form = AnswerForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        reply_to,
        comment=first,
        person=request.user,
        voice=Comment.Voice.DESK,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Answered. Everybody reads it, with our mark."))
        return redirect("desk:comment", first.pk)
    context = {
        "comment": found,
        "title": titled(found),
        "thread": with_marks(Comment.objects.filter(Q(pk=first.pk) | Q(parent=first))).order_by(
            "at", "pk"
        ),
        "edits": found.edits.all(),
        **decisions_about(found, "comment"),
        "section": SECTION,
    }
    return with_form(request, "desk/talk/comment.html", form, **context)


@desk_page
def tribes(request: PersonRequest) -> HttpResponseBase:
    """Show the tribes of all storefronts."""
    members = Count("memberships", filter=Q(memberships__open=True))
    rows = Tribe.objects.select_related("storefront").annotate(members=members)
    return listed(
        request,
        TRIBES,
        judged(rows, "tribe"),
        "desk/talk/tribes.html",
        section=SECTION,
        storefronts=Storefront.objects.order_by("name"),
    )
