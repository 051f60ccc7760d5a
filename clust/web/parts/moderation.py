"""Lists of moderation: what was reported, what authors object to, and the log of decisions."""

from typing import Any

from django.db.models import Model, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.people.models import Profile
from clust.storefronts.models import Tribe
from clust.talk.models import Comment, TalkHiding
from clust.web.parts.lists import Answer, Filter, Listing, answers, equal
from clust.wishes.models.moderation import Reason

THINGS: dict[str, type[Model]] = {"comment": Comment, "tribe": Tribe, "profile": Profile}
KINDS = {
    "comment": gettext_lazy("a message"),
    "tribe": gettext_lazy("a tribe"),
    "profile": gettext_lazy("a member’s page"),
}


def named(thing: Any) -> str:
    """Return a thing in a few words: its name, or how it begins."""
    return Truncator(thing.words).chars(80) if isinstance(thing, Comment) else str(thing)


def by_reason(lookup: str) -> Filter:
    """Return the question of why something should not stay."""
    return Filter("reason", gettext_lazy("reason"), answers(lookup, Reason.choices))


def _by_kind(path: str = "") -> Filter:
    return Filter(
        "kind",
        gettext_lazy("kind"),
        [
            Answer(kind, label, equal(f"{path}{kind}__isnull", False))
            for kind, label in KINDS.items()
        ],
    )


REPORTS = Listing(
    columns={
        gettext_lazy("Number"): lambda report: report.pk,
        gettext_lazy("Kind"): lambda report: KINDS[report.about],
        gettext_lazy("Title"): lambda report: named(report.written),
        gettext_lazy("Reason"): lambda report: report.get_reason_display(),
        gettext_lazy("In words"): lambda report: report.words,
        gettext_lazy("Reported"): lambda report: report.at,
        gettext_lazy("Judged"): lambda report: report.seen_at,
    },
    search=("words", "comment__words", "tribe__name", "profile__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("due", gettext_lazy("to judge"), lambda now: Q(seen_at=None)),
                Answer("seen", gettext_lazy("judged"), lambda now: Q(seen_at__isnull=False)),
            ],
        ),
        _by_kind(),
        by_reason("reason"),
    ],
    sorts={"reported": ["at"], "judged": ["seen_at"]},
    order="-reported",
)
OBJECTIONS = Listing(
    columns={
        gettext_lazy("Number"): lambda appeal: appeal.pk,
        gettext_lazy("Kind"): lambda appeal: KINDS[appeal.hiding.about],
        gettext_lazy("Title"): lambda appeal: named(appeal.hiding.written),
        gettext_lazy("Reason"): lambda appeal: appeal.hiding.get_reason_display(),
        gettext_lazy("In words"): lambda appeal: appeal.words,
        gettext_lazy("Objected"): lambda appeal: appeal.at,
    },
    search=("words", "hiding__comment__words", "hiding__tribe__name", "hiding__profile__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("due", gettext_lazy("to decide"), lambda now: Q(ruling=None)),
                Answer("ruled", gettext_lazy("decided"), lambda now: Q(ruling__isnull=False)),
            ],
        ),
        _by_kind("hiding__"),
        by_reason("hiding__reason"),
    ],
    sorts={"objected": ["at"]},
    order="-objected",
)


def _outcome(hiding: TalkHiding) -> str:
    appeal = getattr(hiding, "appeal", None)
    if appeal is None:
        return _("stands")
    ruling = getattr(appeal, "ruling", None)
    if ruling is None:
        return _("objected to")
    return _("stays hidden") if ruling.upheld else _("shown again")


DECISIONS = Listing(
    columns={
        gettext_lazy("Number"): lambda hiding: hiding.pk,
        gettext_lazy("Storefront"): lambda hiding: hiding.storefront.name,
        gettext_lazy("Kind"): lambda hiding: KINDS[hiding.about],
        gettext_lazy("Title"): lambda hiding: named(hiding.written),
        gettext_lazy("Reason"): lambda hiding: hiding.get_reason_display(),
        gettext_lazy("In words"): lambda hiding: hiding.words,
        gettext_lazy("Decided by"): lambda hiding: hiding.person_id,
        gettext_lazy("Hidden on"): lambda hiding: hiding.at,
        gettext_lazy("Outcome"): _outcome,
    },
    search=("words", "comment__words", "tribe__name", "profile__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("stands", gettext_lazy("stands"), lambda now: Q(appeal=None)),
                Answer(
                    "objected",
                    gettext_lazy("objected to"),
                    lambda now: Q(appeal__isnull=False, appeal__ruling=None),
                ),
                Answer(
                    "upheld",
                    gettext_lazy("stays hidden"),
                    lambda now: Q(appeal__ruling__upheld=True),
                ),
                Answer(
                    "lifted",
                    gettext_lazy("shown again"),
                    lambda now: Q(appeal__ruling__upheld=False),
                ),
            ],
        ),
        _by_kind(),
        by_reason("reason"),
    ],
    sorts={"hidden": ["at"]},
    order="-hidden",
)
OF_HIDING = ("comment", "tribe", "profile", "storefront", "person__identity")
