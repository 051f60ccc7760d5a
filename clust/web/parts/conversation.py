"""The conversation as those who care for it see it: all that is said, and what was decided."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from clust.talk.models import Comment, TalkReport, hidden
from clust.web.parts.lists import Answer, Filter, Listing, Rows


def titled(comment: Comment) -> str:
    """Return what a comment speaks of, in words."""
    thing: Any = comment.wish or comment.product or (comment.campaign and comment.campaign.product)
    return str(thing)


def state_of(comment: Any) -> str:
    """Return whether a comment is shown, in words."""
    if comment.is_hidden:
        return pgettext("what people say", "hidden")
    return pgettext("what people say", "taken back") if comment.is_taken_back else _("shown")


STATES = Filter(
    "state",
    gettext_lazy("state"),
    [
        Answer(
            "to_answer",
            gettext_lazy("to answer"),
            lambda now: Q(pk__in=Comment.objects.to_answer().values("pk"), is_hidden=False),
        ),
        Answer(
            "reported",
            pgettext_lazy("what people say", "reported"),
            lambda now: Q(is_reported=True),
        ),
        Answer("hidden", pgettext_lazy("what people say", "hidden"), lambda now: Q(is_hidden=True)),
        Answer(
            "gone",
            pgettext_lazy("what people say", "taken back"),
            lambda now: Q(taking_back__isnull=False),
        ),
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


def decisions_about(thing: Any, kind: str) -> dict[str, Any]:
    """Return the reports of a thing and what was decided about it, the newest first."""
    hidings = thing.talkhidings.select_related("person__identity", "appeal__ruling")
    return {
        "kind": kind,
        "thing": thing,
        "reports": thing.talkreports.order_by("-pk"),
        "hidings": hidings.order_by("-pk"),
    }
