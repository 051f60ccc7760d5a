"""What happens after the sale: withdrawals, returns, claims, talk, recalls."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, moment, units
from clust.campaigns.models import Campaign
from clust.notices.links import desk_link, link
from clust.notices.models import Notice
from clust.notices.papers import retraction_receipt, return_label
from clust.notices.stories.parts import Action, Fact, Story, cents, what
from clust.orders.models import Cancellation, Order
from clust.returns.models import ClaimAnswer, Message, Recall, Retraction, Return


def retracted(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return the receipt of a withdrawal after the close, with its label where goods come back."""
    fact = Retraction.objects.select_related("order__variant", "order__person").get(pk=notice.fact)
    undone = Cancellation.objects.filter(key=f"retraction:{fact.pk}").first()
    back = Return.objects.filter(retraction=fact).first()
    facts = [
        Fact(_("Withdrawal from the contract"), fact.number),
        Fact(_("Order"), _("no. %(number)s") % {"number": fact.order_id}),
        Fact(_("Seller"), campaign.terms.seller.name),
        Fact(_("Withdrawn from"), _bought(fact.order, fact.units, campaign), strong=True),
        Fact(_("Received"), moment(fact.at)),
    ]
    if undone:
        facts.append(Fact(_("Refunded now"), cents(campaign, undone.total_gross_cents)))
    if back:
        facts += [
            Fact(_("Return"), back.number),
            Fact(_("Send it back by"), day(back.send_by_on)),
        ]
    return Story(
        says={"number": fact.order_id, "undone": bool(undone), "back": bool(back)},
        facts=facts,
        actions=[_to_return(back) if back else _to_order(fact.order_id)],
        small=_small(campaign),
        papers=[retraction_receipt(fact, campaign), *([return_label(back)] if back else [])],
    )


def return_opened(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return how to send something back, with its label."""
    back = _return(notice.fact)
    return Story(
        says={"number": back.number},
        facts=[*_return_facts(back, campaign), Fact(_("Send it back by"), day(back.send_by_on))],
        actions=[_to_return(back)],
        small=_small(campaign),
        papers=[return_label(back)],
    )


def return_end(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return what became of a return: given back, exchanged or refused, and why."""
    back = _return(notice.fact)
    given = getattr(back, "restitution", None)
    exchange = getattr(back, "exchange", None)
    refusal = getattr(back, "refusal", None)
    check = getattr(back, "checked", None)
    facts = _return_facts(back, campaign)
    if check:
        facts.append(Fact(_("Accepted"), units(check.units)))
    if check and check.lost_gross_cents:
        facts.append(Fact(_("Value lost"), cents(campaign, check.lost_gross_cents)))
    if given:
        total = given.cancellation.total_gross_cents
        facts.append(Fact(_("Given back"), cents(campaign, total), strong=True))
    told = refusal or check
    return Story(
        says={
            "number": back.number,
            "given": bool(given),
            "exchange": exchange.note if exchange else "",
            "refused": bool(refusal),
            "reason": told.reason if told else "",
            "mediator": campaign.terms.seller.mediator,
            "mediator_url": campaign.terms.seller.mediator_url,
        },
        facts=facts,
        actions=[_to_return(back)],
        small=_small(campaign),
    )


def claim_answer(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return the answer to a claim."""
    said = ClaimAnswer.objects.select_related("claim__order__variant").get(pk=notice.fact)
    claim = said.claim
    facts = [
        Fact(_("Claim"), claim.number),
        Fact(_("Product"), _bought(claim.order, claim.units, campaign)),
        Fact(_("Our answer"), said.get_remedy_display(), strong=True),
    ]
    if said.gross_cents:
        facts.append(Fact(_("Less"), cents(campaign, said.gross_cents)))
    return Story(
        says={
            "number": claim.number,
            "reason": said.reason,
            "refused": said.remedy == ClaimAnswer.Remedy.REFUSED,
            "money": said.remedy == ClaimAnswer.Remedy.REFUNDED,
            "mediator": campaign.terms.seller.mediator,
            "mediator_url": campaign.terms.seller.mediator_url,
        },
        facts=facts,
        actions=[Action(_("The claim"), link("claim", claim.pk))],
        small=_small(campaign),
    )


def answer(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that after-sales answered; the words themselves are read on the page."""
    message = Message.objects.select_related("thread").filter(pk=notice.fact).first()
    actions = [Action(_("Read and answer"), link("thread", message.thread_id))] if message else []
    number = message.thread.order_id if message else ""
    words = message.words if message else ""
    return Story(says={"number": number, "words": words}, actions=actions)


def question(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return to its assignee that a buyer wrote."""
    message = Message.objects.select_related("thread").filter(pk=notice.fact).first()
    if message is None:
        return Story(says={"number": ""})
    due = message.answer_due_at
    return Story(
        says={"number": message.thread.order_id},
        facts=[Fact(_("Answer due"), moment(due))] if due else [],
        actions=[Action(_("Read and answer"), desk_link("thread", message.thread_id))],
    )


def recalled(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return a recall in the words of the desk."""
    fact = Recall.objects.select_related("product").get(pk=notice.fact)
    product, seller = fact.product, campaign.terms.seller
    facts = [
        Fact(_("Product"), product.name, strong=True),
        Fact(_("Model, batch or GTIN"), product.identifier),
        Fact(_("Manufacturer"), product.manufacturer),
        Fact(_("Call us free of charge"), seller.phone),
    ]
    return Story(
        says={"product": product.name, "words": fact.words},
        facts=[line for line in facts if line.value],
        actions=[Action(_("My clusts"), link("my_clusts"))],
    )


def _return(number: int) -> Return:
    return Return.objects.select_related("order__variant").get(pk=number)


def _return_facts(back: Return, campaign: Campaign) -> list[Fact]:
    return [
        Fact(_("Return"), back.number),
        Fact(_("Product"), _bought(back.order, back.units, campaign)),
        Fact(_("Reason"), back.get_reason_display()),
    ]


def _bought(order: Order, number: int, campaign: Campaign) -> str:
    return what(number, campaign.product.name, order.variant.name)


def _to_return(back: Return) -> Action:
    return Action(_("The return and its label"), link("return", back.pk))


def _to_order(number: int) -> Action:
    return Action(_("See my order"), link("order", number))


def _small(campaign: Campaign) -> list[str]:
    seller = campaign.terms.seller
    told = {"name": seller.mediator, "url": seller.mediator_url}
    return [_("Consumer mediator: %(name)s, %(url)s") % told]
