"""Asking VIES over its REST interface; its own address unless the settings name another."""

import httpx
from django.conf import settings

from clust.invoicing.register import RegisterSilent, VatAnswer

SECONDS = 20


class Vies:
    """The register as the Commission offers it."""

    def ask(self, *, number: str, asked_by: str) -> VatAnswer:
        """
        Look a number up, on behalf of the seller's own.

        :raises RegisterSilent: if VIES or the member state is unavailable, or says something else
        """
        question = {
            "countryCode": number[:2],
            "vatNumber": number[2:],
            "requesterMemberStateCode": asked_by[:2],
            "requesterNumber": asked_by[2:],
        }
        try:
            answer = httpx.post(
                f"{settings.VIES_URL}/check-vat-number", json=question, timeout=SECONDS
            )
            answer.raise_for_status()
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RegisterSilent(type(error).__name__) from error
        valid = said.get("valid") if isinstance(said, dict) else None
        if not isinstance(valid, bool) or said.get("errorWrappers"):
            raise RegisterSilent
        return VatAnswer(valid, str(said.get("requestIdentifier") or "")[:40])
