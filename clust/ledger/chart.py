"""The accounts in the words of the French chart of accounts, for accountants and the tax office."""

from typing import NamedTuple

from clust.ledger.models import Account


class Place(NamedTuple):
    """Where an account stands in the chart: number, name, and the letter of its parties."""

    number: str
    name: str
    party: str = ""


CHART: dict[str, Place] = {
    Account.BUYERS: Place("411000", "Clients", "C"),
    Account.GOODS_PROMISED: Place("487100", "Marchandises promises, constatées d'avance"),
    Account.DELIVERY_PROMISED: Place("487200", "Livraisons promises, constatées d'avance"),
    Account.PURCHASES: Place("607000", "Achats de marchandises"),
    Account.SUPPLIERS: Place("401000", "Fournisseurs", "F"),
    Account.PROVIDER: Place("517000", "Prestataire de paiement"),
    Account.PROVIDER_FEES: Place("627800", "Frais du prestataire de paiement"),
    Account.REFUNDS_ON_WAY: Place("419700", "Clients, remboursements en cours"),
    Account.BANK: Place("512000", "Banque"),
    Account.UNMATCHED: Place("471000", "Virements en attente d'affectation"),
    Account.VAT: Place("445710", "TVA collectée"),
    Account.VAT_INPUT: Place("445660", "TVA déductible sur biens et services"),
    Account.SALES: Place("707000", "Ventes de marchandises"),
    Account.DELIVERY_SALES: Place("708500", "Ports et frais accessoires facturés"),
    Account.RESALES: Place("707100", "Reventes de marchandises retournées"),
    Account.WRITE_OFFS: Place("658200", "Marchandises données ou recyclées"),
    Account.LOSSES: Place("654000", "Pertes sur créances irrécouvrables"),
    Account.CREDITS: Place("419800", "Clients, avoirs à utiliser", "C"),
    Account.CREDIT_COSTS: Place("709700", "Rabais accordés sur ventes de marchandises"),
    Account.SUBSIDIES: Place("467100", "Participations à recevoir", "B"),
    Account.COMMISSIONS: Place("467200", "Commissions à payer", "P"),
    Account.COMMISSION_COSTS: Place("622200", "Commissions et courtages sur ventes"),
    Account.SHOP_FEES: Place("706200", "Prestations de services, boutiques"),
    Account.ROYALTIES: Place("467300", "Droits d'auteur à payer", "A"),
    Account.ROYALTY_COSTS: Place("651600", "Droits d'auteur et de reproduction"),
}
BY_RATE = (Account.VAT, Account.VAT_INPUT)
SALES, PURCHASES, MONEY, OTHER = (
    ("VE", "Ventes"),
    ("AC", "Achats"),
    ("BQ", "Banque et prestataire de paiement"),
    ("OD", "Opérations diverses"),
)
JOURNALS = {
    **dict.fromkeys(
        (
            *("orders", "order", "invoice", "credit_note", "cancellation", "delivery"),
            *("restitution", "subsidy", "subsidy_return", "month_fee"),
        ),
        SALES,
    ),
    "disposal": OTHER,
    **dict.fromkeys(("purchase_order", "purchase_reduction", "supplier_bill"), PURCHASES),
    **dict.fromkeys(
        (
            "capture",
            "refund",
            "refund_done",
            "refund_failure",
            "refund_after_all",
            "regain",
            "contribution_payment",
            "fee_payment",
            "payout",
            "supplier_payment",
            "royalty_payout",
            "transfer_file",
            "transfer_return",
            "bank_line",
            "explanation",
            "pay_back",
            "pay_back_done",
        ),
        MONEY,
    ),
}


def place(account: str, detail: str) -> Place:
    """Return where a posting stands; tax in sub-accounts such as 445710FR200."""
    found = CHART[account]
    if account not in BY_RATE or not detail:
        return found
    return Place(found.number + detail.replace(" ", ""), f"{found.name} {detail}")


def journal(key: str) -> tuple[str, str]:
    """Return code and name of the journal that a movement belongs to."""
    return JOURNALS.get(key.partition(":")[0], OTHER)
