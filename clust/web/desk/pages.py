"""How the desk answers with a form."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from clust.web.parts.forms import DeskForm

UNPROCESSABLE = 422


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def with_form(request: HttpRequest, template: str, form: DeskForm, **context: Any) -> HttpResponse:
    """Show a page with its form; the status says whether what was sent can be taken."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def form_page(
    request: HttpRequest,
    form: DeskForm,
    *,
    title: str,
    action: str,
    back: str,
    section: str,
    **context: Any,
) -> HttpResponse:
    """Show a page that is one form: its title, what its button says, where it leads back to."""
    context |= {"title": title, "action": action, "back": back, "section": section}
    return with_form(request, "desk/form.html", form, **context)
