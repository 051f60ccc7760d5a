"""Signed words for a parcel at a pickup point: one to scan, one to say."""

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from clust.supply.models import Parcel

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
_SIGNER = Signer(salt="clust.supply.parcel")


def token_of(parcel: Parcel) -> str:
    """Return the word in the QR code of a parcel's page."""
    return _SIGNER.sign(str(parcel.pk))


def parcel_of(token: str) -> Parcel | None:
    """Return the parcel that a scanned word is of, None where nobody of us signed it."""
    try:
        number = _SIGNER.unsign(token)
    except BadSignature:
        return None
    return Parcel.objects.filter(pk=number).first()


def code_of(parcel: Parcel) -> str:
    """Return the code with which somebody else may collect a parcel, such as `K7QM-2RTX`."""
    digest = salted_hmac("clust.supply.code", str(parcel.pk), algorithm="sha256").digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:LENGTH])
    return f"{letters[:4]}-{letters[4:]}"


def opens(code: str, parcel: Parcel) -> bool:
    """Say whether somebody said a parcel's code, in whatever case and spacing."""
    said = "".join(letter for letter in code.upper() if letter in LETTERS)
    return constant_time_compare(said, code_of(parcel).replace("-", ""))
