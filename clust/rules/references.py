"""Structured references of bank transfers, ISO 11649: `RF`, two check digits, then ours."""

_MOST = 21


def structured(own: str) -> str:
    """
    Return the reference `RF…` for letters and digits of our own.

    :raises ValueError: if they are not 1 to 21 letters or digits
    """
    own = own.upper()
    if not (own.isascii() and own.isalnum() and len(own) <= _MOST):
        raise ValueError(f"not a reference: {own!r}")
    return f"RF{98 - _number(own + 'RF00') % 97:02}{own}"


def is_structured(text: str) -> bool:
    """Say whether a text, spaces aside, is such a reference with right check digits."""
    text = text.replace(" ", "").upper()
    if not (text.isascii() and text.isalnum() and text.startswith("RF") and 5 <= len(text) <= 25):
        return False
    return text[2:4].isdigit() and _number(text[4:] + text[:4]) % 97 == 1


def _number(text: str) -> int:
    """Read letters as two digits each, A as 10 to Z as 35."""
    return int("".join(str(int(sign, 36)) for sign in text))
