"""What people ask about a supplier's products, and its answers, without saying who asks."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.campaigns.models import Listing as Shown
from clust.sourcing.models import Supplier
from clust.talk.actions.saying import reply_to
from clust.talk.models import Comment, hidden
from clust.talk.readings import readable
from clust.web.parts.answering import AnswerForm
from clust.web.parts.lists import Answer, Filter, Listing, Rows, listed
from clust.web.supplier.access import ContactRequest, seller_form, seller_page

SECTION = "supplier:conversation"
THREADS = Listing(
    columns={
        gettext_lazy("Number"): lambda comment: comment.pk,
        gettext_lazy("Product"): lambda comment: _product(comment),
        gettext_lazy("Message"): lambda comment: comment.words,
        gettext_lazy("Said"): lambda comment: comment.at,
    },
    search=("words", "product__name_fr", "product__name_en", "campaign__product__name_fr"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "to_answer",
                    gettext_lazy("to answer"),
                    lambda now: Q(pk__in=Comment.objects.to_answer().values("pk")),
                ),
                Answer("question", gettext_lazy("questions"), lambda now: Q(is_question=True)),
                Answer("review", gettext_lazy("reviews"), lambda now: Q(review__isnull=False)),
            ],
        )
    ],
    sorts={"said": ["at"]},
    order="-said",
)


def _product(comment: Comment) -> str:
    campaign = comment.campaign
    return str(campaign.product if campaign else comment.product)


def threads_of(supplier: Supplier) -> Rows:
    """
    Return the questions and reviews of a supplier's clusts and products, as they are read.

    What people say among themselves is not for it, nor what is said of a clust that nobody lists.
    """
    listings = Shown.objects.filter(campaign=OuterRef("campaign"))
    rows = (
        Comment.objects.threads()
        .standing()
        .filter(
            ~hidden("comment"),
            Q(campaign__product__supplier=supplier) | Q(product__supplier=supplier),
            Q(is_question=True) | Q(review__isnull=False),
            Q(is_question=True) | Q(campaign=None) | Exists(listings),
        )
    )
    return rows.select_related("campaign__product", "product", "review")


@seller_page
def conversation(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what people say about the supplier's products."""
    return listed(
        request,
        THREADS,
        threads_of(supplier),
        "supplier/conversation.html",
        supplier=supplier,
        section=SECTION,
    )


@seller_form
def comment(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Show a thread, and answer in the supplier's name."""
    found = get_object_or_404(threads_of(supplier), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        flow.act,
        reply_to,
        comment=found,
        person=request.user,
        voice=Comment.Voice.SUPPLIER,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Answered. Everybody reads it, with your mark."))
        return redirect("supplier:comment", pk)
    context = {
        "supplier": supplier,
        "comment": found,
        "title": _product(found),
        "replies": readable(found.storefront).filter(parent=found).order_by("at", "pk"),
        "form": form,
        "section": SECTION,
    }
    status = 422 if form.errors else 200
    return render(request, "supplier/comment.html", context, status=status)
