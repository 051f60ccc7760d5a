"""The pages that a provider would show: where a card is entered, and where its bank asks."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clust.integrations.sandbox.cards import (
    DECLINED,
    TEST_CARDS,
    CardDeclined,
    NotATestCard,
    kind,
    new_card,
)
from clust.integrations.sandbox.models import Answer, SandboxCharge, SandboxSession
from clust.payments.gateway import SavedCard


class CardForm(forms.Form):
    """The number of a test card; what else a card page asks is not needed here."""

    number = forms.CharField(
        label=gettext_lazy("Card number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, customer_ref: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.customer_ref = customer_ref

    def clean_number(self) -> SavedCard:
        """Return the card of the number that was typed."""
        number = "".join(filter(str.isdigit, self.cleaned_data["number"]))
        try:
            return new_card(number, self.customer_ref, timezone.localdate())
        except NotATestCard:
            raise forms.ValidationError(_("Only the test cards below are taken here.")) from None
        except CardDeclined:
            raise forms.ValidationError(_("This card was refused. Try another.")) from None


@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Have the holder enter a card; its bank asks next, where it wants to."""
    session = get_object_or_404(SandboxSession, token=token)
    if session.card:
        return redirect(session.return_url)
    form = CardForm(request.POST or None, customer_ref=session.customer_ref)
    if not form.is_valid():
        page = {"session": session, "form": form, "cards": [*TEST_CARDS, DECLINED]}
        return render(request, "sandbox/card.html", page)
    session.enter(form.cleaned_data["number"])
    asked = kind(session.method_ref) == "asks"
    session.answer = Answer.WAITING if asked else Answer.YES
    session.save()
    return redirect("sandbox:card_bank", token) if asked else redirect(session.return_url)


@never_cache
@require_http_methods(["GET", "POST"])
def card_bank(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Ask the holder of a card for later charges up to an amount."""
    session = get_object_or_404(SandboxSession, token=token)
    return _ask(request, session, "setup_intent_authentication_failure")


@never_cache
@require_http_methods(["GET", "POST"])
def charge_bank(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Ask the holder of a card for one charge."""
    charge = get_object_or_404(SandboxCharge, token=token)
    return _ask(request, charge, "payment_intent_authentication_failure")


def _ask(request: HttpRequest, question: SandboxSession | SandboxCharge, code: str) -> HttpResponse:
    """Show the bank's question, or take the answer; once answered it stays so."""
    if question.answer == Answer.WAITING and request.method == "GET":
        return render(request, "sandbox/bank.html", {"question": question})
    if question.answer == Answer.WAITING:
        said_yes = request.POST.get("answer") == "yes"
        question.answer, question.code = (Answer.YES, "") if said_yes else (Answer.NO, code)
        question.save(update_fields=["answer", "code"])
    return redirect(question.return_url)
