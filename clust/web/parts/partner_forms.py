"""Forms about partners, on their site and the desk's; and the mails that go with them."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django import forms
from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from clust.notices.plain import plain_mail
from clust.partners.actions import partnering, paying
from clust.partners.actions.linking import NotInside, is_inside
from clust.partners.models import Partner, PartnerInvitation, PayoutAccount, TaxData
from clust.web.parts.access import PersonRequest
from clust.web.parts.forms import DeskForm
from clust.web.parts.partners import is_page

SALT = "clust.payout_account"
DAYS = 7 * 24 * 3600

Refusals = dict[type[Exception], tuple[str | None, Any]]


class LinkForm(DeskForm):
    """Where a new link leads, and what it is called."""

    page = forms.CharField(
        label=gettext_lazy("Page of this shop"),
        max_length=400,
        initial="/",
        help_text=gettext_lazy("The address of the page, as in the browser."),
    )
    name = forms.CharField(label=gettext_lazy("Name, for you"), max_length=80, required=False)

    refusals: ClassVar[Refusals] = {
        NotInside: ("page", gettext_lazy("This is not a page of this shop."))
    }

    def __init__(self, *args: Any, host: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.host = host

    def clean_page(self) -> str:
        """Return the path of a page of this shop."""
        said = self.cleaned_data["page"].strip()
        whole = urlsplit(said)
        path = f"{whole.path}?{whole.query}" if whole.query else whole.path
        elsewhere = whole.netloc and whole.netloc != self.host
        if elsewhere or not (is_inside(path) and is_page(path)):
            raise forms.ValidationError(str(self.refusals[NotInside][1]))
        return path


class PlaceForm(DeskForm):
    """Who a partner is, and where."""

    name = forms.CharField(label=gettext_lazy("Legal name"), max_length=120)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=160)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    city = forms.CharField(label=gettext_lazy("City"), max_length=80)
    country = forms.CharField(
        label=gettext_lazy("Country, two letters"), min_length=2, max_length=2, initial="FR"
    )

    def clean_country(self) -> str:
        """Return the country in capitals."""
        return str(self.cleaned_data["country"]).upper()


class TaxForm(DeskForm):
    """How a partner is taxed."""

    status = forms.ChoiceField(label=gettext_lazy("You are"), choices=TaxData.Status.choices)
    siren = forms.CharField(
        label=gettext_lazy("SIREN"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Nine digits; French companies only."),
    )
    vat_number = forms.CharField(
        label=gettext_lazy("VAT number"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Of companies that charge VAT; looked up in the VIES register."),
    )
    accepts = forms.BooleanField(
        label=gettext_lazy("You write our invoices in our name and on our behalf (companies)."),
        required=False,
    )

    refusals: ClassVar[Refusals] = {
        paying.BadSiren: ("siren", gettext_lazy("This is not a SIREN: check the nine digits.")),
        paying.BadVatNumber: (
            "vat_number",
            gettext_lazy("This VAT number does not go with what you said: check it."),
        ),
        paying.NotAccepted: (
            "accepts",
            gettext_lazy("A company must let us write its invoices before we can pay it."),
        ),
    }


class AccountForm(DeskForm):
    """Where to pay to."""

    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=70)
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=42)

    refusals: ClassVar[Refusals] = {
        paying.BadIban: ("iban", gettext_lazy("This is not an account number: check it."))
    }


class PersonForm(DeskForm):
    """Somebody to invite."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)

    refusals: ClassVar[Refusals] = {
        partnering.AlreadyActs: ("email", gettext_lazy("This person is with you already.")),
        partnering.AlreadyInvited: ("email", gettext_lazy("This address is invited already.")),
        partnering.TooManyInvitations: (
            None,
            gettext_lazy("Too many invitations wait: take some back first."),
        ),
    }


def send_person_invitation(request: PersonRequest, invitation: PartnerInvitation) -> None:
    """Mail an invitation, in the partner's language."""
    with override(invitation.partner.language):
        subject = _("Act for %(partner)s") % {"partner": invitation.partner.name}
        url = request.build_absolute_uri(reverse("partner:joining"))
        told = {"url": url, "partner": invitation.partner, "email": invitation.email}
        _send(request, invitation.email, subject, "parts/partner_invitation_mail.txt", told)


def send_account_mail(request: PersonRequest, account: PayoutAccount) -> None:
    """Ask the owner of an account, by mail, whether money shall go there from now on."""
    to, language = _owner(account)
    path = reverse("shop:payout_account", args=[signing.dumps(account.pk, salt=SALT)])
    with override(language):
        told = {"url": request.build_absolute_uri(path), "account": account}
        _send(request, to, _("Your new bank account"), "parts/account_mail.txt", told)


def account_in(token: str) -> PayoutAccount | None:
    """Return the account that a mailed link is about, for a week."""
    try:
        number = signing.loads(token, salt=SALT, max_age=DAYS)
    except signing.BadSignature:
        return None
    return PayoutAccount.objects.filter(pk=number).first()


def _owner(account: PayoutAccount) -> tuple[str, str]:
    if account.partner:
        return account.partner.email, account.partner.language
    person = account.person
    mails = EmailAddress.objects.filter(user=account.creator_id, verified=True)
    address = mails.order_by("-primary").values_list("email", flat=True).first()
    return address or "", person.language


def _send(request: HttpRequest, to: str, subject: str, template: str, told: dict[str, Any]) -> None:
    shop = request.storefront  # type: ignore[attr-defined]
    text = render_to_string(template, {**told, "site": shop.name})
    home = request.build_absolute_uri("/")
    plain_mail(subject, text, to=to, storefront=shop, home=home).send()


def tax_initial(partner: Partner) -> dict[str, Any]:
    """Return what a partner said of its taxes last, for the form."""
    tax = partner.tax_data.order_by("-pk").first()
    return {} if tax is None else vars(tax)
