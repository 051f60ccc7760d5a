"""What a part of a sale undone is without its tax, to the cent of its credit note."""

from django.db.models import Sum

from clust.invoicing.models import Invoice, InvoiceLine, Kind
from clust.orders.models import Cancellation
from clust.rules.vat import split_gross, taken_off

COLUMNS = {Kind.GOODS: "goods_gross_cents", Kind.DELIVERY: "delivery_gross_cents"}


def net_of(cancellation: Cancellation) -> tuple[int, int]:
    """Return goods and delivery that a cancellation undoes, net, at the rates of the invoice."""
    invoice = Invoice.objects.filter(order=cancellation.order_id).first()
    lines = {line.kind: line for line in invoice.lines.all()} if invoice else {}
    goods, delivery = (
        _net(cancellation, kind, lines.get(kind)) for kind in (Kind.GOODS, Kind.DELIVERY)
    )
    return goods, delivery


def _net(cancellation: Cancellation, kind: Kind, line: InvoiceLine | None) -> int:
    cents: int = getattr(cancellation, COLUMNS[kind])
    if line is None or not cents:
        return split_gross(cents, cancellation.order.campaign.product.vat_per_mille).net
    return taken_off(_left(cancellation, kind, line), cents, line.per_mille).net


def _left(cancellation: Cancellation, kind: Kind, line: InvoiceLine) -> int:
    """Return what earlier credit notes leave of an invoice's line, written or still to write."""
    earlier = Cancellation.objects.filter(
        order=cancellation.order_id,
        pk__gt=line.invoice.last_cancellation,
        pk__lt=cancellation.pk,
    )
    gone = earlier.aggregate(cents=Sum(COLUMNS[kind], default=0))["cents"]
    return line.gross_cents - int(gone)
