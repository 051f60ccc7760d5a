"""Answering for buyers without internet: late goods, another variant, a later close."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clust import flow
from clust.base import formats
from clust.gatherings.actions.answering import (
    answer_substitution_on_paper,
    renew_on_paper,
    take_money_back_on_paper,
)
from clust.gatherings.actions.starting import NotHost
from clust.gatherings.models import PaperForm
from clust.web.parts.access import signed_in
from clust.web.shop.gatherings import paper_or_404
from clust.web.shop.paper_answers import (
    YES,
    Asked,
    PaperAnswerForm,
    PaperMoneyBackForm,
    PaperRenewalForm,
    PaperSubstitutionForm,
    asked_on,
)
from clust.web.shop.visits import me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def paper_money_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the money back to a buyer on paper who waited beyond the promise."""
    row, asked = _asked(request, pk)
    form = PaperMoneyBackForm(request.POST or None)
    if not asked.may_take_back:
        return _page(request, row, asked, "money_back")
    undone = _answered(request, form, take_money_back_on_paper, order=asked.order)
    if undone is None:
        return _page(request, row, asked, "money_back", form)
    money = formats.money(undone.total_gross_cents, row.gathering.campaign.currency)
    messages.success(request, _("%(money)s flow back to them.") % {"money": money})
    return redirect("shop:signed_form", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def paper_substitution(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter whether another variant may come for a buyer on paper."""
    row, asked = _asked(request, pk)
    if asked.question is None or not asked.waits:
        return _page(request, row, asked, "substitution")
    instead = asked.question.offer.variant.name
    form = PaperSubstitutionForm(request.POST or None, instead=instead)
    accepted = request.POST.get("answer") == YES
    told = {"question": asked.question, "accepted": accepted}
    if _answered(request, form, answer_substitution_on_paper, **told) is None:
        return _page(request, row, asked, "substitution", form)
    messages.success(request, _("Thank you, their answer is noted."))
    return redirect("shop:signed_form", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def paper_renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the yes of a buyer on paper to a later close."""
    row, asked = _asked(request, pk)
    form = PaperRenewalForm(request.POST or None)
    if asked.extension is None:
        return _page(request, row, asked, "renewal")
    told = {"pledge": row.pledge, "extension": asked.extension}
    if _answered(request, form, renew_on_paper, **told) is None:
        return _page(request, row, asked, "renewal", form)
    messages.success(request, _("They stay in until the new date."))
    return redirect("shop:signed_form", pk)


def _asked(request: HttpRequest, pk: int) -> tuple[PaperForm, Asked]:
    row = paper_or_404(request, pk)
    return row, asked_on(row, timezone.now())


def _answered(
    request: HttpRequest, form: PaperAnswerForm, action: Callable[..., Any], **told: Any
) -> Any:
    """Return what came of an answer, None where it is not given yet or is refused."""
    if not form.is_valid():
        return None
    by = {"entered_by": me(request), "now": timezone.now()}
    try:
        return form.attempt(flow.act, action, **told, **by)
    except NotHost as error:
        raise Http404 from error


def _page(
    request: HttpRequest,
    row: PaperForm,
    asked: Asked,
    about: str,
    form: PaperAnswerForm | None = None,
) -> HttpResponse:
    """Show what is asked and take the answer; without a form, say that nothing is to answer."""
    shown = {
        "paper": row,
        "product": row.gathering.campaign.product,
        "asked": asked,
        "order": asked.order,
        "goods": asked.goods,
        "question": asked.question,
        "extension": asked.extension,
        "about": about,
        "form": form,
    }
    status = 400 if form and form.errors else 200
    if form is None and request.method == "POST":
        status = 410
    return render(request, "shop/private/paper_answer.html", shown, status=status)
