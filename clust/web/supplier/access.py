"""Who may see and do what on a supplier's site, by their role there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from clust.sourcing.actions.contacting import invitations_of
from clust.sourcing.models import Supplier, SupplierContact
from clust.web.parts.access import PersonRequest, View, led_to_sign_in_anew, signed_in

P = ParamSpec("P")


class ContactRequest(PersonRequest):
    """A request of somebody who answers for a supplier."""

    contact: SupplierContact


SupplierView = Callable[Concatenate[ContactRequest, Supplier, P], HttpResponseBase]


def supplier_form(view: SupplierView[P]) -> View[P]:
    """Hand a page the supplier of whoever is signed in; others find nothing here."""

    @wraps(view)
    def guarded(request: ContactRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        contacts = SupplierContact.objects.select_related("supplier")
        contact = contacts.filter(person=request.user).first()
        if contact is None:
            if request.method == "GET" and invitations_of(request.user).exists():
                return redirect("supplier:joining")
            raise Http404
        request.contact = contact
        return led_to_sign_in_anew(request) or view(request, contact.supplier, *args, **kwargs)

    return signed_in(guarded)


def supplier_page(view: SupplierView[P]) -> View[P]:
    """Hand a page that is only looked at the supplier of whoever is signed in."""
    return signed_in(require_safe(supplier_form(view)))


def shipper_form(view: SupplierView[P]) -> View[P]:
    """Let in owners and logistics, who answer orders and send parcels."""
    return supplier_form(_with_right("may_ship", view))


def seller_form(view: SupplierView[P]) -> View[P]:
    """Let in owners and sales, who offer and negotiate."""
    return supplier_form(_with_right("may_quote", view))


def seller_page(view: SupplierView[P]) -> View[P]:
    """Let owners and sales look at a page."""
    return signed_in(require_safe(seller_form(view)))


def owner_form(view: SupplierView[P]) -> View[P]:
    """Let in owners, who invite colleagues."""
    return supplier_form(_with_right("may_invite", view))


def _with_right(right: str, view: SupplierView[P]) -> SupplierView[P]:
    @wraps(view)
    def guarded(
        request: ContactRequest, supplier: Supplier, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not getattr(request.contact, right):
            raise PermissionDenied
        return view(request, supplier, *args, **kwargs)

    return guarded
