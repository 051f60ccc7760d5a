"""The pages that people see: where a card is entered, and where its bank asks."""

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fakes.stripe import paying, saving
from fakes.stripe.cards import BY_NUMBER, TEST_CARDS
from fakes.stripe.errors import ApiError, CardRefused
from fakes.stripe.fake import Fake
from fakes.stripe.store import now
from fakes.stripe.words import WORDS, amount, language

STYLE = """
:root{color-scheme:light dark;--ground:#f4f5fa;--box:#fff;--ink:#1c1b2e;--soft:#5d5c72;
--line:#d9d9e6;--main:#4338ca;--on-main:#fff;--warn:#b3261e;--tint:#ecebfb}
@media(prefers-color-scheme:dark){:root{--ground:#14131f;--box:#1f1e2e;--ink:#f1f0fa;
--soft:#b3b1c9;--line:#3a3950;--main:#a5a0ff;--on-main:#14131f;--warn:#ffb4ab;--tint:#2a2942}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}main{max-width:62rem;margin:0 auto;padding:2rem 1rem;
display:grid;gap:1.5rem}@media(min-width:50rem){main.two{grid-template-columns:1fr 1fr;
padding-top:4rem}}.box{background:var(--box);border:1px solid var(--line);border-radius:1rem;
padding:1.5rem}.mode{display:flex;justify-content:space-between;gap:1rem;padding:.5rem 1rem;
background:var(--tint);font-size:.9rem}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1rem;margin:0 0 .5rem}p{margin:0 0 1rem}.soft{color:var(--soft)}
label{display:block;font-weight:600;margin:1rem 0 .25rem}input{width:100%;font:inherit;
font-variant-numeric:tabular-nums;padding:.7rem .8rem;border:1px solid var(--soft);
border-radius:.6rem;background:var(--box);color:var(--ink)}.pair{display:grid;gap:1rem;
grid-template-columns:1fr 1fr}button,.button{font:inherit;font-weight:600;padding:.8rem 1.2rem;
border-radius:.7rem;border:1px solid var(--line);background:none;color:var(--ink);
cursor:pointer;text-decoration:none;display:inline-block}button.main{background:var(--main);
border-color:var(--main);color:var(--on-main);width:100%;margin-top:1.5rem}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}.error{color:var(--warn);
font-weight:600}ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line)}
li button{display:block;width:100%;text-align:left;border:0;border-radius:0;padding:.6rem 0;
font-weight:400}li b{font-variant-numeric:tabular-nums;display:block}a{color:var(--main)}
.row{display:flex;flex-wrap:wrap;gap:.8rem;margin-top:1.5rem}.row button.main{margin:0;width:auto}
"""
FILL = """
for(const b of document.querySelectorAll("[data-card]"))b.addEventListener("click",()=>{
const f=document.forms[0];f.number.value=b.dataset.card;f.expiry.value||="12/34";
f.cvc.value||="123";f.number.focus()});
"""


@dataclass(frozen=True)
class Visit:
    """A page asked for, or a form sent."""

    method: str
    path: str
    query: str
    body: str
    languages: str

    @property
    def sent(self) -> dict[str, str]:
        """What was typed."""
        return dict(parse_qsl(self.body))

    def tongue(self, wanted: str | None = None) -> str:
        """Return the language to answer in."""
        asked = dict(parse_qsl(self.query)).get("lang")
        return language(asked or wanted, self.languages)


@dataclass(frozen=True)
class Page:
    """What is shown, or where the visitor is led."""

    status: int
    html: str = ""
    to: str = ""


def page(fake: Fake, visit: Visit) -> Page:
    """Return the page of an address."""
    parts = visit.path.strip("/").split("/")
    try:
        with fake.store.lock:
            if parts[:2] == ["c", "pay"] and len(parts) in {3, 4}:
                return _card_page(fake, visit, parts[2], done=parts[3:] == ["done"])
            if parts[0] == "3d-secure" and len(parts) == 2:
                return _bank_page(fake, visit, parts[1])
    except ApiError as error:
        return Page(error.status, _shell("fr", escape(str(error))))
    return Page(404, _shell("fr", "404"))


# The card


def _card_page(fake: Fake, visit: Visit, number: str, *, done: bool) -> Page:
    session = saving.open_session(fake, number)
    tongue = visit.tongue(session["locale"])
    if session["status"] == "complete":
        return Page(303, to=saving.back_url(session))
    if session["status"] == "expired":
        return Page(410, _over(session, tongue))
    intent = fake.store.get("setup_intent", session["setup_intent"])
    if done and intent["status"] == "succeeded":
        saving.complete_session(fake, session)
        return Page(303, to=saving.back_url(session))
    if visit.method == "POST":
        return _enter(fake, visit, session, tongue)
    failed = done and intent["last_setup_error"]
    return Page(200, _card_form(fake, session, tongue, "refused" if failed else ""))


def _enter(fake: Fake, visit: Visit, session: dict[str, Any], tongue: str) -> Page:
    """Take what was typed, or say what is wrong with it."""
    digits, month, year, wrong = _typed(visit.sent)
    if wrong:
        return Page(422, _card_form(fake, session, tongue, wrong, visit.sent))
    try:
        intent = saving.enter_card(fake, session, digits, month, year)
    except CardRefused:
        return Page(402, _card_form(fake, session, tongue, "refused", visit.sent))
    if intent["next_action"]:
        return Page(303, to=intent["next_action"]["redirect_to_url"]["url"])
    return Page(303, to=saving.back_url(session))


def _typed(sent: dict[str, str]) -> tuple[str, int, int, str]:
    """Return number, month, year, and the name of what is wrong."""
    digits = "".join(filter(str.isdigit, sent.get("number", "")))
    expiry = "".join(filter(str.isdigit, sent.get("expiry", "")))
    if digits not in BY_NUMBER:
        return digits, 0, 0, "bad_number"
    month, year = int(expiry[:2] or 0), 2000 + int(expiry[-2:] or 0)
    this_month = (1970 + now() // 31_556_952, 1)
    if len(expiry) != 4 or not 1 <= month <= 12 or (year, month) < this_month:
        return digits, 0, 0, "bad_expiry"
    if len("".join(filter(str.isdigit, sent.get("cvc", "")))) != 3:
        return digits, 0, 0, "bad_cvc"
    return digits, month, year, ""


def _card_form(
    fake: Fake,
    session: dict[str, Any],
    tongue: str,
    wrong: str = "",
    sent: dict[str, str] | None = None,
) -> str:
    say, sent = WORDS[tongue], sent or {}
    told = (session["custom_text"].get("submit") or {}).get("message") or ""
    error = f'<p class="error" role="alert" id="wrong">{say[wrong]}</p>' if wrong else ""
    fields = "".join(
        (
            _field("number", say["number"], sent, "4242 4242 4242 4242", "cc-number"),
            '<div class="pair"><div>',
            _field("expiry", say["expiry"], sent, "12/34", "cc-exp"),
            "</div><div>",
            _field("cvc", say["cvc"], sent, "123", "cc-csc"),
            "</div></div>",
        )
    )
    cards = "".join(
        f'<li><button type="button" data-card="{_spaced(card.number)}">'
        f"<b>{_spaced(card.number)}</b>"
        f'<span class="soft">{getattr(card, tongue)}</span></button></li>'
        for card in TEST_CARDS
    )
    back = session["cancel_url"]
    leave = f'<p><a href="{escape(back)}">{say["back"]}</a></p>' if back else ""
    return _shell(
        tongue,
        f'<section class="box"><h1>{say["title"]}</h1><p class="soft">{say["for"]} '
        f"{escape(fake.shop)}</p><p>{escape(told)}</p>{error}"
        f'<form method="post" action="{fake.public_url}/c/pay/{session["id"]}?lang={tongue}">'
        f'{fields}<button class="main">{say["save"]}</button></form></section>'
        f'<section class="box"><h2>{say["cards"]}</h2><ul>{cards}</ul>{leave}</section>'
        f"<script>{FILL}</script>",
        title=say["title"],
        layout="two",
    )


def _field(name: str, label: str, sent: dict[str, str], example: str, fills: str) -> str:
    return (
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" required '
        f'inputmode="numeric" autocomplete="{fills}" placeholder="{example}" '
        f'value="{escape(sent.get(name, ""))}">'
    )


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _over(session: dict[str, Any], tongue: str) -> str:
    say, back = WORDS[tongue], session["cancel_url"] or ""
    link = f'<a class="button" href="{escape(back)}">{say["back"]}</a>' if back else ""
    return _shell(tongue, f'<section class="box"><h1>{say["over"]}</h1>{link}</section>')


# The bank


def _bank_page(fake: Fake, visit: Visit, client_secret: str) -> Page:
    number = client_secret.partition("_secret_")[0]
    intent = fake.store.objects.get(number)
    if not intent or intent.get("client_secret") != client_secret:
        return Page(404, _shell("fr", "404"))
    if intent["status"] != "requires_action":
        return Page(303, to=intent.get("_back") or "/")
    back = intent["next_action"]["redirect_to_url"]["return_url"]
    if visit.method != "POST":
        return Page(200, _bank_form(fake, visit, intent))
    fake.store.change(intent, _back=_with_answer(intent, back))
    _decide(fake, intent, said_yes=visit.sent.get("answer") == "yes")
    return Page(303, to=_with_answer(intent, back))


def _decide(fake: Fake, intent: dict[str, Any], *, said_yes: bool) -> None:
    """Go on with what the holder allowed, or give it up."""
    try:
        if intent["object"] == "setup_intent" and said_yes:
            saving.succeed_setup(fake, intent)
        elif intent["object"] == "setup_intent":
            no = CardRefused("setup_intent_authentication_failure")
            saving.fail_setup(fake, intent, no)
        elif said_yes:
            paying.pay(fake, intent)
        else:
            no = CardRefused("payment_intent_authentication_failure")
            paying.fail(fake, intent, no, tried=False)
    except CardRefused:
        pass


def _with_answer(intent: dict[str, Any], back: str) -> str:
    """Return where a holder goes back to, with what Stripe adds to the address."""
    kind, done = intent["object"], intent["status"] in {"succeeded", "processing"}
    added = {
        kind: intent["id"],
        f"{kind}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if done else "failed",
    }
    return f"{back}{'&' if '?' in back else '?'}{urlencode(added)}"


def _bank_form(fake: Fake, visit: Visit, intent: dict[str, Any]) -> str:
    tongue = visit.tongue()
    say = WORDS[tongue]
    method = fake.store.get("payment_method", intent["payment_method"])
    digits = f"•••• {method['card']['last4']}"
    return _shell(
        tongue,
        f'<section class="box"><h1>{say["bank"]}</h1><p>{_question(fake, intent, tongue)}</p>'
        f'<p class="soft">{say["card"]} {digits}</p>'
        '<form method="post" class="row">'
        f'<button class="main" name="answer" value="yes">{say["yes"]}</button>'
        f'<button name="answer" value="no">{say["no"]}</button></form></section>',
        title=say["bank"],
    )


def _question(fake: Fake, intent: dict[str, Any], tongue: str) -> str:
    say, shop = WORDS[tongue], escape(fake.shop)
    if intent["object"] == "payment_intent":
        cents = amount(intent["amount"], intent["currency"], tongue)
        return say["agree_charge"].format(amount=cents, shop=shop)
    agreed = intent["payment_method_options"].get("card", {}).get("mandate_options")
    if agreed:
        cents = amount(agreed["amount"], agreed["currency"], tongue)
        return say["agree_most"].format(amount=cents, shop=shop)
    return say["agree_save"].format(shop=shop)


def _shell(tongue: str, body: str, *, title: str = "Stripe", layout: str = "one") -> str:
    say = WORDS[tongue]
    other = "en" if tongue == "fr" else "fr"
    return (
        f'<!DOCTYPE html><html lang="{tongue}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f'<div class="mode"><span>{say["test"]}</span><a href="?lang={other}" lang="{other}">'
        f'{say["other"]}</a></div><main class="{layout}">{body}</main></body></html>'
    )
