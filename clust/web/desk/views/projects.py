"""Projects at the desk: to review, in the vote, won; their promises, questions and contracts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base.sheets import Cents
from clust.web.desk.pages import form_page, sent
from clust.web.desk.project_forms import (
    MilestoneEndForm,
    MilestoneForm,
    QuestionAnswerForm,
    ReviewForm,
    RightsForm,
    UpdateForm,
)
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.projects import projects_with_all, promises_of, standing_of
from clust.wishes.actions.assigning import offer_rights
from clust.wishes.actions.conversing import answer_question, post_update
from clust.wishes.actions.projecting import review_project
from clust.wishes.actions.promising import add_milestone, end_milestone
from clust.wishes.models import Brief, Milestone, Project, Question
from clust.wishes.voting import day_of, votes_at

SECTION = "desk:projects"
LASTS = timedelta(days=30)
WON = Q(vote__end__won=True)

PROJECTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Title"): lambda row: row.wish.title,
        gettext_lazy("Storefront"): lambda row: row.wish.storefront.name,
        gettext_lazy("Creator"): lambda row: row.wish.person_id,
        gettext_lazy("Price guessed"): lambda row: Cents(row.guess_gross_cents),
        gettext_lazy("Royalty asked"): lambda row: Cents(row.royalty_cents),
        gettext_lazy("Goal"): lambda row: row.goal_units,
        gettext_lazy("Votes"): lambda row: row.units,
        gettext_lazy("Open questions"): lambda row: row.unanswered,
        gettext_lazy("Proposed"): lambda row: row.at,
    },
    search=("wish__title", "pitch", "signed"),
    number="pk",
    filters=[
        Filter(
            "stage",
            gettext_lazy("stage"),
            [
                Answer("new", gettext_lazy("to review"), lambda now: Q(review=None)),
                Answer("refused", gettext_lazy("refused"), lambda now: Q(review__accepted=False)),
                Answer(
                    "voting",
                    gettext_lazy("in the vote"),
                    lambda now: Q(vote__isnull=False, vote__end=None),
                ),
                Answer("lost", gettext_lazy("not won"), lambda now: Q(vote__end__won=False)),
                Answer("won", gettext_lazy("won"), lambda now: WON),
                Answer(
                    "free",
                    gettext_lazy("won, without a brief"),
                    lambda now: WON & Q(wish__brief_line=None),
                ),
                Answer(
                    "contract",
                    gettext_lazy("won, without a contract"),
                    lambda now: WON & Q(assignment=None),
                ),
            ],
        ),
    ],
    links={"person": "wish__person"},
    sorts={
        "title": ["wish__title"],
        "price": ["guess_gross_cents"],
        "royalty": ["royalty_cents"],
        "goal": ["goal_units"],
        "votes": ["units"],
        "questions": ["unanswered"],
        "at": ["at"],
    },
    order="-at",
)

MILESTONES = Listing(
    columns={
        gettext_lazy("Project"): lambda row: row.project.wish.title,
        gettext_lazy("Promise"): lambda row: row.title,
        gettext_lazy("By"): lambda row: row.due_on,
        gettext_lazy("Kept"): lambda row: row.end.kept if hasattr(row, "end") else None,
        gettext_lazy("Words"): lambda row: row.end.words if hasattr(row, "end") else "",
    },
    search=("title", "project__wish__title"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open",
                    gettext_lazy("open"),
                    lambda now: Q(end=None, due_on__gte=day_of(now)),
                ),
                Answer(
                    "late", gettext_lazy("late"), lambda now: Q(end=None, due_on__lt=day_of(now))
                ),
                Answer("kept", gettext_lazy("kept"), lambda now: Q(end__kept=True)),
                Answer("broken", gettext_lazy("not kept"), lambda now: Q(end__kept=False)),
            ],
        )
    ],
    links={"project": "project"},
    sorts={"project": ["project__wish__title"], "due": ["due_on"]},
    order="due",
)


def rows(now: datetime) -> QuerySet[Any]:
    """Return projects with what the desk's list says of them."""
    unanswered = Count("questions", filter=Q(questions__answer=None))
    found: QuerySet[Any] = projects_with_all(now).select_related("wish__storefront")
    counted: QuerySet[Any] = found.annotate(unanswered=unanswered)
    return counted


@desk_page
def projects(request: PersonRequest) -> HttpResponseBase:
    """Show the projects."""
    found = rows(timezone.now())
    return listed(request, PROJECTS, found, "desk/projects/projects.html", section=SECTION)


@desk_page
def project(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one project, and what there is to do for it."""
    now = timezone.now()
    row: Any = get_object_or_404(rows(now), pk=pk)
    one = standing_of(row, now)
    vote = one.vote
    moment = min(now, vote.until) if vote else now
    context = {
        "one": one,
        "project": row,
        "votes": votes_at(vote, moment) if vote else None,
        "brief": Brief.objects.filter(lines__wish=row.wish_id).first(),
        "offers": row.rights_offers.select_related("person__identity"),
        "assignment": getattr(row, "assignment", None),
        "promises": promises_of(row, now),
        "questions": row.questions.select_related("answer"),
        "updates": row.updates.select_related("person__identity"),
        "campaigns": _campaigns(row),
        "now": now,
        "section": SECTION,
    }
    return render(request, "desk/projects/project.html", context)


def _campaigns(row: Any) -> Any:
    assignment = getattr(row, "assignment", None)
    return assignment.campaigns.select_related("product").order_by("pk") if assignment else []


def _step(
    request: PersonRequest,
    pk: int,
    form: DeskForm,
    act: Callable[..., Any],
    *,
    words: dict[str, Any],
    **inputs: Any,
) -> HttpResponseBase:
    """Take one step for a project, or show its form."""
    inputs["now"] = timezone.now()
    if form.is_valid() and form.attempt(flow.act, act, **inputs, **form.cleaned_data):
        messages.success(request, _("It is written down."))
        return redirect("desk:project", pk)
    back = reverse("desk:project", args=[pk])
    return form_page(request, form, back=back, section=SECTION, **words)


@desk_page
def review(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let a project go to the vote, or say why not."""
    row = get_object_or_404(Project.objects.select_related("wish"), pk=pk)
    begun = {
        "price_gross_cents": row.guess_gross_cents,
        "goal_units": row.goal_units,
        "until": timezone.localtime(timezone.now() + LASTS).replace(hour=20, minute=0),
    }
    words = {"title": row.wish.title, "action": _("Decide"), "text": row.pitch}
    form = ReviewForm(sent(request), initial=begun)
    inputs = {"project": row, "person": request.user}
    return _step(request, pk, form, review_project, words=words, **inputs)


@desk_page
def rights(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Offer the creator a contract."""
    row = get_object_or_404(Project.objects.select_related("wish", "vote"), pk=pk)
    words = {
        "title": _("Offer a contract"),
        "action": _("Offer it"),
        "text": _("The creator reads it and agrees with a click. A later offer replaces it."),
    }
    form = RightsForm(sent(request), initial={"royalty_cents": row.royalty_cents or None})
    return _step(request, pk, form, offer_rights, words=words, project=row, person=request.user)


@desk_page
def contract(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the contract as it was agreed."""
    row = get_object_or_404(Project.objects.filter(assignment__isnull=False), pk=pk)
    context = {"project": row, "assignment": row.assignment, "section": SECTION}
    return render(request, "desk/projects/contract.html", context)


@desk_page
def updates(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Tell news of a project."""
    row = get_object_or_404(Project.objects.select_related("wish"), pk=pk)
    words = {"title": _("Tell the tribe"), "action": _("Publish")}
    inputs = {"project": row, "person": request.user}
    return _step(request, pk, UpdateForm(sent(request)), post_update, words=words, **inputs)


@desk_page
def new_milestone(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Promise something."""
    row = get_object_or_404(Project, pk=pk)
    words = {"title": _("Promise something"), "action": _("Promise it")}
    return _step(request, pk, MilestoneForm(sent(request)), add_milestone, words=words, project=row)


@desk_page
def milestones(request: PersonRequest) -> HttpResponseBase:
    """Show what is promised, and what became of it."""
    found = Milestone.objects.select_related("project__wish", "end")
    today = day_of(timezone.now())
    return listed(
        request, MILESTONES, found, "desk/projects/milestones.html", section=SECTION, today=today
    )


@desk_page
def milestone_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Say whether a promise was kept."""
    row = get_object_or_404(Milestone, pk=pk)
    words = {"title": row.title, "action": _("Write it down")}
    form = MilestoneEndForm(sent(request))
    return _step(request, row.project_id, form, end_milestone, words=words, milestone=row)


@desk_page
def answer(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Answer a question in the desk's name."""
    row = get_object_or_404(Question, pk=pk)
    words = {"title": _("Answer a question"), "action": _("Answer"), "text": row.words}
    inputs = {"question": row, "person": request.user}
    form = QuestionAnswerForm(sent(request))
    return _step(request, row.project_id, form, answer_question, words=words, **inputs)
