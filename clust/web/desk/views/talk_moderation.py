"""Moderation of the conversation at the desk: reports, hidings, objections, and their log."""

from typing import Any

from django.contrib import messages
from django.db.models import Model, Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.people.models import Profile
from clust.storefronts.models import Storefront, Tribe
from clust.talk.actions.moderating import dismiss_written, hide_written, rule_on
from clust.talk.models import Comment, TalkAppeal, TalkHiding, TalkReport
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.desk.views.talk import decisions_about, judged
from clust.web.desk.wish_forms import HidingForm, RulingForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.wishes.models.moderation import Reason

SECTION = "desk:comments"
THINGS: dict[str, type[Model]] = {"comment": Comment, "tribe": Tribe, "profile": Profile}
KINDS = {
    "comment": gettext_lazy("a message"),
    "tribe": gettext_lazy("a tribe"),
    "profile": gettext_lazy("a member’s page"),
}


def named(thing: Any) -> str:
    """Return a thing in a few words: its name, or how it begins."""
    return thing.words[:80] if isinstance(thing, Comment) else str(thing)


def _by_reason(lookup: str) -> Filter:
    return Filter(
        "reason",
        gettext_lazy("reason"),
        [
            Answer(
                value,
                label,
                lambda now, value=value: Q(**{lookup: value}),  # type: ignore[misc]
            )
            for value, label in Reason.choices
        ],
    )


def _by_kind(path: str = "") -> Filter:
    return Filter(
        "kind",
        gettext_lazy("kind"),
        [
            Answer(
                kind,
                label,
                lambda now, kind=kind: Q(**{f"{path}{kind}__isnull": False}),  # type: ignore[misc]
            )
            for kind, label in KINDS.items()
        ],
    )


REPORTS = Listing(
    columns={
        gettext_lazy("Number"): lambda report: report.pk,
        gettext_lazy("Kind"): lambda report: KINDS[report.about],
        gettext_lazy("Title"): lambda report: named(report.written),
        gettext_lazy("Reason"): lambda report: report.get_reason_display(),
        gettext_lazy("Words"): lambda report: report.words,
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
        _by_reason("reason"),
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
        gettext_lazy("Words"): lambda appeal: appeal.words,
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
        _by_reason("hiding__reason"),
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


def _ruled(*, upheld: bool) -> Q:
    return Q(appeal__ruling__upheld=upheld)


DECISIONS = Listing(
    columns={
        gettext_lazy("Number"): lambda hiding: hiding.pk,
        gettext_lazy("Storefront"): lambda hiding: hiding.storefront.name,
        gettext_lazy("Kind"): lambda hiding: KINDS[hiding.about],
        gettext_lazy("Title"): lambda hiding: named(hiding.written),
        gettext_lazy("Reason"): lambda hiding: hiding.get_reason_display(),
        gettext_lazy("Words"): lambda hiding: hiding.words,
        gettext_lazy("Decided by"): lambda hiding: hiding.person_id,
        gettext_lazy("Hidden"): lambda hiding: hiding.at,
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
        _by_reason("reason"),
    ],
    sorts={"hidden": ["at"]},
    order="-hidden",
)
OF_HIDING = ("comment", "tribe", "profile", "storefront", "person__identity")


@desk_page
def reports(request: PersonRequest) -> HttpResponseBase:
    """Show what people say should not stay."""
    rows = TalkReport.objects.select_related("comment", "tribe", "profile")
    return listed(request, REPORTS, rows, "desk/talk/reports.html", section=SECTION)


@desk_page
def objections(request: PersonRequest) -> HttpResponseBase:
    """Show which authors do not agree."""
    rows = TalkAppeal.objects.select_related(
        "ruling", *(f"hiding__{name}" for name in OF_HIDING[:3])
    )
    return listed(request, OBJECTIONS, rows, "desk/talk/objections.html", section=SECTION)


@desk_page
def decisions(request: PersonRequest) -> HttpResponseBase:
    """Show all that was hidden, by whom and why, and what came of it: the log."""
    rows = TalkHiding.objects.select_related("appeal__ruling", *OF_HIDING)
    return listed(request, DECISIONS, rows, "desk/talk/decisions.html", section=SECTION)


@desk_page
def written(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Show a tribe or a member's page with its reports and decisions."""
    found = _found(kind, pk)
    if kind == "comment":
        return redirect("desk:comment", pk)
    context = {**decisions_about(found, kind), "title": named(found), "section": SECTION}
    return render(request, "desk/talk/written.html", context)


def _found(kind: str, pk: int) -> Any:
    if kind not in THINGS:
        raise Http404
    return get_object_or_404(judged(THINGS[kind]._default_manager.all(), kind), pk=pk)


@desk_page
def hiding(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Hide a thing, with the reason that its author reads."""
    found = _found(kind, pk)
    last = found.talkreports.order_by("-pk").first()
    form = HidingForm(sent(request), initial={"reason": last.reason} if last else {})
    if form.is_valid() and form.attempt(
        flow.act,
        hide_written,
        thing=found,
        storefront=_storefront(request, found, last),
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("It is hidden. Its author can object."))
        return redirect("desk:written", kind, pk)
    return form_page(
        request,
        form,
        title=_("Hide “%(title)s”") % {"title": named(found)},
        action=_("Hide it"),
        back=reverse("desk:written", args=[kind, pk]),
        section=SECTION,
    )


def _storefront(request: PersonRequest, thing: Any, last: TalkReport | None) -> Storefront:
    """Return in whose name its author is told: a member's page is hidden where it was reported."""
    if isinstance(thing, Profile):
        return last.storefront if last else request.storefront
    storefront: Storefront = thing.storefront
    return storefront


@desk_page
@require_POST
def dismissal(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Let a thing stay: its reports are judged."""
    flow.act(dismiss_written, thing=_found(kind, pk), now=timezone.now())
    messages.success(request, _("It stays, and its reports are judged."))
    return redirect("desk:written", kind, pk)


@desk_page
def objection(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Look again at a hiding its author does not agree with, and decide."""
    rows = TalkAppeal.objects.select_related(
        "ruling__person__identity", *(f"hiding__{name}" for name in OF_HIDING)
    )
    found = get_object_or_404(rows, pk=pk)
    form = RulingForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        rule_on,
        appeal=found,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Decided. The author is told why."))
        return redirect("desk:talk_objection", pk)
    thing = found.hiding.written
    context = {
        "appeal": found,
        "ruling": getattr(found, "ruling", None),
        "title": named(thing),
        "thing_url": reverse("desk:written", args=[found.hiding.about, thing.pk]),
        "up_url": reverse("desk:talk_objections"),
        "section": SECTION,
    }
    return with_form(request, "desk/wishes/appeal.html", form, **context)
