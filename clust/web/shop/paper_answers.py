"""What buyers without internet are asked, as who organises their clust reads and answers it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.campaigns.actions.pledging import Closed
from clust.campaigns.models import Extension, Pledge
from clust.gatherings.models import Gathering, PaperAnswer, PaperForm
from clust.orders.models import Order
from clust.supply.actions.ending import NotLate, OnItsWay, may_take_back_on
from clust.supply.actions.substituting import AlreadyAnswered, TooLate
from clust.supply.claims import claims_on
from clust.supply.models import SubstitutionQuestion, paid
from clust.web.parts.forms import DeskForm
from clust.web.shop.choices import named
from clust.web.shop.goods import OrderGoods, goods_of
from clust.web.shop.held import Held
from clust.web.shop.pledges import extensions_due, held, pledges_of

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the buyer of a form is asked now, and what was answered for them."""

    goods: OrderGoods | None
    extension: Extension | None
    answers: Collection[PaperAnswer]

    @property
    def order(self) -> Order | None:
        """Return the order that came of the form."""
        return self.goods.order if self.goods else None

    @property
    def question(self) -> SubstitutionQuestion | None:
        """Return the question about another variant, answered or not."""
        return self.goods.asked if self.goods else None

    @property
    def waits(self) -> bool:
        """Say whether a question about another variant is still open."""
        return self.question is not None and not hasattr(self.question, "answer")

    @property
    def may_take_back(self) -> bool:
        """Say whether the goods are so late that the money may be had back."""
        return self.goods is not None and self.goods.may_take_back


def asked_on(paper: PaperForm, now: datetime) -> Asked:
    """Return what the buyer of a form is asked."""
    if paper.pledge is None:
        return Asked(None, None, [])
    rows = Order.objects.filter(allotment__pledge=paper.pledge)
    order = rows.select_related("campaign__product", "variant", "delivery_option").first()
    answers = paper.answers.select_related(
        "money_back",
        "substitution__question__offer__variant",
        "renewal__extension",
        "entered_by__identity",
    )
    goods = goods_of(order, now) if order else None
    return Asked(goods, _extension(paper.pledge, now), list(answers.order_by("pk")))


def waits(pledge: Pledge, now: datetime) -> bool:
    """Say whether what was signed waits: for a lower price, or for a place."""
    return _held(pledge, now).state in ("waiting", "again", "queued")


def _held(pledge: Pledge, now: datetime) -> Held:
    (one,) = held(pledges_of(pledge.person, now).filter(pk=pledge.pk), now)
    return one


def _extension(pledge: Pledge, now: datetime) -> Extension | None:
    """Return the later close that needs the buyer's yes."""
    one = _held(pledge, now)
    return Extension.objects.get(pk=one.renewal_due) if one.renewal_due else None


def asked_in(gathering: Gathering, now: datetime) -> set[int]:
    """Return the buyers on paper of a clust who are asked something, by their numbers."""
    signed = gathering.papers.filter(hold__end__pledge__isnull=False)
    pledges = list(signed.values_list("hold__end__pledge", flat=True))
    if not pledges:
        return set()
    if gathering.campaign.gate.open:
        renewing = Pledge.objects.standing().filter(Exists(extensions_due(now)), pk__in=pledges)
        return set(renewing.values_list("person", flat=True))
    orders = Order.objects.filter(allotment__pledge__in=pledges)
    open_ones = SubstitutionQuestion.objects.filter(order__in=orders, answer=None)
    return set(open_ones.values_list("order__person", flat=True)) | _late(gathering, orders, now)


def _late(gathering: Gathering, orders: QuerySet[Order], now: datetime) -> set[int]:
    if now.date() < may_take_back_on(gathering.campaign):
        return set()
    buyers = dict(paid(orders).values_list("pk", "person"))
    return {buyers[claim.order] for claim in claims_on(buyers).values() if claim.units}


class PaperAnswerForm(DeskForm):
    """Their answer, by the word of who organises the clust."""

    sure = forms.BooleanField(label=gettext_lazy("They signed it, or told me so."))


class PaperMoneyBackForm(PaperAnswerForm):
    """They want their money back."""

    refusals: ClassVar[Any] = {
        NotLate: (
            None,
            gettext_lazy("The promised day has not passed by more than the term."),
        ),
        OnItsWay: (
            None,
            gettext_lazy("It is on its way. You may still send it back when it comes."),
        ),
    }


class PaperSubstitutionForm(PaperAnswerForm):
    """They take another variant, or do not."""

    answer = forms.ChoiceField(label=gettext_lazy("What do they say?"), widget=forms.RadioSelect)

    refusals: ClassVar[Any] = {
        TooLate: (
            None,
            gettext_lazy("The last day to answer has passed; your money comes back."),
        ),
        AlreadyAnswered: (None, gettext_lazy("That is settled already.")),
    }
    field_order = ("answer", "sure")

    def __init__(self, *given: Any, instead: str, **options: Any) -> None:
        super().__init__(*given, **options)
        named(self, "answer").choices = [
            (YES, _("Yes, send %(instead)s") % {"instead": instead}),
            (NO, _("No, give me my money back")),
        ]


class PaperRenewalForm(PaperAnswerForm):
    """They stay in until a later close."""

    refusals: ClassVar[Any] = {
        Closed: (None, gettext_lazy("This can no longer be changed")),
    }
