"""What every site offers: the choice of a language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from clust.people.actions import change_language


@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language, for a person signed in everywhere, and go back to the page `next`."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    if request.user.is_authenticated:
        change_language(person=request.user, language=code)
    return remember_language(HttpResponseRedirect(back if safe else "/"), code)


def remember_language(answer: HttpResponse, code: str) -> HttpResponse:
    """Put the language into a cookie, so that the next page speaks it."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
