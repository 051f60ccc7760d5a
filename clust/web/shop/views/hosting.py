"""A private clust for those who organise it: who is in, inviting, handing over, calling off."""

from smtplib import SMTPException
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.base.qr import qr
from clust.base.sheets import sheet
from clust.campaigns.actions.closing import close_campaign
from clust.gatherings.actions import inviting, starting
from clust.gatherings.models import Gathering, Invitation, Letter
from clust.people.models import Person
from clust.web.parts.access import signed_in
from clust.web.parts.lists import csv_file, number_in
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.standings import standing
from clust.web.shop import gatherings, limits, papers
from clust.web.shop.gathering_forms import CloseForm, EndForm, LettersForm
from clust.web.shop.gatherings import gathering_or_404
from clust.web.shop.invitations import mail_letter, url_of
from clust.web.shop.inviting import invitation_share
from clust.web.shop.passing import subject_or_404
from clust.web.shop.visits import me


@signed_in
@require_safe
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is in and who is missing, and all that an organiser does."""
    return _page(request, gathering_or_404(request, pk))


def _page(
    request: HttpRequest,
    found: Gathering,
    *,
    letters_form: LettersForm | None = None,
    end_form: EndForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    stand = standing(found.campaign, now)
    link = Invitation.objects.good(now).filter(gathering=found).first()
    url = url_of(request, link) if link else ""
    subject = subject_or_404(request, "clusts", found.campaign_id)
    forms = (letters_form, end_form, close_form)
    shown = {
        "gathering": found,
        "campaign": found.campaign,
        "product": found.campaign.product,
        "standing": stand,
        "picture": stand.picture(),
        "missing": gatherings.missing(found, stand, now),
        "people": gatherings.people(found, now),
        "hosts": found.hosts.filter(open=True).select_related("person__identity"),
        "me": me(request),
        "link": link,
        "url": url,
        "code": qr(url) if url else "",
        "share": invitation_share(request, found, subject, link) if link else None,
        "unsent": Letter.objects.due_to_send(now).filter(gathering=found).count(),
        "letters_form": letters_form or LettersForm(),
        "end_form": end_form or EndForm(),
        "close_form": close_form or CloseForm(),
        "now": now,
    }
    status = 400 if any(form and form.errors for form in forms) else 200
    return render(request, "shop/private/gathering.html", shown, status=status)


@signed_in
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link, in the place of an earlier one; or revoke it."""
    found, person, now = gathering_or_404(request, pk), me(request), timezone.now()
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    if request.POST.get("revoke"):
        inviting.revoke_link(gathering=found, person=person, now=now)
        messages.success(request, _("The link lets nobody in any more."))
        return redirect("shop:gathering", pk)
    try:
        inviting.invite_by_link(gathering=found, person=person, now=now)
    except inviting.Over:
        messages.error(request, _("The clust takes nobody any more."))
    else:
        messages.success(request, _("Here is a new link; an earlier one lets nobody in any more."))
    return redirect("shop:gathering", pk)


@signed_in
@require_POST
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite people by mail; where mails could not leave, try again."""
    found, person, now = gathering_or_404(request, pk), me(request), timezone.now()
    if not limits.may_invite(request, person, found.campaign.storefront_id):
        return limits.too_often(request, 600)
    if request.POST.get("again"):
        _mail(request, list(Letter.objects.due_to_send(now).filter(gathering=found)))
        return redirect("shop:gathering", pk)
    form = LettersForm(request.POST)
    if form.is_valid():
        written = form.attempt(
            inviting.write_letters,
            gathering=found,
            person=person,
            emails=form.cleaned_data["emails"],
            language=(get_language() or "fr")[:2],
            now=now,
        )
        if written is not None:
            _mail(request, written)
            return redirect("shop:gathering", pk)
    return _page(request, found, letters_form=form)


def _mail(request: HttpRequest, written: list[Letter]) -> None:
    sent = 0
    for letter in written:
        try:
            mail_letter(request, letter)
        except (OSError, SMTPException):
            messages.error(request, _("Mails cannot leave right now. Try again in a while."))
            break
        inviting.note_sent(letter, now=timezone.now())
        sent += 1
    said = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent)
    if sent:
        messages.success(request, said % {"n": sent})
    elif not written:
        messages.info(request, _("These addresses are invited already, or want no invitations."))


@signed_in
@require_POST
def hosts(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who came in organise it too."""
    found, now = gathering_or_404(request, pk), timezone.now()
    person = Person.objects.filter(pk=number_in(request.POST.get("person", ""))).first()
    if person is None:
        raise Http404
    try:
        flow.act(starting.appoint_host, gathering=found, by=me(request), person=person, now=now)
    except starting.NotOneOfUs as error:
        raise Http404 from error
    messages.success(request, _("There is one more to organise it."))
    return redirect("shop:gathering", pk)


@signed_in
@require_POST
def host_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Organise it no more."""
    found = gathering_or_404(request, pk)
    try:
        flow.act(starting.step_down, gathering=found, person=me(request), now=timezone.now())
    except starting.LastHost:
        messages.error(request, _("Somebody must organise it: appoint another first."))
        return redirect("shop:gathering", pk)
    messages.success(request, _("You have handed it over."))
    return redirect("shop:offerings")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Call a private clust off."""
    found, form = gathering_or_404(request, pk), EndForm(request.POST or None)
    if form.is_valid() and form.attempt(
        flow.act,
        starting.call_off_gathering,
        gathering=found,
        person=me(request),
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    ):
        messages.success(request, _("It is called off. Nobody pays anything."))
        return redirect("shop:gathering", pk)
    shown = {"gathering": found, "form": form, "product": found.campaign.product}
    return render(request, "shop/private/end.html", shown, status=400 if form.errors else 200)


@signed_in
@require_POST
def closing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close before the last day, where every place is taken."""
    found, form = gathering_or_404(request, pk), CloseForm(request.POST)
    if form.attempt(flow.act, close_campaign, campaign=found.campaign, now=timezone.now()):
        messages.success(request, _("It is closed."))
        return redirect("shop:gathering", pk)
    return _page(request, found, close_form=form)


@signed_in
@require_safe
def people_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out who is in and who was invited, as a table."""
    found = gathering_or_404(request, pk)
    headings = [_("Name"), _("How"), _("State"), _("Units"), _("Since")]
    lines: Any = (
        [one.name, one.way, one.state, one.units, one.at]
        for one in gatherings.people(found, timezone.now())
    )
    return csv_file(sheet(headings, lines), f"clust-{found.campaign_id}-people")


@signed_in
@require_safe
def people_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list of who collects what, with room to sign, to print or as PDF."""
    found = gathering_or_404(request, pk)
    if wait := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, wait)
    page = papers.Paper("shop/private/list.html", papers.list_said(found))
    return page_or_pdf(request, page.html, page.pdf, f"clust-{found.campaign_id}-list")
