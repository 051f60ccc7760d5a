"""Answering for people without internet what buyers are asked: as they signed it, or said so."""

from datetime import datetime

from django.db import transaction

from clust.campaigns.actions.pledging import Closed, renew_pledge
from clust.campaigns.models import Extension, Pledge, Renewal
from clust.gatherings.actions.starting import check_host
from clust.gatherings.models import PaperAnswer, PaperForm
from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.supply.actions.ending import take_money_back
from clust.supply.actions.substituting import answer_substitution
from clust.supply.models import SubstitutionAnswer, SubstitutionQuestion


class NotOnPaper(Exception):
    """The buyer has an account, and answers alone."""


@transaction.atomic
def take_money_back_on_paper(*, order: Order, entered_by: Person, now: datetime) -> Cancellation:
    """
    Give the money back to a buyer on paper who waited beyond the term; once, whoever enters it.

    :raises NotOnPaper: if the order came of no signed form
    :raises NotHost: if whoever enters it does not organise the clust
    :raises NotLate: if the term is not over
    :raises OnItsWay: if nothing is left that was not sent
    """
    paper = _paper_of(order.pledge, entered_by)
    undone = take_money_back(order, now=now)
    told = {"paper": paper, "entered_by": entered_by, "at": now}
    PaperAnswer.objects.get_or_create(money_back=undone, defaults=told)
    return undone


@transaction.atomic
def answer_substitution_on_paper(
    *, question: SubstitutionQuestion, accepted: bool, entered_by: Person, now: datetime
) -> SubstitutionAnswer:
    """
    Enter a buyer's yes or no to another variant; the same answer twice is once.

    :raises NotOnPaper: if the order came of no signed form
    :raises NotHost: if whoever enters it does not organise the clust
    :raises TooLate: if the last day has passed
    :raises AlreadyAnswered: if somebody else entered one, or the contrary, or nothing is left
    """
    paper = _paper_of(question.order.pledge, entered_by)
    answer = answer_substitution(question=question, accepted=accepted, person=entered_by, now=now)
    told = {"paper": paper, "entered_by": entered_by, "at": now}
    PaperAnswer.objects.get_or_create(substitution=answer, defaults=told)
    return answer


@transaction.atomic
def renew_on_paper(
    *, pledge: Pledge, extension: Extension, entered_by: Person, now: datetime
) -> Renewal:
    """
    Enter a buyer's yes to a later close; once, whoever enters it.

    :raises NotOnPaper: if the pledge came of no signed form
    :raises NotHost: if whoever enters it does not organise the clust
    :raises Closed: if the old date is over, the clust is closed, or the pledge is taken back
    """
    paper = _paper_of(pledge, entered_by)
    if not Pledge.objects.standing().filter(pk=pledge.pk, campaign__gate__open=True).exists():
        raise Closed
    renewal = renew_pledge(pledge=pledge, extension=extension, now=now)
    told = {"paper": paper, "entered_by": entered_by, "at": now}
    PaperAnswer.objects.get_or_create(renewal=renewal, defaults=told)
    return renewal


def _paper_of(pledge: Pledge, entered_by: Person) -> PaperForm:
    """Return the form that a pledge came of, for somebody who organises its clust."""
    forms = PaperForm.objects.select_related("gathering")
    paper = forms.filter(hold__end__pledge=pledge).first()
    if paper is None:
        raise NotOnPaper
    check_host(paper.gathering, entered_by)
    return paper
