"""What suppliers are told of an enquiry, from the asking to the decision."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.base.formats import moment, money, units
from clust.notices.links import desk_link, supplier_link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story
from clust.sourcing.models import (
    Award,
    Enquiry,
    EnquiryAnswer,
    EnquiryMessage,
    Invitee,
    Quote,
)


def enquiry(notice: Notice, now: datetime) -> Story:
    """Return what is asked and until when; also as a reminder before it ends."""
    fact = Invitee.objects.select_related("enquiry").get(pk=notice.fact)
    asked = fact.enquiry
    return Story(
        says={"title": asked.title, "words": asked.words, "until": moment(asked.answer_by)},
        facts=[
            Fact(_("We ask for"), asked.title),
            Fact(_("Units we count on"), units(asked.likely_units)),
            Fact(_("Currency"), asked.currency),
            Fact(_("Answer by"), moment(asked.answer_by), strong=True),
        ],
        actions=[_to(asked, _("See the enquiry and answer"))],
    )


def enquiry_answer(notice: Notice, now: datetime) -> Story:
    """Return a question and its answer, without saying who asked."""
    fact = EnquiryAnswer.objects.select_related("question__invitee__enquiry").get(pk=notice.fact)
    asked = fact.question.invitee.enquiry
    return Story(
        says={"title": asked.title, "question": fact.question.words, "answer": fact.words},
        actions=[_to(asked, _("See the enquiry"))],
    )


def enquiry_message(notice: Notice, now: datetime) -> Story:
    """Return a message of the desk to the supplier, or of the supplier to the desk."""
    rows = EnquiryMessage.objects.select_related("invitee__enquiry", "invitee__supplier")
    fact = rows.get(pk=notice.fact)
    asked = fact.invitee.enquiry
    to_desk = Action(_("To the enquiry"), desk_link("enquiry", asked.pk))
    return Story(
        says={
            "title": asked.title,
            "words": fact.words,
            "by_desk": fact.by_desk,
            "supplier": fact.invitee.supplier.name,
        },
        actions=[_to(asked, _("Read and answer")) if fact.by_desk else to_desk],
    )


def counter(notice: Notice, now: datetime) -> Story:
    """Return the desk's counter-offer in short."""
    fact = Quote.objects.select_related("product", "enquiry").get(pk=notice.fact)
    return Story(
        says={"product": fact.product.name, "note": fact.note},
        facts=_offered(fact),
        actions=[Action(_("See the counter-offer"), supplier_link("quote", fact.pk))],
    )


def decided(notice: Notice, now: datetime) -> Story:
    """Return which offer was accepted, to its supplier; to others, that another one was."""
    quotes = Award.objects.select_related("quote__product", "quote__enquiry")
    fact = quotes.get(pk=notice.fact)
    asked, won = fact.quote.enquiry, notice.kind == Notice.Kind.AWARDED
    title = asked.title if asked else fact.quote.product.name
    way = Action(_("See your offer"), supplier_link("quote", fact.quote_id))
    return Story(
        says={"title": title, "product": fact.quote.product.name if won else ""},
        facts=_offered(fact.quote) if won else [],
        actions=[way] if won else [_to(asked, _("See the enquiry"))] if asked else [],
    )


def _offered(quote: Quote) -> list[Fact]:
    return [
        Fact(
            ngettext("From %(units)s unit", "From %(units)s units", rung.from_units)
            % {"units": units(rung.from_units)},
            money(rung.net_cents, quote.currency),
        )
        for rung in quote.rungs.all()
    ]


def _to(asked: Enquiry, label: str) -> Action:
    return Action(label, supplier_link("enquiry", asked.pk))
