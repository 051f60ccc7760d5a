"""Papers as PDF, where this machine can write it."""

from functools import cache
from pathlib import Path

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

    return bytes(HTML(string=page).write_pdf(stylesheets=[CSS(filename=style)]))
