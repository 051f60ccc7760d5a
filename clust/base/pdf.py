"""Whether this machine can write PDF."""

from functools import cache


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
