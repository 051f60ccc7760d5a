"""The sentences that the law wants on an invoice."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clust.invoicing.models import Treatment
from clust.invoicing.reading import Reading


def payment_words() -> dict[str, str]:
    """Return what is said of payment, under its code: discount, penalties, cost of recovery."""
    return {
        "AAB": _("No discount is given for early payment."),
        "PMD": _(
            "Between companies, late payment bears interest at three times the legal rate,"
            " from the day after the due date."
        ),
        "PMT": _("Between companies, late payment also costs 40 € for recovery."),
    }


def mentions(read: Reading) -> Iterator[str]:
    """Yield what is said of the tax, and what the seller must say of itself."""
    if read.invoice.treatment == Treatment.EXEMPT:
        yield _(
            "Exempt intra-Community supply (article 262 ter I of the French tax code, article 138"
            " of directive 2006/112/EC): the buyer accounts for the tax (reverse charge)."
        )
    if read.invoice.treatment == Treatment.OSS:
        said = _("VAT of the country of arrival (%(country)s), declared through the one-stop shop.")
        yield said % {"country": read.invoice.country}
    yield _("VAT falls due when payment is taken.")
    if read.terms.mentions:
        yield read.terms.mentions
