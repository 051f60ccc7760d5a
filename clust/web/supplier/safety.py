"""The safety data of a supplier's product, which may follow its quote."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clust.sourcing.actions.proposing import note_safety
from clust.sourcing.models import Product, Supplier
from clust.web.supplier.access import ContactRequest, seller_form
from clust.web.supplier.forms import SAFETY, SafetyForm

SECTION = "supplier:quotes"


@seller_form
def safety(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Say who makes a product, who answers for it in the EU, how it is known, and its warnings."""
    product = get_object_or_404(Product, supplier=supplier, pk=pk)
    form = SafetyForm(
        request.POST or None, initial={name: getattr(product, name) for name in SAFETY}
    )
    if request.method == "POST" and form.is_valid():
        note_safety(product, **form.cleaned_data)
        messages.success(request, _("The safety data is noted. Thank you!"))
        return redirect("supplier:safety", product.pk)
    shown = {"product": product, "form": form, "supplier": supplier, "section": SECTION}
    return render(request, "supplier/safety.html", shown, status=422 if form.errors else 200)
