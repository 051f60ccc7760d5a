"""How allauth makes our people, and writes to them."""

from contextlib import suppress
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clust.notices.plain import dressed, sender
from clust.partners.services import keep_waiting
from clust.people.models import Identity, Person
from clust.storefronts.actions.admitting import NotLetIn, admit, admit_by_mail
from clust.storefronts.actions.roll import claim_by_address
from clust.storefronts.models import Admission, Door, IdentityProvider, Storefront
from clust.web.parts.paces import network
from clust.web.parts.views import remember_language

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new person joins now and reads the language of the page they signed up on."""

    def new_user(self, request: HttpRequest) -> Person:
        """Return a person who is not stored yet."""
        return Person(joined_at=timezone.now(), language=_language())

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return by what strangers are counted, at sign-in and wherever else it is costly."""
        return network(super().get_client_ip(request))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address; whoever came from their community's service is known there now."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            keep_waiting(request.session, person=email_address.user)
        return confirmed

    def post_login(self, request: HttpRequest, user: Person, **options: Any) -> HttpResponse:
        """Let in whom the community knows; go on in the person's language."""
        let_in(request, user, (options.get("signal_kwargs") or {}).get("sociallogin"))
        answer: HttpResponse = super().post_login(request, user, **options)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return answer
        return remember_language(answer, user.language)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Return the mail in words and in the dress of all our mails, from the shop it is about."""
        storefront, home = current.request.storefront, current.request.build_absolute_uri("/")
        mail: EmailMultiAlternatives = super().render_mail(template_prefix, email, context, headers)
        mail.from_email = sender(storefront)
        html = dressed(str(mail.subject), str(mail.body), storefront=storefront, home=home)
        mail.attach_alternative(html, "text/html")
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once; where the mail server does not answer, say so instead of failing."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.warning("account mail not sent", error=type(error).__name__)
            messages.error(
                current.request,
                _("Our mail could not leave just now. Sign in again in a few minutes to get it."),
            )


def display(person: Person) -> str:
    """Return what a person is called, or the e-mail address that they gave first."""
    known = Identity.objects.filter(person=person).first()
    if known:
        return known.name
    address = EmailAddress.objects.filter(user=person).order_by("-primary", "pk").first()
    return address.email if address else _("somebody without a name")


def let_in(request: HttpRequest, person: Person, sociallogin: Any) -> None:
    """Let a person in whom the community's service, mail domain or roll knows."""
    storefront: Storefront = request.storefront  # type: ignore[attr-defined]
    told: dict[str, Any] = {"storefront": storefront, "person": person, "now": timezone.now()}
    on_roll = claim_by_address(**told)
    with suppress(NotLetIn):
        if storefront.admission == Door.MAIL:
            admit_by_mail(**told)
        elif storefront.admission == Door.OIDC and is_own(storefront, sociallogin):
            admit(how=Admission.How.OIDC, **told)
        elif storefront.admission == Door.ROLL and on_roll:
            admit(how=Admission.How.ROLL, **told)


def is_own(storefront: Storefront, sociallogin: Any) -> bool:
    """Say whether somebody signed in at the service of this storefront's community."""
    own = IdentityProvider.objects.select_related("app").filter(storefront=storefront).first()
    return bool(own and sociallogin and sociallogin.account.provider == own.app.provider_id)


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
