"""How the shop looks and what it says: words, logo, colours with a live preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clust.rules.theme import NotAColour, Theme
from clust.storefronts.actions.dressing import (
    change_colours,
    change_logo,
    change_words,
    drop_colours,
    drop_logo,
)
from clust.web.office.access import OfficeRequest, host_page, owner_page
from clust.web.office.dress_forms import ColoursForm, LogoForm, WordsForm, unreadable

WORDS, COLOURS = "office:words", "office:colours"


@host_page
def words(request: OfficeRequest) -> HttpResponse:
    """Change name, languages and texts."""
    sent = request.POST if request.method == "POST" else None
    form = WordsForm(sent, initial=WordsForm.beginning(request.storefront))
    if form.is_valid() and form.attempt(
        change_words, storefront=request.storefront, now=timezone.now(), **form.wanted()
    ):
        return _written(request, WORDS)
    return _words_page(request, form, LogoForm())


@require_POST
@host_page
def logo(request: OfficeRequest) -> HttpResponse:
    """Show another logo, or none."""
    told: dict[str, Any] = {"storefront": request.storefront, "now": timezone.now()}
    if "drop" in request.POST:
        drop_logo(**told)
        return _written(request, WORDS)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid() and form.attempt(change_logo, upload=form.cleaned_data["upload"], **told):
        return _written(request, WORDS)
    return _words_page(request, WordsForm(initial=WordsForm.beginning(request.storefront)), form)


@owner_page
def colours(request: OfficeRequest) -> HttpResponse:
    """Dress the shop in other colours; what could not be read is refused, with its contrast."""
    told: dict[str, Any] = {"storefront": request.storefront, "now": timezone.now()}
    if request.method == "POST" and "drop" in request.POST:
        drop_colours(**told)
        return _written(request, COLOURS)
    sent = request.POST if request.method == "POST" else None
    form = ColoursForm(sent, storefront=request.storefront)
    if form.is_valid() and form.attempt(change_colours, **told, **form.wanted()):
        return _written(request, COLOURS)
    asked = sent or {name: field.initial for name, field in form.fields.items()}
    shown = {"form": form, "section": COLOURS, **_sample(asked)}
    return render(request, "office/colours.html", shown, status=422 if form.errors else 200)


@require_safe
@owner_page
def sample(request: OfficeRequest) -> HttpResponse:
    """Show a piece of the shop in the colours of the form, and what could not be read."""
    return render(request, "office/sample.html", _sample(request.GET))


@require_safe
@owner_page
def sample_style(request: OfficeRequest) -> HttpResponse:
    """Answer with the colours of the form, for the sample alone."""
    style = "".join(
        f'.theme-sample[data-scheme="{scheme}"]{{{_declared(theme, scheme)}}}\n'
        for scheme in ("light", "dark")
        if (theme := _theme(request.GET))
    )
    return HttpResponse(style, content_type="text/css; charset=utf-8")


def _declared(theme: Theme, scheme: str) -> str:
    """Return the declarations of one scheme out of the whole style sheet."""
    lines = theme.css().splitlines()
    line = lines[0] if scheme == "light" else lines[2]
    return line[line.index("{") + 1 : line.rindex("}")]


def _theme(asked: Any) -> Theme | None:
    given = {
        scheme: {
            name.removeprefix(f"{scheme}-"): str(asked.get(name, ""))
            for name in asked
            if name.startswith(f"{scheme}-")
        }
        for scheme in ("light", "dark")
    }
    try:
        return Theme.of(given["light"], given["dark"])
    except NotAColour:
        return None


def _sample(asked: Any) -> dict[str, Any]:
    theme = _theme(asked)
    told = {name: str(asked.get(name, "")) for name in asked if "-" in name}
    return {
        "query": urlencode(told),
        "warnings": unreadable(theme) if theme else [_("A colour is written like #f2592a.")],
    }


def _words_page(request: OfficeRequest, form: WordsForm, logo_form: LogoForm) -> HttpResponse:
    shown = {"form": form, "logo_form": logo_form, "section": WORDS}
    wrong = (form.is_bound and form.errors) or (logo_form.is_bound and logo_form.errors)
    return render(request, "office/words.html", shown, status=422 if wrong else 200)


def _written(request: OfficeRequest, page: str) -> HttpResponse:
    messages.success(request, _("The change is written; it shows within a few seconds."))
    return redirect(page)
