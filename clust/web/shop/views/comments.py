"""One thread: answering, changing one's words, taking them back, thanks, reports, objections."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.talk.actions.moderating import object_to
from clust.talk.actions.saying import (
    SayingRefused,
    edit_comment,
    reply_to,
    take_comment_back,
    thank,
    unthank,
)
from clust.talk.models import Comment, CommentPhoto, TalkHiding
from clust.talk.readings import dressed, hiding_of, readable, with_replies
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.reporting import objected, written_reported
from clust.web.shop.talk import about_of, comment_or_404, voices_of
from clust.web.shop.talk_forms import EditForm, ReplyForm
from clust.web.shop.visits import me
from clust.web.shop.wall import reader_of
from clust.web.shop.wish_forms import AppealForm
from clust.web.shop.wishes import MovedOn

FOLDER = "talk/"


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the thread of a comment, and take an answer; hidden, tell its author why."""
    found = comment_or_404(request, pk)
    if hiding := hiding_of(comment=found):
        return _hidden(request, found, hiding, AppealForm())
    first = found if found.parent_id is None else comment_or_404(request, found.thread)
    if hiding_of(comment=first):
        raise Http404
    if request.method == "POST":
        return _answered(request, first)
    return _page(request, first, ReplyForm(voices=voices_of(request, first)))


def _page(request: HttpRequest, first: Comment, form: ReplyForm, status: int = 200) -> HttpResponse:
    rows = Comment.objects.filter(pk=first.pk)
    context = {
        "about": _about(request, first),
        "thread": with_replies(rows, storefront_of(request), reader_of(request)).get(),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "shop/talk/thread.html", context, status=status)


def _about(request: HttpRequest, comment: Comment) -> Any:
    try:
        return about_of(request, comment)
    except MovedOn as moved:
        comment.wish_id = moved.wish
        return about_of(request, comment)


def _answered(request: HttpRequest, first: Comment) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    person = me(request)
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    _about(request, first)
    form = ReplyForm(request.POST, request.FILES, voices=voices_of(request, first))
    if form.is_valid() and form.attempt(
        flow.act, reply_to, comment=first, person=person, now=timezone.now(), **form.cleaned_data
    ):
        return redirect("shop:comment", first.pk)
    return _page(request, first, form, status=400)


def _hidden(
    request: HttpRequest, comment: Comment, hiding: TalkHiding, form: AppealForm, status: int = 200
) -> HttpResponse:
    if comment.person_id != request.user.pk:
        raise Http404
    about = _about(request, comment)
    context = {"about": about, "comment": comment, "hiding": hiding, "form": form}
    return render(request, "shop/talk/hidden.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change one's words within a quarter of an hour."""
    found = _own_or_404(request, pk)
    begun = {"words": found.words}
    form = EditForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_valid() and form.attempt(
        flow.act,
        edit_comment,
        comment=found,
        person=me(request),
        now=timezone.now(),
        **form.cleaned_data,
    ):
        return redirect("shop:comment", pk)
    context = {"comment": found, "form": form}
    status = 400 if form.errors else 200
    return render(request, "shop/talk/edit.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def taking_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one's comment back, having been asked."""
    found = _own_or_404(request, pk)
    if request.method != "POST":
        return render(request, "shop/talk/taking_back.html", {"comment": found})
    flow.act(take_comment_back, comment=found, person=me(request), now=timezone.now())
    messages.success(request, _("It is taken back: nobody reads it any more."))
    return redirect(_about(request, found).url)


def _own_or_404(request: HttpRequest, pk: int) -> Comment:
    found = comment_or_404(request, pk)
    if found.person_id != me(request).pk or found.is_taken_back or hiding_of(comment=found):
        raise Http404
    return found


@signed_in
@require_POST
def thanks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Thank for a comment, or take the thanks back; answers a script with the button alone."""
    found, person = _readable_or_404(request, pk), me(request)
    if request.POST.get("back"):
        unthank(found, person=person)
    else:
        try:
            flow.act(thank, comment=found, person=person, now=timezone.now())
        except SayingRefused as error:
            raise Http404 from error
    if not getattr(request, "htmx", False):
        return redirect("shop:comment", found.thread)
    rows = dressed(Comment.objects.filter(pk=pk), storefront_of(request), person)
    return render(request, "shop/talk/thanks.html", {"comment": rows.get()})


def _readable_or_404(request: HttpRequest, pk: int) -> Comment:
    found = get_object_or_404(readable(storefront_of(request)), pk=pk)
    _about(request, found)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a report of a comment, from anybody."""
    found = _readable_or_404(request, pk)
    back = reverse("shop:comment", args=[found.thread])
    return written_reported(request, found, back=back, words=found.words)


@signed_in
@require_POST
def objection(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the author of a hidden comment say why it may stay."""
    found = comment_or_404(request, pk)
    hiding = hiding_of(comment=found)
    if hiding is None or found.person_id != me(request).pk:
        raise Http404
    if form := objected(request, object_to, hiding):
        return _hidden(request, found, hiding, form, status=400)
    return redirect("shop:comment", pk)


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return the picture of a comment to whoever may read the comment here, and to the desk."""
    path = f"{FOLDER}{name}"
    found = CommentPhoto.objects.filter(file=path).first()
    if found is None or not default_storage.exists(path):
        raise Http404
    reader = reader_of(request)
    if not (reader and reader.is_staff):
        _readable_or_404(request, found.comment_id)
    kept = {"Cache-Control": "private, max-age=300"}
    return FileResponse(default_storage.open(path), headers=kept)
