"""What a browser says when it is to show notices."""

from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError

AUTH_BYTES = 16


class ScreenForm(forms.Form):
    """An address of the browser's maker, and the keys that only the browser reads with."""

    endpoint = forms.URLField(max_length=600, assume_scheme="https")
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        """Take what is reached over TLS at its own port, by name; its address is checked later."""
        endpoint = str(self.cleaned_data["endpoint"])
        parts = urlsplit(endpoint)
        if parts.scheme != "https" or parts.port not in (None, 443) or parts.username:
            raise ValidationError("not a push service")
        return endpoint

    def clean_p256dh(self) -> str:
        """Take a point on the curve."""
        text = str(self.cleaned_data["p256dh"])
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unwrapped(text))
        except ValueError as error:
            raise ValidationError("not a key") from error
        return text

    def clean_auth(self) -> str:
        """Take sixteen bytes."""
        text = str(self.cleaned_data["auth"])
        if len(_unwrapped(text)) != AUTH_BYTES:
            raise ValidationError("not a secret")
        return text


def _unwrapped(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise ValidationError("not base64") from error
