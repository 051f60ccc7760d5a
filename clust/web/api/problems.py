"""Everything that goes wrong, said as problem+json (RFC 9457)."""

import re
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

KIND = "application/problem+json"


class Problem(Exception):
    """Why a request is not answered as it was meant."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code = status, detail, code
        self.headers, self.more = headers or {}, more

    def answer(self) -> HttpResponse:
        """Return it as an answer."""
        title = HTTPStatus(self.status).phrase
        code = self.code or slug(title)
        said = {"type": f"/api/v1/docs/#{code}", "title": title, "status": self.status}
        said |= {"detail": self.detail} if self.detail else {}
        return HttpResponse(
            orjson.dumps(said | self.more),
            status=self.status,
            content_type=KIND,
            headers=self.headers,
        )


def slug(words: str) -> str:
    """Return `BadLink` or «Not Found» as a word for machines: bad-link, not-found."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", words)
    return "-".join(parts).lower()


def refused(error: Exception, status: int = 422) -> Problem:
    """Return the refusal of an action as a problem, named after its class."""
    words = (type(error).__doc__ or "").strip()
    return Problem(status, words, code=slug(type(error).__name__))
