"""Projects for everybody: the list, a project, voting for it, asking about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.people.models import Person
from clust.web.parts.access import signed_in
from clust.web.parts.projects import ProjectStanding, promises_of, standings_of
from clust.web.shop import limits
from clust.web.shop.means import usable_cards
from clust.web.shop.offers import storefront_of
from clust.web.shop.passing import of_project
from clust.web.shop.project_forms import QuestionForm, VoteForm
from clust.web.shop.projects import A_PAGE, TABS, in_tab, shown, standing_or_404
from clust.web.shop.sharing import share_of
from clust.web.shop.visits import me
from clust.wishes.actions.backing import AlreadyEnded, take_back
from clust.wishes.actions.conversing import ask_question
from clust.wishes.actions.projecting import vote_for
from clust.wishes.models import Backing

LATEST = 20


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Show the projects of this storefront."""
    now = timezone.now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else next(iter(TABS))
    rows = in_tab(shown(storefront_of(request), now), tab, now)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": standings_of(page, now), "tab": tab, "tabs": TABS, "now": now}
    return render(request, "shop/projects/list.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project: its idea, its votes, its promises, what is said about it."""
    return _page(request, standing_or_404(request, pk, timezone.now()))


def _page(request: HttpRequest, one: ProjectStanding, **forms: Any) -> HttpResponse:
    now, row = timezone.now(), one.project
    person = request.user if request.user.is_authenticated else None
    asked = row.questions.select_related("answer").order_by("-at", "-pk")
    context = {
        "one": one,
        "project": row,
        "pictures": list(row.wish.pictures.all()),
        "choices": row.wish.choices.all(),
        "promises": promises_of(row, now),
        "updates": row.updates.select_related("person")[:LATEST],
        "questions": asked[:LATEST],
        "mine": _mine(row, person) if person else None,
        "is_creator": person is not None and person.pk == row.wish.person_id,
        "question_form": QuestionForm(auto_id="q_%s"),
        "vote_form": _vote_form(one, person) if person and one.is_voting else None,
        "share": share_of(request, of_project(one)),
        "now": now,
    }
    status = 400 if forms else 200
    return render(request, "shop/projects/project.html", context | forms, status=status)


def _mine(project: Any, person: Person) -> Backing | None:
    rows = Backing.objects.standing().filter(wish=project.wish, person=person)
    return rows.select_related("choice", "card").first()


def _vote_form(one: ProjectStanding, person: Person, data: Any = None) -> VoteForm | None:
    if one.vote is None:
        return None
    cards = usable_cards(person, timezone.localdate())
    mine = _mine(one.project, person)
    return VoteForm(data, vote=one.vote, cards=cards, initial=_said(mine), auto_id="v_%s")


def _said(mine: Backing | None) -> dict[str, Any]:
    if mine is None:
        return {}
    return {"units": mine.units, "limit_until": mine.limit_until, "choice": mine.choice_id}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def votes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Vote for a project; who had to sign in first comes back to its page."""
    one, person = standing_or_404(request, pk, timezone.now()), me(request)
    form = _vote_form(one, person, request.POST)
    if request.method != "POST" or form is None:
        return redirect("shop:project", pk)
    if wait := limits.look_pace.wait(("vote", person.pk)):
        return limits.too_often(request, wait)
    inputs = {"vote": one.vote, "person": person, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, vote_for, **inputs, **form.cleaned_data):
        messages.success(request, _("Your vote counts. Pass it on!"))
        return redirect("shop:project", pk)
    return _page(request, one, vote_form=form)


@signed_in
@require_POST
def vote_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one's vote back."""
    one = standing_or_404(request, pk, timezone.now())
    mine = _mine(one.project, me(request))
    if mine:
        try:
            flow.act(take_back, backing=mine, now=timezone.now())
            messages.success(request, _("Your vote is taken back."))
        except AlreadyEnded:
            pass
    return redirect("shop:project", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask about a project."""
    one, person = standing_or_404(request, pk, timezone.now()), me(request)
    if request.method != "POST":
        return redirect("shop:project", pk)
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    form = QuestionForm(request.POST, auto_id="q_%s")
    inputs = {"project": one.project, "person": person, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, ask_question, **inputs, **form.cleaned_data):
        messages.success(request, _("Your question is on the page. The creator is asked."))
        return redirect("shop:project", pk)
    return _page(request, one, question_form=form)
