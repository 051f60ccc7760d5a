"""Asking whether a company's VAT number is in use: the door to a register outside."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class RegisterSilent(Exception):
    """The register, or the country behind it, gave no answer: ask again later."""


@dataclass(frozen=True, slots=True)
class VatAnswer:
    """What the register says; `ref` proves that it was asked."""

    valid: bool
    ref: str = ""


class Register(Protocol):
    """What is asked of a register of VAT numbers."""

    def ask(self, *, number: str, asked_by: str) -> VatAnswer:
        """
        Look a number up, on behalf of the seller's own.

        :raises RegisterSilent: if there is no answer
        """


@cache
def register() -> Register:
    """Return the register that the settings name."""
    found: Register = import_string(settings.VAT_REGISTER)()
    return found
