"""Papers as PDF, where this machine can write it."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings

STYLE = Path(__file__).parent / "static" / "base" / "paper.css"


class PdfUnavailable(Exception):
    """This machine cannot write PDF: Pango or its fonts are missing."""


@cache
def pdf_problem() -> str:
    """Return why this machine cannot write PDF, or nothing where it can."""
    try:
        import weasyprint  # noqa: F401
    except (OSError, ImportError) as error:
        return str(error)
    return ""


def hint(*, for_screen: bool) -> dict[str, bool]:
    """Return what a paper's page needs to know to say how it is printed."""
    return {"for_screen": for_screen, "can_be_pdf": not pdf_problem()}


def as_pdf(page: str, style: Path = STYLE) -> bytes:
    """
    Return a whole page as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    if problem := pdf_problem():
        raise PdfUnavailable(problem)
    from weasyprint import CSS, HTML

    paper = HTML(string=page, url_fetcher=own_pictures())
    return bytes(paper.write_pdf(stylesheets=[CSS(filename=style)]))


def own_pictures() -> Any:
    """Return what fetches for a paper: pictures shown in the shop, no other file and no address."""
    from weasyprint.urls import URLFetcher

    class OwnPictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(url2pathname(urlsplit(url).path)).resolve()
            if not path.is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
                raise ValueError(f"not a picture of ours: {url}")
            return super().fetch(url, headers)

    return OwnPictures(allowed_protocols=("file",))
