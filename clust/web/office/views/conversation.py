"""What is said at this shop: found, read, answered in the community's name."""

from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clust import flow
from clust.talk.actions.saying import reply_to
from clust.talk.models import Comment
from clust.web.office.access import OfficeRequest, host_page
from clust.web.parts.answering import AnswerForm
from clust.web.parts.conversation import (
    COMMENTS,
    decisions_about,
    titled,
    with_marks,
)
from clust.web.parts.lists import Rows, listed

SECTION = "office:comments"


def said(request: OfficeRequest) -> Rows:
    """Return all that was said at this storefront; nothing of any other."""
    return with_marks(Comment.objects.of(request.storefront))


@host_page
def comments(request: OfficeRequest) -> HttpResponseBase:
    """Show all that is said here, by whom it waits to be answered."""
    return listed(request, COMMENTS, said(request), "office/talk/comments.html", section=SECTION)


@host_page
def comment(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Show a thread with all that was decided about it, and answer there for the community."""
    found = get_object_or_404(said(request), pk=pk)
    first = found.parent or found
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        flow.act,
        reply_to,
        comment=first,
        person=request.user,
        voice=Comment.Voice.OFFICE,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Answered. Everybody reads it, with your mark."))
        return redirect("office:comment", first.pk)
    thread = said(request).filter(Q(pk=first.pk) | Q(parent=first))
    shown = {
        "comment": found,
        "title": titled(found),
        "thread": thread.select_related("photo").order_by("at", "pk"),
        "edits": found.edits.all(),
        "is_ours": is_ours(found),
        **decisions_about(found, "comment"),
        "form": form,
        "section": SECTION,
    }
    return render(request, "office/talk/comment.html", shown, status=422 if form.errors else 200)


def is_ours(thing: object) -> bool:
    """Say whether officers may hide it: what the desk and suppliers answered is the seller's."""
    sellers = (Comment.Voice.DESK, Comment.Voice.SUPPLIER)
    return not (isinstance(thing, Comment) and thing.voice in sellers)
