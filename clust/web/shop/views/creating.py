"""What a creator does: propose, tell news, promise, answer, agree to the contract."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.web.parts.access import signed_in
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import number_in
from clust.web.parts.projects import projects_with_all, promises_of, standings_of
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.project_forms import (
    AnswerForm,
    MilestoneEndForm,
    MilestoneForm,
    ProjectForm,
    UpdateForm,
)
from clust.web.shop.projects import own_or_404
from clust.web.shop.visits import me
from clust.wishes.actions.assigning import AlreadyAssigned, OfferReplaced, assign_rights
from clust.wishes.actions.conversing import answer_question, post_update
from clust.wishes.actions.projecting import propose_project
from clust.wishes.actions.promising import add_milestone, end_milestone
from clust.wishes.contracts import contract_words
from clust.wishes.models import Milestone, Question

BOTH = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(BOTH)
def new_project(request: HttpRequest) -> HttpResponseBase:
    """Propose an idea."""
    person = me(request)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProjectForm(*given)
    if form.is_bound:
        if wait := limits.write_pace.wait(person.pk):
            return limits.too_often(request, wait)
        if form.is_valid() and (
            project := form.attempt(
                flow.act,
                propose_project,
                storefront=storefront_of(request),
                person=person,
                language=get_language() or "fr",
                now=timezone.now(),
                **form.idea,
            )
        ):
            messages.success(request, _("Your idea is with us. Our desk looks at it soon."))
            return redirect("shop:project", project.pk)
    status = 400 if form.errors else 200
    return render(request, "shop/projects/new.html", {"form": form}, status=status)


@signed_in
@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    """Show one's own projects."""
    now = timezone.now()
    rows = projects_with_all(now).filter(wish__person=me(request)).order_by("-at", "-pk")
    return render(
        request, "shop/projects/mine.html", {"cards": standings_of(rows, now), "now": now}
    )


@signed_in
@require_safe
def my_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what there is to do for one's project."""
    now = timezone.now()
    one = own_or_404(me(request), pk, now)
    row = one.project
    context = {
        "one": one,
        "project": row,
        "promises": promises_of(row, now),
        "open_questions": row.questions.filter(answer=None).order_by("at", "pk"),
        "offer": row.rights_offers.order_by("-pk").first(),
        "assignment": getattr(row, "assignment", None),
        "update_form": UpdateForm(auto_id="u_%s"),
        "milestone_form": MilestoneForm(auto_id="m_%s"),
        "answer_form": AnswerForm(auto_id=False),
        "now": now,
    }
    return render(request, "shop/projects/manage.html", context)


def _step(
    request: HttpRequest, pk: int, form: DeskForm, act: Callable[..., Any], **inputs: Any
) -> HttpResponseBase:
    """Take one step for a project of the reader, or show its form again."""
    if form.is_bound and (wait := limits.write_pace.wait(me(request).pk)):
        return limits.too_often(request, wait)
    inputs["now"] = timezone.now()
    if form.is_valid() and form.attempt(flow.act, act, **inputs, **form.cleaned_data):
        messages.success(request, _("It is on the page."))
        return redirect("shop:my_project", pk)
    context = {
        "form": form,
        "title": TITLES[act],
        "action": _("Publish"),
        "back_url": reverse("shop:my_project", args=[pk]),
    }
    return render(request, "parts/confirm.html", context, status=400 if form.errors else 200)


@signed_in
@require_http_methods(BOTH)
def updates(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell what is new."""
    person = me(request)
    project = own_or_404(person, pk, timezone.now()).project
    form = UpdateForm(request.POST or None)
    return _step(request, pk, form, post_update, project=project, person=person)


@signed_in
@require_http_methods(BOTH)
def milestones(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Promise something by a day."""
    project = own_or_404(me(request), pk, timezone.now()).project
    return _step(request, pk, MilestoneForm(request.POST or None), add_milestone, project=project)


@signed_in
@require_http_methods(BOTH)
def milestone_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say whether a promise was kept."""
    rows = Milestone.objects.filter(project__wish__person=me(request))
    row = get_object_or_404(rows, pk=pk)
    form = MilestoneEndForm(request.POST or None)
    return _step(request, row.project_id, form, end_milestone, milestone=row)


@signed_in
@require_http_methods(BOTH)
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a question."""
    person = me(request)
    row = get_object_or_404(Question.objects.filter(project__wish__person=person), pk=pk)
    form = AnswerForm(request.POST or None)
    inputs = {"question": row, "person": person}
    return _step(request, row.project_id, form, answer_question, **inputs)


TITLES: dict[Callable[..., Any], Any] = {
    post_update: gettext_lazy("Tell the tribe"),
    add_milestone: gettext_lazy("Promise something"),
    end_milestone: gettext_lazy("A promise, kept or not"),
    answer_question: gettext_lazy("Answer a question"),
}


@signed_in
@require_http_methods(BOTH)
def rights(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Read the contract that is offered, and agree to it."""
    person = me(request)
    project = own_or_404(person, pk, timezone.now()).project
    offer = project.rights_offers.order_by("-pk").first()
    if offer is None or hasattr(project, "assignment"):
        return redirect("shop:my_project", pk)
    language = get_language() or "fr"
    if request.method == "POST":
        return _agreed(request, project, language)
    context = {"project": project, "offer": offer, "words": contract_words(offer, language)}
    return render(request, "shop/projects/rights.html", context)


def _agreed(request: HttpRequest, project: Any, language: str) -> HttpResponse:
    asked = number_in(request.POST.get("offer", ""))
    offer = get_object_or_404(project.rights_offers, pk=asked)
    said = {"offer": offer, "person": me(request), "language": language}
    try:
        flow.act(assign_rights, now=timezone.now(), **said)
    except OfferReplaced:
        messages.warning(request, _("The offer has changed: please read it again."))
        return redirect("shop:rights", project.pk)
    except AlreadyAssigned:
        pass
    messages.success(request, _("It is agreed. Your contract stays on this page."))
    return redirect("shop:my_project", project.pk)


@signed_in
@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the contract as it was agreed."""
    project = own_or_404(me(request), pk, timezone.now()).project
    assignment = getattr(project, "assignment", None)
    if assignment is None:
        raise Http404
    context = {"project": project, "assignment": assignment}
    return render(request, "shop/projects/contract.html", context)
