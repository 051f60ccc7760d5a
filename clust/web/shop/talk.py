"""The conversation about one thing: what it is, who may read it, what stands on its page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clust.sourcing.models import Product
from clust.talk.actions.saying import Subject, is_shown, name_of, voices
from clust.talk.models import Comment
from clust.talk.readings import SORTS, searched, threads_about, with_replies
from clust.web.shop.offers import kept_offer_or_404, storefront_of
from clust.web.shop.wall import reader_of
from clust.web.shop.wishes import seen_or_404
from clust.wishes.models import Project, Wish

A_PAGE = 20
A_FEW = 4
WORDS = {"wish": "wishes", "campaign": "clusts", "product": "products"}


@dataclass(frozen=True, slots=True)
class About:
    """What a conversation is about: its word in the address, the thing, its title and page."""

    word: str
    thing: Subject
    title: str
    page: str

    @property
    def url(self) -> str:
        """Return the address of the whole conversation."""
        return reverse("shop:conversation", args=[self.word, self.thing.pk])


def about_or_404(request: HttpRequest, word: str, pk: int) -> About:
    """
    Return what is spoken of, as far as the reader may see it here.

    :raises Http404: if they may not
    :raises MovedOn: if it is a wish that goes on as another
    """
    if word == "wishes":
        wish = seen_or_404(request, pk)
        return About(word, wish, wish.title, _page_of(wish))
    if word == "clusts":
        campaign = kept_offer_or_404(request, pk).campaign
        page = reverse("shop:campaign", args=[pk])
        return About(word, campaign, campaign.product.name, page)
    if word == "products":
        return _product(request, pk)
    raise Http404


def _page_of(wish: Wish) -> str:
    project = Project.objects.filter(wish=wish).values_list("pk", flat=True).first()
    if project:
        return reverse("shop:project", args=[project])
    return reverse("shop:wish", args=[wish.pk])


def _product(request: HttpRequest, pk: int) -> About:
    product, storefront = get_object_or_404(Product, pk=pk), storefront_of(request)
    if not is_shown(product, storefront):
        raise Http404
    listed = product.campaigns.filter(listings__storefront=storefront)
    last = listed.latest("opens_at", "pk")
    return About("products", product, product.name, reverse("shop:campaign", args=[last.pk]))


def about_of(request: HttpRequest, comment: Comment) -> About:
    """
    Return what a comment speaks of.

    :raises Http404: if the reader may not see it
    """
    return about_or_404(request, WORDS[comment.about], comment.about_id)


def comment_or_404(request: HttpRequest, pk: int) -> Comment:
    """Return a comment of this storefront, hidden or not."""
    rows = Comment.objects.of(storefront_of(request))
    return get_object_or_404(
        rows.select_related("taking_back", "photo", "campaign", "product", "wish"), pk=pk
    )


def asked_for(request: HttpRequest, about: About) -> Page[Any]:
    """Return the page of threads that the address asks for: searched, narrowed, sorted."""
    rows = threads_about(about.thing, storefront_of(request))
    rows = searched(rows, request.GET.get("q", "").replace("\x00", "")[:100])
    only = request.GET.get("only")
    if only == "questions":
        rows = rows.filter(is_question=True)
    elif only == "reviews":
        rows = rows.filter(review__open=True)
    sort = request.GET.get("sort", "new")
    rows = _read(request, rows).order_by(*SORTS.get(sort, SORTS["new"]))
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


def latest(request: HttpRequest, about: About) -> list[Comment]:
    """Return the last few threads, and one more where there are more."""
    rows = threads_about(about.thing, storefront_of(request))
    return list(_read(request, rows).order_by(*SORTS["new"])[: A_FEW + 1])


def _read(request: HttpRequest, rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return with_replies(rows, storefront_of(request), reader_of(request))


def voices_of(request: HttpRequest, comment: Comment) -> list[tuple[str, Any]]:
    """Return whom the reader may answer for, with the words for each; most in the name of last."""
    person = reader_of(request)
    mine = voices(person, comment) if person else {Comment.Voice.MEMBER}
    return [(voice.value, voice.label) for voice in Comment.Voice if voice in mine]


def is_product(about: About) -> bool:
    """Say whether the conversation is about a product: it may be reviewed."""
    return name_of(about.thing) == "product"
