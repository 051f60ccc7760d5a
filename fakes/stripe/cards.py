"""The test cards: Stripe's own numbers, and a few of ours for what Stripe cannot be asked to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestCard:
    """
    A number and how it behaves.

    `saving` and `charging` name the decline (code, or code and decline code after a slash) that
    meets it then; `asks` says whether its bank wants the holder: when it is saved, or always.
    """

    number: str
    fr: str
    en: str
    brand: str = "visa"
    token: str = ""
    saving: str = ""
    charging: str = ""
    asks: str = ""  # "", "saving", "always"
    late: bool = False
    silent: str = ""  # "", "after", "before": no answer comes, the charge made or not
    refunds: str = "succeeded"  # "succeeded", "pending", "failed"


TEST_CARDS = (
    TestCard("4242424242424242", "est débitée", "is charged", token="pm_card_visa"),
    TestCard(
        "5555555555554444",
        "est débitée (Mastercard)",
        "is charged (Mastercard)",
        "mastercard",
        token="pm_card_mastercard",
    ),
    TestCard(
        "4000002500003155",
        "la banque vous interroge à l’enregistrement",
        "the bank asks you when it is saved",
        token="pm_card_authenticationRequiredOnSetup",
        asks="saving",
    ),
    TestCard(
        "4000002760003184",
        "la banque vous interroge à chaque paiement",
        "the bank asks you for every payment",
        token="pm_card_authenticationRequired",
        asks="always",
    ),
    TestCard(
        "4000000000000341",
        "s’enregistre, puis est refusée au débit",
        "can be saved, is refused when charged",
        token="pm_card_chargeCustomerFail",
        charging="card_declined/generic_decline",
    ),
    TestCard(
        "4000001000000059",
        "s’enregistre, puis manque de provision",
        "can be saved, then lacks funds",
        charging="card_declined/insufficient_funds",
    ),
    TestCard(
        "4000001000000067",
        "s’enregistre, puis est périmée au débit",
        "can be saved, is out of date when charged",
        charging="expired_card",
    ),
    TestCard(
        "4000000000000002",
        "est refusée tout de suite",
        "is refused at once",
        token="pm_card_chargeDeclined",
        saving="card_declined/generic_decline",
        charging="card_declined/generic_decline",
    ),
    TestCard(
        "4000000000009995",
        "manque de provision tout de suite",
        "lacks funds at once",
        token="pm_card_chargeDeclinedInsufficientFunds",
        saving="card_declined/insufficient_funds",
        charging="card_declined/insufficient_funds",
    ),
    TestCard(
        "4000000000000069",
        "est périmée",
        "has expired",
        token="pm_card_chargeDeclinedExpiredCard",
        saving="expired_card",
        charging="expired_card",
    ),
    TestCard(
        "4000000000000127",
        "a un cryptogramme faux",
        "has a wrong security code",
        token="pm_card_chargeDeclinedIncorrectCvc",
        saving="incorrect_cvc",
        charging="incorrect_cvc",
    ),
    TestCard(
        "4000000000000119",
        "n’a pas pu être traitée",
        "could not be processed",
        token="pm_card_chargeDeclinedProcessingError",
        saving="processing_error",
        charging="processing_error",
    ),
    TestCard(
        "4000000000007726",
        "rembourse avec retard",
        "is refunded late",
        token="pm_card_pendingRefund",
        refunds="pending",
    ),
    TestCard(
        "4000000000005126",
        "n’accepte aucun remboursement",
        "cannot be refunded",
        token="pm_card_refundFail",
        refunds="failed",
    ),
    TestCard("4000001000000018", "répond en retard", "answers late", late=True),
    TestCard(
        "4000001000000026", "est débitée sans réponse", "is charged in silence", silent="after"
    ),
    TestCard("4000001000000034", "reste sans réponse", "is met by silence", silent="before"),
)
BY_NUMBER = {card.number: card for card in TEST_CARDS}
BY_TOKEN = {card.token: card for card in TEST_CARDS if card.token}
