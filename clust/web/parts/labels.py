"""Labels of returns as files, for their buyer and for the desk."""

from django.http import HttpResponse

from clust.returns.documents import label_html, label_pdf
from clust.returns.models import Return
from clust.web.parts.papers import pdf_or_page


def label_answer(return_: Return) -> HttpResponse:
    """Return the PDF or, where none can be written, the page to print, which says so."""
    return pdf_or_page(lambda: label_html(return_), lambda: label_pdf(return_), return_.number)
