"""Which languages a storefront speaks: a page in another one is shown in its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


class SpokenMiddleware:
    """Turn to the storefront's first language where the reader's is not on offer there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the language for this request only."""
        storefront = request.storefront  # type: ignore[attr-defined]
        if storefront is not None and translation.get_language() not in storefront.spoken:
            translation.activate(storefront.language)
            request.LANGUAGE_CODE = storefront.language
        return self.get_response(request)
