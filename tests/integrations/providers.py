"""The same cards and the same visitor for every provider that is held to the protocol."""

import re
from dataclasses import dataclass
from typing import Protocol

import httpx
from django.test import Client

from clust.payments.gateway import Ask, Buyer, CardAnswer, Confirmed, Gateway, SavedCard
from tests.fakes.talking import control, type_card, walk

BACK = "http://testserver/back/"
NUMBERS = {
    "sandbox": {
        "ok": "4242424242424242",
        "refused": "4000000000000341",
        "expired": "4000000000000069",
        "asks": "4000002760003184",
        "late": "4000001000000018",
        "silent": "4000001000000026",
        "lost": "4000001000000034",
        "declined": "4000000000000002",
    },
    "stripe": {
        "ok": "4242424242424242",
        "refused": "4000000000000341",
        "expired": "4000001000000067",
        "asks": "4000002760003184",
        "late": "4000001000000018",
        "silent": "4000001000000026",
        "lost": "4000001000000034",
        "declined": "4000000000000002",
    },
}


class Visitor(Protocol):
    """Somebody with a card, on a provider's pages."""

    def types(self, page: str, number: str, answer: str = "yes") -> str:
        """Type a card, answer the bank if it asks; return the way back, "" if there is none."""

    def answers(self, page: str, answer: str) -> str:
        """Answer the bank."""

    def waits(self) -> None:
        """Let time go by, until late answers have come."""


class SandboxVisitor:
    """Walks our own pages."""

    def types(self, page: str, number: str, answer: str = "yes") -> str:
        there = Client().post(page, {"number": number}).headers.get("Location", "")
        return self.answers(there, answer) if "/sandbox/" in there else there

    def answers(self, page: str, answer: str) -> str:
        return Client().post(page, {"answer": answer}).headers["Location"]

    def waits(self) -> None:
        """The sandbox is late until it is asked."""


@dataclass
class StripeVisitor:
    """Walks the fake's pages over HTTP."""

    url: str

    def types(self, page: str, number: str, answer: str = "yes") -> str:
        back = type_card(page, number, answer)
        return re.sub(r"\?.*", "", back)

    def answers(self, page: str, answer: str) -> str:
        return re.sub(r"\?.*", "", walk(page, answer))

    def waits(self) -> None:
        control(self.url, "settle")


@dataclass
class Provider:
    """A gateway with the visitor who goes with it."""

    gateway: Gateway
    visitor: Visitor

    def ask(self, key: str = "card-1", cents: int = 10_000) -> Ask:
        """Ask somebody for a new card."""
        return self.gateway.save_card(
            key=key,
            buyer=Buyer(1, None, "a@b.example", "fr"),
            cents=cents,
            currency="EUR",
            return_url=BACK,
            cancel_url=BACK,
        )

    def types(self, asked: Ask, kind: str, answer: str = "yes") -> str:
        return self.visitor.types(asked.url, NUMBERS[self.gateway.name][kind], answer)

    def state(self, asked: Ask, key: str = "card-1") -> CardAnswer | None:
        return self.gateway.card_state(key=key, ref=asked.ref)

    def card(self, kind: str = "ok") -> SavedCard:
        """Return a card that was entered and is confirmed."""
        asked = self.ask(f"card-{kind}")
        assert self.types(asked, kind) == BACK
        answer = self.state(asked, f"card-{kind}")
        assert isinstance(answer, Confirmed)
        return answer.card


def reachable(url: str) -> bool:
    return httpx.get(url).status_code < 500
