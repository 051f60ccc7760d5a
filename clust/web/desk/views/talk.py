"""The conversation at the desk: all that is said, answering from there, and the tribes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.storefronts.models import Storefront, Tribe
from clust.talk.actions.saying import reply_to
from clust.talk.models import Comment, TalkReport, hidden
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.answering import AnswerForm
from clust.web.parts.lists import Answer, Filter, Listing, Rows, listed

SECTION = "desk:comments"


def titled(comment: Comment) -> str:
    """Return what a comment speaks of, in words."""
    thing: Any = comment.wish or comment.product or (comment.campaign and comment.campaign.product)
    return str(thing)


def state_of(comment: Any) -> str:
    """Return whether a comment is shown, in words."""
    if comment.is_hidden:
        return _("hidden")
    return _("taken back") if comment.is_taken_back else _("shown")


STATES = Filter(
    "state",
    gettext_lazy("state"),
    [
        Answer(
            "to_answer",
            gettext_lazy("to answer"),
            lambda now: Q(pk__in=Comment.objects.to_answer().values("pk"), is_hidden=False),
        ),
        Answer("reported", gettext_lazy("reported"), lambda now: Q(is_reported=True)),
        Answer("hidden", gettext_lazy("hidden"), lambda now: Q(is_hidden=True)),
        Answer("gone", gettext_lazy("taken back"), lambda now: Q(taking_back__isnull=False)),
    ],
)
KINDS = Filter(
    "kind",
    gettext_lazy("kind"),
    [
        Answer("question", gettext_lazy("questions"), lambda now: Q(is_question=True)),
        Answer("review", gettext_lazy("reviews"), lambda now: Q(review__isnull=False)),
        Answer("reply", gettext_lazy("replies"), lambda now: Q(parent__isnull=False)),
        Answer("official", gettext_lazy("official answers"), lambda now: ~Q(voice="member")),
    ],
)
ABOUT = Filter(
    "about",
    gettext_lazy("about"),
    [
        Answer("wish", gettext_lazy("wishes"), lambda now: Q(wish__isnull=False)),
        Answer("campaign", gettext_lazy("clusts"), lambda now: Q(campaign__isnull=False)),
        Answer("product", gettext_lazy("products"), lambda now: Q(product__isnull=False)),
    ],
)
COMMENTS = Listing(
    columns={
        gettext_lazy("Number"): lambda comment: comment.pk,
        gettext_lazy("Storefront"): lambda comment: comment.storefront.name,
        gettext_lazy("About"): titled,
        gettext_lazy("Message"): lambda comment: comment.words,
        gettext_lazy("Whose voice"): lambda comment: comment.get_voice_display(),
        gettext_lazy("Said"): lambda comment: comment.at,
        gettext_lazy("Thanks"): lambda comment: comment.thanked,
        gettext_lazy("State"): state_of,
    },
    search=("words",),
    number="pk",
    filters=[STATES, KINDS, ABOUT],
    links={"storefront": "storefront", "campaign": "campaign", "person": "person"},
    sorts={"said": ["at"], "thanked": ["thanked"]},
    order="-said",
)
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
            [
                Answer(kind.value, kind.label, lambda now, word=kind.value: Q(kind=word))  # type: ignore[misc]
                for kind in Tribe.Kind
            ],
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


def judged(rows: Rows, kind: str) -> Rows:
    """Add whether things are hidden, and whether a report of them waits."""
    waiting = TalkReport.objects.due_to_judge().filter(**{kind: OuterRef("pk")})
    found: Rows = rows.annotate(is_hidden=hidden(kind), is_reported=Exists(waiting))
    return found


def with_marks(rows: Rows) -> Rows:
    """Add to comments what the list says of them."""
    rows = rows.select_related(
        "storefront", "wish", "product", "campaign__product", "taking_back", "review", "parent"
    )
    return judged(rows.annotate(thanked=Count("thanks")), "comment")


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


def decisions_about(thing: Any, kind: str) -> dict[str, Any]:
    """Return the reports of a thing and what was decided about it, the newest first."""
    hidings = thing.talkhidings.select_related("person__identity", "appeal__ruling")
    return {
        "kind": kind,
        "thing": thing,
        "reports": thing.talkreports.order_by("-pk"),
        "hidings": hidings.order_by("-pk"),
    }


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
