"""The books of a year for accountants: the French FEC, and all lines as they are."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from django.db.models import QuerySet

from clust.base.sheets import Cents
from clust.ledger.chart import journal, place
from clust.ledger.models import Posting
from clust.ledger.readings import CALENDAR

# Arrêté du 29 juillet 2013, article A47 A-1 of the Livre des procédures fiscales.
FEC = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
AT_ONCE = 2_000
LIBELLES = {
    "orders": "Commandes d'un clust",
    "order": "Commande immédiate",
    "invoice": "Facture, TVA",
    "credit_note": "Avoir, TVA",
    "cancellation": "Vente annulée en tout ou partie",
    "delivery": "Livraison",
    "restitution": "Retour",
    "purchase_order": "Commande au fournisseur",
    "purchase_reduction": "Commande au fournisseur réduite",
    "supplier_bill": "Facture du fournisseur",
    "supplier_payment": "Paiement du fournisseur",
    "royalty": "Droits d'auteur",
    "royalty_reversal": "Droits d'auteur repris",
    "royalty_payout": "Droits d'auteur payés",
    "transfer_return": "Virement rejeté par la banque",
    "capture": "Paiement d'un client",
    "refund": "Remboursement demandé",
    "refund_done": "Remboursement effectué",
    "refund_failure": "Remboursement échoué",
    "payout": "Versement du prestataire de paiement",
    "bank_line": "Mouvement bancaire en attente",
    "explanation": "Mouvement bancaire reconnu",
    "pay_back": "Virement à renvoyer",
    "pay_back_done": "Virement renvoyé",
}


def fec(year: int, currency: str = "EUR") -> Iterator[str]:
    """
    Yield the file of a year in parts, separated by tabs, its heading first.

    Entries are numbered without a gap in the order of time. Parties are numbers: names are in the
    documents that the entries refer to.
    """
    yield "\t".join(FEC) + "\r\n"
    lines = _fec_lines(year, currency)
    while part := "".join(islice(lines, AT_ONCE)):
        yield part


def _fec_lines(year: int, currency: str) -> Iterator[str]:
    number, before = 0, None
    for posting in lines_of(year).filter(entry__currency=currency).iterator(AT_ONCE):
        if posting.entry_id != before:
            number, before = number + 1, posting.entry_id
        yield "\t".join(_fec_line(posting, number)) + "\r\n"


def _fec_line(posting: Posting, number: int) -> list[str]:
    entry = posting.entry
    code, name = journal(entry.key)
    found = place(posting.account, posting.detail)
    party = found.party and posting.party is not None
    day = f"{entry.at.astimezone(CALENDAR):%Y%m%d}"
    fact = entry.key.partition(":")[0]
    return [
        code,
        name,
        str(number),
        day,
        found.number,
        found.name,
        f"{found.party}{posting.party}" if party else "",
        f"{found.name} {posting.party}" if party else "",
        entry.key,
        day,
        LIBELLES.get(fact, fact.replace("_", " ")),
        _amount(max(posting.cents, 0)),
        _amount(max(-posting.cents, 0)),
        "",
        "",
        day,
        "",
        "",
    ]


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def fec_name(vat_number: str, year: int) -> str:
    """Return the name that the file must have: company number, FEC, last day of the year."""
    digits = "".join(sign for sign in vat_number if sign.isdigit())
    siren = digits[-9:] if vat_number.startswith("FR") and len(digits) >= 9 else "000000000"
    return f"{siren}FEC{year}1231"


def lines_of(year: int) -> QuerySet[Posting]:
    """Return a year's postings with their entries, in the order of time; a year of Paris."""
    begin, end = (datetime.combine(date(one, 1, 1), time.min, CALENDAR) for one in (year, year + 1))
    rows = Posting.objects.filter(entry__at__gte=begin, entry__at__lt=end)
    return rows.select_related("entry").order_by("entry__at", "entry_id", "pk")


def journal_rows(year: int) -> Iterator[list[object]]:
    """Yield all postings of a year as they are, of every currency."""
    for posting in lines_of(year).iterator(AT_ONCE):
        entry = posting.entry
        yield [
            entry.pk,
            entry.key,
            entry.at,
            entry.currency,
            posting.account,
            posting.detail,
            posting.party,
            Cents(max(posting.cents, 0)),
            Cents(max(-posting.cents, 0)),
        ]
