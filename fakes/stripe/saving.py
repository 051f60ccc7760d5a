"""Customers, their cards, and how a card is authenticated for later charges."""

from hashlib import sha256
from typing import Any

from fakes.stripe.cards import BY_NUMBER, BY_TOKEN, TestCard
from fakes.stripe.errors import CardRefused, invalid
from fakes.stripe.fake import Fake
from fakes.stripe.shapes import card, made, secret
from fakes.stripe.store import now, number, shown

Words = dict[str, Any]


def create_customer(fake: Fake, given: Words) -> Words:
    """Make a customer."""
    customer = fake.store.add(made("customer", **given))
    fake.tell("customer.created", customer)
    return customer


def change_customer(fake: Fake, given: Words, customer: str) -> Words:
    """Write other words about a customer."""
    return fake.store.change(fake.store.get("customer", customer), **given)


def delete_customer(fake: Fake, given: Words, customer: str) -> Words:
    """Forget a customer and their cards."""
    found = fake.store.get("customer", customer)
    for method in list(fake.store.all("payment_method", customer=customer)):
        fake.store.change(method, customer=None)
    fake.store.change(found, object="deleted_customer")
    return {"id": customer, "object": "customer", "deleted": True}


def make_card(fake: Fake, digits: str, month: int = 12, year: int = 0) -> Words:
    """
    Keep a card.

    :raises CardRefused: if the number is not a test card
    """
    test_card = BY_NUMBER.get(digits)
    if not test_card:
        raise CardRefused("card_declined", "test_mode_live_card", param="number")
    year = year or int(now() / 31_556_952) + 1970 + 3
    fingerprint = sha256(digits.encode()).hexdigest()[:16]
    about = card(test_card.brand, digits, month, year, fingerprint)
    return fake.store.add(made("payment_method", card=about, _digits=digits))


def create_method(fake: Fake, given: Words) -> Words:
    """Make a payment method from the number of a test card."""
    details = given.pop("card", {})
    if given.pop("type", "card") != "card" or "number" not in details:
        raise invalid("Missing required param: card[number].", param="card[number]")
    method = make_card(
        fake, details["number"], details.get("exp_month", 12), details.get("exp_year", 0)
    )
    return fake.store.change(method, **given)


def method_of(fake: Fake, ref: str | None) -> Words:
    """Return a payment method; a name such as `pm_card_visa` makes one."""
    if ref in BY_TOKEN:
        return make_card(fake, BY_TOKEN[ref].number)
    return fake.store.get("payment_method", ref, "payment_method")


def test_card(method: Words) -> TestCard:
    """Return how a payment method behaves."""
    return BY_NUMBER[method["_digits"]]


def attach(fake: Fake, given: Words, payment_method: str) -> Words:
    """Give a card to a customer."""
    fake.store.get("customer", given["customer"], "customer")
    method = method_of(fake, payment_method)
    _say_no(test_card(method).saving)
    return _attach(fake, method, given["customer"])


def _attach(fake: Fake, method: Words, customer: str | None) -> Words:
    if not customer or method["customer"] == customer:
        return method
    if method["customer"]:
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_already_attached",
        )
    fake.store.change(method, customer=customer)
    fake.tell("payment_method.attached", method)
    return method


def detach(fake: Fake, given: Words, payment_method: str) -> Words:
    """Take a card from its customer; it is never charged again."""
    method = fake.store.get("payment_method", payment_method, "payment_method")
    if not method["customer"]:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    fake.store.change(method, customer=None, _gone=True)
    fake.tell("payment_method.detached", method)
    return method


def renew(fake: Fake, payment_method: str, month: int, year: int) -> Words:
    """Have a card's bank give it another date; the shop is told, as Stripe tells it."""
    method = fake.store.get("payment_method", payment_method)
    fake.store.change(method, card={**method["card"], "exp_month": month, "exp_year": year})
    fake.tell("payment_method.automatically_updated", method)
    return method


# Setup intents


def create_setup(fake: Fake, given: Words) -> Words:
    """Make a setup intent, and confirm it if asked to."""
    confirm, return_url = given.pop("confirm", False), given.pop("return_url", None)
    if given.get("customer"):
        fake.store.get("customer", given["customer"], "customer")
    intent = made("setup_intent", **given)
    intent["client_secret"] = secret(intent)
    if given.get("payment_method"):
        intent["payment_method"] = method_of(fake, given["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
    fake.store.add(intent)
    fake.tell("setup_intent.created", intent)
    return confirm_setup_intent(fake, intent, return_url) if confirm else intent


def confirm_setup(fake: Fake, given: Words, setup_intent: str) -> Words:
    """Confirm a setup intent."""
    intent = fake.store.get("setup_intent", setup_intent)
    if given.get("payment_method"):
        fake.store.change(intent, payment_method=method_of(fake, given["payment_method"])["id"])
    return confirm_setup_intent(fake, intent, given.get("return_url"))


def confirm_setup_intent(fake: Fake, intent: Words, return_url: str | None) -> Words:
    """
    Have a card's bank agree to later charges, asking its holder where it wants to.

    :raises ApiError: if there is no card, or it is refused
    """
    if intent["status"] in {"succeeded", "canceled"}:
        raise invalid(
            f"You cannot confirm this SetupIntent because it has already {intent['status']}.",
            code="setup_intent_unexpected_state",
        )
    method = fake.store.get("payment_method", intent["payment_method"], "payment_method")
    try:
        _say_no(test_card(method).saving)
    except CardRefused as refused:
        fail_setup(fake, intent, refused)
        raise
    if not test_card(method).asks:
        return succeed_setup(fake, intent)
    if not return_url:
        raise invalid("This card needs a return_url to be confirmed.", param="return_url")
    fake.store.change(intent, status="requires_action", next_action=ask(fake, intent, return_url))
    fake.tell("setup_intent.requires_action", intent)
    return intent


def ask(fake: Fake, intent: Words, return_url: str) -> Words:
    """Return the next action of an intent whose bank asks its holder."""
    url = f"{fake.public_url}/3d-secure/{intent['client_secret']}"
    return {
        "type": "redirect_to_url",
        "redirect_to_url": {"url": url, "return_url": return_url},
    }


def succeed_setup(fake: Fake, intent: Words) -> Words:
    """Write that a card may be charged later."""
    method = fake.store.get("payment_method", intent["payment_method"])
    fake.store.change(_attach(fake, method, intent["customer"]), _confirmed=True)
    fake.store.change(
        intent,
        status="succeeded",
        next_action=None,
        last_setup_error=None,
        latest_attempt=number("setup_attempt"),
        mandate=_mandate(fake, intent),
    )
    fake.tell("setup_intent.succeeded", intent)
    return intent


def _mandate(fake: Fake, intent: Words) -> str | None:
    """Return the number of a mandate where an amount was agreed."""
    agreed = intent["payment_method_options"].get("card", {}).get("mandate_options")
    return number("mandate") if agreed else None


def fail_setup(fake: Fake, intent: Words, refused: CardRefused) -> None:
    """Write that a card may not be charged later, and why."""
    method = fake.store.get("payment_method", intent["payment_method"])
    fake.store.change(
        intent,
        status="requires_payment_method",
        next_action=None,
        payment_method=None,
        last_setup_error={**refused.error, "payment_method": shown(method)},
    )
    refused.error["setup_intent"] = shown(intent)
    fake.tell("setup_intent.setup_failed", intent)


def cancel_setup(fake: Fake, given: Words, setup_intent: str) -> Words:
    """Give a setup intent up."""
    intent = fake.store.get("setup_intent", setup_intent)
    if intent["status"] in {"succeeded", "canceled"}:
        raise invalid(
            f"You cannot cancel this SetupIntent because it has a status of {intent['status']}.",
            code="setup_intent_unexpected_state",
        )
    fake.store.change(intent, status="canceled", next_action=None, **given)
    fake.tell("setup_intent.canceled", intent)
    return intent


def _say_no(decline: str) -> None:
    if decline:
        raise CardRefused(*decline.split("/"))


# Checkout


def create_session(fake: Fake, given: Words) -> Words:
    """Make a page on which a card is entered and saved."""
    if given.get("mode") != "setup":
        raise invalid("This fake knows the mode `setup` only.", param="mode")
    if not given.get("success_url"):
        raise invalid("Missing required param: success_url.", param="success_url")
    about = given.pop("setup_intent_data", {})
    session = made("checkout.session", **given)
    intent = create_setup(
        fake,
        {
            "customer": given.get("customer"),
            "payment_method_options": given.get("payment_method_options", {}),
            **about,
        },
    )
    session.update(
        setup_intent=intent["id"],
        expires_at=given.get("expires_at") or session["created"] + 86_400,
        url=f"{fake.public_url}/c/pay/{session['id']}",
        ui_mode="hosted_page",
    )
    return fake.store.add(session)


def open_session(fake: Fake, session: str) -> Words:
    """Return a session; one whose time is over is expired first."""
    found = fake.store.get("checkout.session", session)
    if found["status"] == "open" and found["expires_at"] <= now():
        return expire_session(fake, {}, session)
    return found


def expire_session(fake: Fake, given: Words, session: str) -> Words:
    """Close a session's page."""
    found = fake.store.get("checkout.session", session)
    if found["status"] != "open":
        raise invalid(f"Only Checkout Sessions with a status of open can be expired: {session}")
    fake.store.change(found, status="expired", url=None)
    fake.tell("checkout.session.expired", found)
    return found


def enter_card(fake: Fake, session: Words, digits: str, month: int, year: int) -> Words:
    """
    Take the card that a holder typed on a session's page; return the session's setup intent.

    :raises CardRefused: if it is no test card, or its bank says no
    """
    intent = fake.store.get("setup_intent", session["setup_intent"])
    method = make_card(fake, digits, month, year)
    fake.store.change(intent, payment_method=method["id"])
    back = f"{fake.public_url}/c/pay/{session['id']}/done"
    if confirm_setup_intent(fake, intent, back)["status"] == "succeeded":
        complete_session(fake, session)
    return intent


def complete_session(fake: Fake, session: Words) -> None:
    """Write that a session did what it was for; doing it twice changes nothing."""
    if session["status"] == "open":
        fake.store.change(session, status="complete", url=None)
        fake.tell("checkout.session.completed", session)


def back_url(session: Words) -> str:
    """Return where a session leads when it is done."""
    back: str = session["success_url"]
    return back.replace("{CHECKOUT_SESSION_ID}", session["id"])
