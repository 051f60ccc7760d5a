"""Labels of returns as files, for their buyer and for the desk."""

from django.http import HttpResponse

from clust.returns.documents import label_html, label_pdf
from clust.returns.models import Return
from clust.supply.documents import PdfUnavailable


def label_answer(return_: Return) -> HttpResponse:
    """Return the PDF or, where none can be written, the page to print, which says so."""
    try:
        document = label_pdf(return_)
    except PdfUnavailable:
        return HttpResponse(label_html(return_))
    headers = {"Content-Disposition": f'inline; filename="{return_.number}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)
