"""How allauth makes our people, and writes to them."""

from email.utils import formataddr, parseaddr
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clust.notices.plain import dressed
from clust.people.models import Person
from clust.web.parts.views import remember_language

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new person joins now and reads the language of the page they signed up on."""

    def new_user(self, request: HttpRequest) -> Person:
        """Return a person who is not stored yet."""
        return Person(joined_at=timezone.now(), language=_language())

    def post_login(self, request: HttpRequest, user: Person, **options: Any) -> HttpResponse:
        """Go on in the person's language, where this browser was not told another one."""
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
        shop = current.request.storefront.name
        mail: EmailMultiAlternatives = super().render_mail(template_prefix, email, context, headers)
        mail.from_email = formataddr((shop, parseaddr(mail.from_email)[1]))
        mail.attach_alternative(dressed(str(mail.subject), str(mail.body), shop=shop), "text/html")
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


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
