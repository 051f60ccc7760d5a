"""What a partner's links bring, what it earns, and how it is paid: its own rows only."""

from django.conf import settings
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clust.base.qr import qr
from clust.commissions.partner_documents import (
    missing_words,
    statement_csv,
    statement_html,
    statement_pdf,
)
from clust.partners.actions.linking import make_link
from clust.partners.models import Agreement, Partner
from clust.web.partner.access import partner_form, partner_page
from clust.web.parts import partners
from clust.web.parts.access import PersonRequest
from clust.web.parts.banners import NotPublic, banner_lines
from clust.web.parts.lists import csv_file, listed
from clust.web.parts.paces import paper_pace, too_often
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.partner_forms import LinkForm

LANGUAGES = dict(settings.LANGUAGES)
FEEDS = ("csv", "json", "xml")


@partner_page
def home(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show clicks, orders, deliveries; what is held, due and paid; what we must know."""
    rows = partners.statements().filter(partner=partner, payable_cents__gt=0, bill=None)
    shown = {
        "partner": partner,
        "brought": partners.brought_by(partner),
        "sums": partners.sums_of(partner),
        "agreement": Agreement.objects.on(timezone.localdate()).filter(partner=partner).first(),
        "missing": sorted({word for row in rows for word in missing_words(row)}),
        "section": "partner:home",
    }
    return render(request, "partner/home.html", shown)


@partner_page
def links(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show the partner's links and what each brought."""
    rows = partners.with_brought(partner.links.select_related("storefront"))
    told = {"partner": partner, "section": "partner:links"}
    return listed(request, partners.LINKS, rows, "partner/links.html", **told)


@partner_form
def new_link(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Make a link to a page of this shop."""
    asked = request.POST if request.method == "POST" else None
    start = {"page": request.GET.get("page", "/")}
    form = LinkForm(asked, initial=start, host=request.get_host())
    if form.is_valid() and (
        made := form.attempt(
            make_link,
            storefront=request.storefront,
            path=form.cleaned_data["page"],
            name=form.cleaned_data["name"],
            partner=partner,
            now=timezone.now(),
        )
    ):
        messages.success(request, _("Your link is there."))
        return redirect("partner:link", made.pk)
    shown = {
        "partner": partner,
        "form": form,
        "title": _("New link"),
        "action": _("Make the link"),
        "back": reverse("partner:links"),
        "section": "partner:links",
    }
    return render(request, "partner/form.html", shown, status=422 if form.errors else 200)


@partner_page
def link(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Show a link to copy, its QR code, its product feeds and words to put around it."""
    rows = partners.with_brought(partner.links.select_related("storefront"))
    found = get_object_or_404(rows, pk=pk)
    url = partners.url_of(request, found)
    base = url.removesuffix(reverse("shop:link", args=[found.code]))
    feeds = [(kind, base + reverse("shop:feed", args=[found.code, kind])) for kind in FEEDS]
    shown = {
        "partner": partner,
        "link": found,
        "url": url,
        "qr": qr(url),
        "feeds": feeds,
        "card": partners.widget_line(found, base),
        "section": "partner:links",
    }
    return render(request, "partner/link.html", shown)


@partner_page
def banners(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Show the banners of a link in a language, each with the line to copy."""
    found = get_object_or_404(partner.links.select_related("storefront"), pk=pk)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else get_language() or settings.LANGUAGE_CODE
    home = partners.url_of(request, found).removesuffix(reverse("shop:link", args=[found.code]))
    try:
        lines = banner_lines(found, home, language)
    except NotPublic:
        lines = []
    shown = {
        "partner": partner,
        "link": found,
        "lines": lines,
        "is_here": found.storefront_id == request.storefront.pk,
        "home": home,
        "language": language,
        "languages": LANGUAGES.items(),
        "section": "partner:links",
    }
    return render(request, "partner/banners.html", shown)


@partner_page
def statements(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show the partner's statements."""
    rows = partners.statements().filter(partner=partner)
    told = {"partner": partner, "section": "partner:statements"}
    return listed(request, partners.STATEMENTS, rows, "partner/statements.html", **told)


@partner_page
def statement(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = get_object_or_404(partners.statements().filter(partner=partner), pk=pk)
    if wait := paper_pace.wait(request.user.pk):
        return too_often(request, wait)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)


@partner_page
def statement_lines(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Give the lines of a statement as a file."""
    row = get_object_or_404(partners.statements().filter(partner=partner), pk=pk)
    return csv_file(statement_csv(row), row.number)


@partner_page
def payouts(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show what was paid."""
    told = {"partner": partner, "section": "partner:payouts"}
    rows = partners.payouts_of(partner)
    return listed(request, partners.PAYOUTS, rows, "partner/payouts.html", **told)
