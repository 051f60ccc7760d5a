"""Invoices on the pages of a buyer, and whom they are made out to."""

from typing import Any

from django import template

from clust.invoicing.models import CreditNote, Invoice
from clust.orders.models import Order
from clust.web.shop.companies import company_form

register = template.Library()


@register.inclusion_tag("shop/_invoices.html")
def invoices(order: Order) -> dict[str, Any]:
    """Show the invoice and the credit notes of an order."""
    invoice = Invoice.objects.filter(order=order).select_related("company").first()
    notes = CreditNote.objects.filter(invoice=invoice).order_by("pk") if invoice else []
    return {"invoice": invoice, "notes": list(notes)}


@register.inclusion_tag("shop/_company.html", takes_context=True)
def company_fields(context: dict[str, Any]) -> dict[str, Any]:
    """Ask whether one buys for a company, with what was said before."""
    form = company_form(context["request"])
    return {"form": form, "open": bool(form.errors or form.initial or form.data)}
