"""The conversation about a wish, a clust or a product: its page, its fragment, saying something."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clust import flow
from clust.sourcing.models import Product
from clust.talk.actions.reviewing import received, review_product
from clust.talk.actions.saying import post_comment
from clust.talk.models import Comment, Review
from clust.talk.readings import stars_of
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.talk import A_FEW, About, about_or_404, asked_for, latest
from clust.web.shop.talk_forms import CommentForm, ReviewForm
from clust.web.shop.visits import me
from clust.web.shop.wall import reader_of
from clust.web.shop.wishes import MovedOn


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, word: str, pk: int) -> HttpResponseBase:
    """Show what is said, and take one more word; asked for by a page, only the last few."""
    try:
        about = about_or_404(request, word, pk)
    except MovedOn as moved:
        return redirect("shop:conversation", word, moved.wish, permanent=True)
    if request.method == "POST":
        return _said(request, about)
    if _is_fragment(request):
        return render(request, "shop/talk/latest.html", _latest(request, about))
    return _page(request, about, CommentForm())


def _is_fragment(request: Any) -> bool:
    return bool(request.htmx and request.htmx.target == "talk")


def _latest(request: HttpRequest, about: About) -> dict[str, Any]:
    threads = latest(request, about)
    return {
        "about": about,
        "threads": threads[:A_FEW],
        "has_more": len(threads) > A_FEW,
        "form": CommentForm(),
        "now": timezone.now(),
        **_reviews(request, about),
    }


def _page(
    request: HttpRequest,
    about: About,
    form: CommentForm,
    review_form: ReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = asked_for(request, about)
    context = {
        "about": about,
        "page": page,
        "threads": page.object_list,
        "form": form,
        "words": request.GET.get("q", ""),
        "only": request.GET.get("only", ""),
        "sort": request.GET.get("sort", "new"),
        "now": timezone.now(),
        **_reviews(request, about),
    }
    if about.word == "products" and _may_review(request, about):
        context["review_form"] = review_form or ReviewForm(auto_id="review_%s")
    return render(request, "shop/talk/page.html", context, status=status)


def _reviews(request: HttpRequest, about: About) -> dict[str, Any]:
    """Return the stars of the product; on the page of a clust, with the way to its reviews."""
    thing = about.thing
    product = thing if isinstance(thing, Product) else getattr(thing, "product", None)
    if product is None:
        return {}
    return {"product": product, "stars": stars_of(product, storefront_of(request))}


def _may_review(request: HttpRequest, about: About) -> bool:
    person, product = reader_of(request), about.thing
    if person is None or not isinstance(product, Product):
        return False
    stands = Review.objects.filter(product=product, person=person, open=True)
    return received(person, product) is not None and not stands.exists()


def _said(request: HttpRequest, about: About) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(about.url)
    person = me(request)
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    form = CommentForm(request.POST, request.FILES)
    if form.is_valid() and (
        comment := form.attempt(
            flow.act,
            post_comment,
            storefront=storefront_of(request),
            about=about.thing,
            person=person,
            now=timezone.now(),
            **form.cleaned_data,
        )
    ):
        return redirect(_place(about, comment))
    return _page(request, about, form, status=400)


def _place(about: About, comment: Comment) -> str:
    return f"{about.url}#comment-{comment.pk}"


@signed_in
@require_http_methods(["POST"])
def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a review of somebody who received the product."""
    about, person = about_or_404(request, "products", pk), me(request)
    if wait := limits.write_pace.wait(person.pk):
        return limits.too_often(request, wait)
    form = ReviewForm(request.POST, request.FILES, auto_id="review_%s")
    if form.is_valid() and (
        said := form.attempt(
            flow.act,
            review_product,
            storefront=storefront_of(request),
            product=about.thing,
            person=person,
            now=timezone.now(),
            **form.cleaned_data,
        )
    ):
        messages.success(request, _("Thank you: your review helps the others."))
        return redirect(_place(about, said.comment))
    return _page(request, about, CommentForm(), form, status=400)
