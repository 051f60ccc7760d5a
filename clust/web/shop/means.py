"""What an order may be paid with: a saved card, a new one, a transfer; at the close, or now."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign, Mandate, Pledge
from clust.people.models import Person
from clust.wallet.models import Card
from clust.web.shop.choices import Choice, named

NEW, TRANSFER = "new", "transfer"
AT_CLOSE, NOW = "close", "now"
AFTER_CLOSE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Means:
    """What a person chose to pay with, and when."""

    card: Card | None
    by_transfer: bool
    direct: bool


class MeansForm(forms.Form):
    """How it is paid; without an answer the card saved last, at the close."""

    pay = forms.ChoiceField(
        label=_("How do you pay?"), error_messages={"required": _("Say how you pay.")}
    )
    when = forms.ChoiceField(
        label=_("When do you pay?"),
        choices=[(AT_CLOSE, _("At the close")), (NOW, _("Now"))],
        required=False,
    )

    def __init__(self, data: Any, *, cards: list[Card], transfers: bool, singles: bool) -> None:
        super().__init__(data)
        self.cards, self.transfers, self.singles = cards, transfers, singles
        ways = [(str(card.pk), str(card)) for card in cards] + [(NEW, NEW)]
        named(self, "pay").choices = [*ways, *([(TRANSFER, TRANSFER)] if transfers else [])]
        if not singles:
            named(self, "when").choices = [(AT_CLOSE, AT_CLOSE)]

    def clean(self) -> dict[str, Any]:
        """See that what is bought now is paid by card."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == NOW and cleaned.get("pay") == TRANSFER:
            self.add_error("pay", _("What you buy now is paid by card."))
        return cleaned

    @property
    def chosen(self) -> str:
        """Return the way to pay that the page marks."""
        ways = {str(card.pk) for card in self.cards} | {
            NEW,
            *({TRANSFER} if self.transfers else ()),
        }
        asked = self.data.get("pay")
        return asked if asked in ways else str(self.cards[0].pk) if self.cards else NEW

    @property
    def buys_now(self) -> bool:
        """Say whether the page marks that it is bought now."""
        return self.singles and self.data.get("when") == NOW

    def means(self) -> Means:
        """Return what was chosen, once the form is valid."""
        pay = self.cleaned_data["pay"]
        return Means(
            card=next((card for card in self.cards if str(card.pk) == pay), None),
            by_transfer=pay == TRANSFER,
            direct=self.cleaned_data["when"] == NOW,
        )


def order_means(person: Person, campaign: Campaign, choice: Choice, data: Any = None) -> MeansForm:
    """Return the form for an order: the cards that outlive the close, and what the clust takes."""
    return MeansForm(
        data or None,
        cards=usable_cards(person, campaign.closes_at.date() + AFTER_CLOSE),
        transfers=campaign.takes_transfers,
        singles=campaign.ships_singles and not choice.waits,
    )


def mandate_means(pledge: Pledge) -> Means | None:
    """Return what a pledge is to be paid with, None where its card is no good for it any more."""
    mandate = Mandate.objects.filter(pledge=pledge).select_related("card").first()
    if mandate is None:
        return None
    good = usable_cards(pledge.person, pledge.campaign.closes_at.date() + AFTER_CLOSE)
    if mandate.by_transfer or mandate.card in good:
        return Means(card=mandate.card, by_transfer=mandate.by_transfer, direct=False)
    return None


def usable_cards(person: Person, on: date) -> list[Card]:
    """Return a person's cards that are still good on a day, the one saved last first."""
    return list(Card.objects.usable(on).filter(person=person))
