"""What the card page and the bank's page say, in French and English."""

WORDS = {
    "fr": {
        "title": "Enregistrer une carte",
        "for": "pour",
        "number": "Numéro de carte",
        "expiry": "Expiration (MM/AA)",
        "cvc": "Cryptogramme",
        "save": "Enregistrer la carte",
        "back": "Revenir à la boutique",
        "test": "Mode test : aucun argent ne circule.",
        "cards": "Cartes de test",
        "choose": "Choisir",
        "bad_number": "Seules les cartes de test ci-dessous sont acceptées.",
        "bad_expiry": "Cette date d’expiration n’est pas valable.",
        "bad_cvc": "Le cryptogramme a trois chiffres.",
        "refused": "Cette carte a été refusée. Essayez-en une autre.",
        "over": "Cette page n’est plus ouverte.",
        "bank": "Votre banque vous interroge",
        "agree_charge": "Autorisez-vous un paiement de {amount} à {shop} ?",
        "agree_most": "Autorisez-vous {shop} à débiter plus tard cette carte de {amount} au plus ?",
        "agree_save": "Autorisez-vous {shop} à débiter cette carte plus tard ?",
        "yes": "J’autorise",
        "no": "Je refuse",
        "card": "Carte",
        "other": "English",
    },
    "en": {
        "title": "Save a card",
        "for": "for",
        "number": "Card number",
        "expiry": "Expiry (MM/YY)",
        "cvc": "Security code",
        "save": "Save the card",
        "back": "Back to the shop",
        "test": "Test mode: no money moves.",
        "cards": "Test cards",
        "choose": "Choose",
        "bad_number": "Only the test cards below are taken.",
        "bad_expiry": "This expiry date is not valid.",
        "bad_cvc": "The security code has three digits.",
        "refused": "This card was refused. Try another.",
        "over": "This page is no longer open.",
        "bank": "Your bank asks you",
        "agree_charge": "Do you allow a payment of {amount} to {shop}?",
        "agree_most": "Do you allow {shop} to charge this card later, at most {amount}?",
        "agree_save": "Do you allow {shop} to charge this card later?",
        "yes": "I allow it",
        "no": "I refuse",
        "card": "Card",
        "other": "Français",
    },
}


def language(asked: str | None, header: str) -> str:
    """Return the language of a page: the one asked for, else the reader's, else French."""
    if asked in WORDS:
        return str(asked)
    for part in header.lower().split(","):
        tongue = part.strip()[:2]
        if tongue in WORDS:
            return tongue
    return "fr"


def amount(cents: int, currency: str, tongue: str) -> str:
    """Return an amount as people read it."""
    sign = "€" if currency.lower() == "eur" else currency.upper()
    whole, part = f"{cents // 100:,}", f"{cents % 100:02d}"
    if tongue == "fr":
        return f"{whole.replace(',', ' ')},{part} {sign}"
    return f"{sign}{whole}.{part}"
