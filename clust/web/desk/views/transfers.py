"""Files of transfers to partners and creators: gathered, handed out once, carried out."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from clust.base import formats
from clust.base.sheets import Cents
from clust.commissions.actions.transferring import (
    AlreadyHandedOut,
    TakenBack,
    due_now,
    gather_transfers,
    hand_out,
    note_file_paid,
    take_out,
)
from clust.commissions.models import Transfer, TransferFile
from clust.commissions.owed import held_back
from clust.web.desk.pages import form_page, sent
from clust.web.desk.partner_forms import FilePaidForm, GatherForm, TransferEndForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:partners"

FILES = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.number,
        gettext_lazy("Gathered"): lambda row: row.at,
        gettext_lazy("Transfers"): lambda row: row.gathered,
        gettext_lazy("Control sum"): lambda row: Cents(row.cents),
        gettext_lazy("Currency"): lambda row: row.currency,
        gettext_lazy("Handed out"): lambda row: (
            row.download.at if hasattr(row, "download") else None
        ),
        gettext_lazy("Paid on"): lambda row: row.paid.at if hasattr(row, "paid") else None,
        gettext_lazy("Came back"): lambda row: row.came_back,
    },
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open",
                    gettext_lazy("to pay"),
                    lambda now: Q(paid=None, transfers_open__gt=0),
                ),
                Answer("paid", gettext_lazy("paid"), lambda now: Q(paid__isnull=False)),
                Answer(
                    "back", gettext_lazy("with one that came back"), lambda now: Q(came_back__gt=0)
                ),
            ],
        )
    ],
    sorts={"number": ["pk"], "cents": ["cents"]},
    order="-number",
)


@desk_page
def files(request: PersonRequest) -> HttpResponseBase:
    """Show the files, what waits to be gathered, and what is held back for want of data."""
    rows = TransferFile.objects.select_related("download", "paid").annotate(
        gathered=Count("transfers"),
        transfers_open=Count("transfers", filter=Q(transfers__open=True)),
        came_back=Count("transfers__returned"),
    )
    due = list(due_now(timezone.now()))
    return listed(
        request,
        FILES,
        rows,
        "desk/partners/files.html",
        due=sum(one.cents for one in due),
        number=len(due),
        held_back=held_back(timezone.now()).count(),
        section=SECTION,
    )


@desk_page
def new_file(request: PersonRequest) -> HttpResponseBase:
    """Gather all that is due into a file for the bank."""
    due = list(due_now(timezone.now()))
    form = GatherForm(sent(request))
    told = {"person": request.user, "now": timezone.now()}
    if form.is_valid() and (
        made := form.attempt(gather_transfers, request.storefront.seller, **told)
    ):
        messages.success(request, _("The file is written."))
        return redirect("desk:transfer_file", made.pk)
    words = {"number": len(due), "sum": formats.money(sum(one.cents for one in due))}
    text = ngettext(
        "%(number)s transfer of %(sum)s, to a partner or a creator.",
        "%(number)s transfers, %(sum)s in all, to partners and creators.",
        len(due),
    )
    return form_page(
        request,
        form,
        title=_("New file of transfers"),
        text=text % words,
        action=_("Write the file"),
        back=reverse("desk:transfer_files"),
        section=SECTION,
    )


@desk_page
def file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a file with its transfers."""
    found = get_object_or_404(TransferFile.objects.select_related("download", "paid"), pk=pk)
    rows = found.transfers.select_related(
        "bill__partner", "bill__statement", "royalty_statement", "account", "end", "returned"
    )
    shown = {
        "file": found,
        "transfers": rows.order_by("pk"),
        "open_cents": rows.filter(open=True).aggregate(sum=Sum("cents", default=0))["sum"],
        "section": SECTION,
    }
    return render(request, "desk/partners/file.html", shown)


@desk_page
@require_POST
def download(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Hand a file out, once."""
    found = get_object_or_404(TransferFile, pk=pk)
    try:
        hand_out(found, person=request.user, now=timezone.now())
    except AlreadyHandedOut:
        messages.error(request, _("The file was handed out before: it is given once."))
        return redirect("desk:transfer_file", pk)
    except TakenBack:
        messages.error(request, _("Transfers were taken out of it: write a new file."))
        return redirect("desk:transfer_file", pk)
    name = f'attachment; filename="{found.number}.xml"'
    return HttpResponse(
        bytes(found.content),
        content_type="application/xml",
        headers={"Content-Disposition": name},
    )


@desk_page
def payment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that the bank carried a file out."""
    found = get_object_or_404(TransferFile, pk=pk)
    form = FilePaidForm(sent(request))
    told = {"file": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(
        note_file_paid, reference=form.cleaned_data["reference"], **told
    ):
        messages.success(request, _("The payment is noted."))
        return redirect("desk:transfer_file", pk)
    open_ones = found.transfers.filter(open=True)
    total = open_ones.aggregate(sum=Sum("cents", default=0))["sum"]
    words = {"number": found.number, "sum": formats.money(total, found.currency)}
    return form_page(
        request,
        form,
        title=_("%(number)s: %(sum)s") % words,
        text=_("The bank’s statement notes it by itself; do it by hand where you have none."),
        action=_("Note the payment"),
        back=reverse("desk:transfer_file", args=[pk]),
        section=SECTION,
    )


@desk_page
def line_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a transfer was not made."""
    found = get_object_or_404(Transfer.objects.select_related("file__download", "account"), pk=pk)
    form = TransferEndForm(sent(request))
    told = {"transfer": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(take_out, **told, **form.cleaned_data):
        messages.success(request, _("It can go into another file."))
        return redirect("desk:transfer_file", found.file_id)
    words = {"sum": formats.money(found.cents, found.file.currency), "to": found.account.holder}
    voids = _("The file was not handed out yet: all its transfers go, and it is void.")
    return form_page(
        request,
        form,
        title=_("Take out: %(sum)s to %(to)s") % words,
        text="" if hasattr(found.file, "download") else voids,
        action=_("Take it out"),
        back=reverse("desk:transfer_file", args=[found.file_id]),
        section=SECTION,
    )
