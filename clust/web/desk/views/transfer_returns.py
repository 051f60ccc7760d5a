"""A transfer that the bank gave back after its file was carried out."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust import flow
from clust.base import formats
from clust.commissions.actions.returning import note_returned
from clust.commissions.models import Transfer
from clust.people.models import Erasure
from clust.web.desk.pages import form_page, sent
from clust.web.desk.partner_forms import TransferReturnForm
from clust.web.parts.access import PersonRequest, desk_page


@desk_page
def line_return(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a transfer came back; whom it was for is told."""
    rows = Transfer.objects.select_related("file", "account")
    found = get_object_or_404(rows, pk=pk, file__paid__isnull=False)
    form = TransferReturnForm(sent(request))
    told = {"transfer": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(
        flow.act,
        note_returned,
        reason=form.cleaned_data["reason"],
        booked_on=form.cleaned_data["booked_on"],
        **told,
    ):
        if _has_left(found):
            messages.warning(request, _("It is owed again; its creator has left: settle it here."))
            return redirect("desk:owed_to_gone")
        messages.success(request, _("It is owed again, and goes into the next file."))
        return redirect("desk:transfer_file", found.file_id)
    words = {"sum": formats.money(found.cents, found.file.currency), "to": found.account.holder}
    text = _("The next file pays it again, to the account known then: ask whether it is right.")
    if _has_left(found):
        text = _("Its creator has left, and no mail reaches them: it will be settled by hand.")
    return form_page(
        request,
        form,
        title=_("Came back: %(sum)s to %(to)s") % words,
        text=text,
        action=_("Note that it came back"),
        back=reverse("desk:transfer_file", args=[found.file_id]),
        section="desk:partners",
    )


def _has_left(transfer: Transfer) -> bool:
    return Erasure.objects.filter(person__royalty_statements__transfers=transfer).exists()
