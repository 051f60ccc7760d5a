"""What we must know of a partner to pay it: address, taxes, bank account."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.partners.actions.partnering import change_partner
from clust.partners.actions.paying import give_account, say_taxes
from clust.partners.models import Partner, PayoutAccount, TaxCheck
from clust.web.partner.access import partner_form, partner_page
from clust.web.parts.access import PersonRequest
from clust.web.parts.forms import DeskForm
from clust.web.parts.paces import too_often
from clust.web.parts.partner_forms import (
    AccountForm,
    PlaceForm,
    TaxForm,
    send_account_mail,
    tax_initial,
)

SECTION = "partner:data"


@partner_page
def data(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show what is known, and what is missing."""
    tax = partner.tax_data.order_by("-pk").first()
    accounts = partner.accounts.select_related("confirmation").order_by("-pk")
    shown = {
        "partner": partner,
        "tax": tax,
        "check": TaxCheck.objects.filter(tax=tax).first() if tax else None,
        "account": PayoutAccount.objects.standing().filter(partner=partner).first(),
        "waiting": accounts.filter(confirmation=None).first(),
        "section": SECTION,
    }
    return render(request, "partner/data.html", shown)


def _form(
    request: PersonRequest, partner: Partner, form: DeskForm, title: str, text: str = ""
) -> HttpResponseBase:
    shown = {
        "partner": partner,
        "form": form,
        "title": title,
        "text": text,
        "action": _("Write it down"),
        "back": reverse(SECTION),
        "section": SECTION,
    }
    return render(request, "partner/form.html", shown, status=422 if form.errors else 200)


@partner_form
def place(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Say who the partner is, and where."""
    form = PlaceForm(request.POST or None, initial=vars(partner))
    if form.is_valid():
        change_partner(partner=partner, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The change is written."))
        return redirect(SECTION)
    return _form(request, partner, form, _("Name and address"))


@partner_form
def taxes(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Say how the partner is taxed."""
    form = TaxForm(request.POST or None, initial=tax_initial(partner))
    told = {"partner": partner, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(say_taxes, **told, **form.cleaned_data):
        messages.success(request, _("The change is written."))
        return redirect(SECTION)
    return _form(request, partner, form, _("How you are taxed"))


@partner_form
def account(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Say where to pay to; it holds once it is confirmed from the partner's mail."""
    form = AccountForm(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="invite", key=f"account-{partner.pk}"):
            return too_often(request)
        told = {"partner": partner, "person": request.user, "now": timezone.now()}
        if made := form.attempt(give_account, **told, **form.cleaned_data):
            send_account_mail(request, made)
            messages.success(request, _("We sent a mail to confirm the account."))
            return redirect(SECTION)
    text = _("We ask %(email)s to confirm it before any money goes there.")
    return _form(request, partner, form, _("Bank account"), text % {"email": partner.email})
