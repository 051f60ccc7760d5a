"""The wall of wishes: reading it, posting on it, and wanting something too."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router

from clust import flow
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, Caller, allowed
from clust.web.api.campaigns import Words
from clust.web.api.pages import Cursor, Limit, answer, page
from clust.web.api.problems import Problem, refused
from clust.wishes.actions.backing import AlreadyEnded, BackingRefused, back_wish, take_back
from clust.wishes.actions.posting import WishRefused, post_wish
from clust.wishes.models import Backing, Category, Wish, visible
from clust.wishes.readings import with_sums

router = Router(tags=["wishes"])


@router.get(
    "/wishes/", response=shapes.Wishes, operation_id="list_wishes", **allowed("wishes:read")
)
def wishes(
    request: ApiRequest, q: Words = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """List the wishes on this storefront's wall."""
    rows = _wall(request)
    for word in q.replace("\x00", " ").split()[:8]:
        rows = rows.filter(title__icontains=word)
    found, following = page(rows, limit, cursor)
    return answer({"data": [_wish(row, request) for row in found], "next": following})


@router.post(
    "/wishes/",
    response={201: shapes.Wish},
    operation_id="post_wish",
    **allowed("wishes:write"),
)
def new_wish(request: ApiRequest, told: shapes.NewWish) -> HttpResponse:
    """Post a wish in your name."""
    category = None
    if told.category:
        category = Category.objects.filter(slug=told.category).first()
        if category is None:
            raise Problem(422, "There is no category of this slug.", code="bad-category")
    try:
        wish = flow.act(
            post_wish,
            storefront=request.storefront,
            person=_caller(request).person,
            title=told.title,
            words=told.words,
            link=told.link,
            category=category,
            choices=told.choices,
            units=told.units,
            guess_gross_cents=told.guess_gross_cents,
            language="en" if get_language() == "en" else "fr",
            key=request.once,
            now=timezone.now(),
        )
    except (WishRefused, BackingRefused) as error:
        raise refused(error) from error
    return answer(_wish(_wish_or_404(request, wish.pk), request), 201)


@router.get(
    "/wishes/{int:pk}/", response=shapes.Wish, operation_id="get_wish", **allowed("wishes:read")
)
def wish(request: ApiRequest, pk: int) -> HttpResponse:
    """Return a wish of this storefront's wall."""
    return answer(_wish(_wish_or_404(request, pk), request))


@router.get(
    "/wishes/{int:pk}/backing/",
    response=shapes.Backing,
    operation_id="get_backing",
    **allowed("wishes:read"),
)
def backing(request: ApiRequest, pk: int) -> HttpResponse:
    """Return what you said of a wish."""
    return answer(_backing(_mine_or_404(request, pk)))


@router.post(
    "/wishes/{int:pk}/backing/",
    response={201: shapes.Backing},
    operation_id="back_wish",
    **allowed("wishes:write"),
)
def new_backing(request: ApiRequest, pk: int, told: shapes.NewBacking) -> HttpResponse:
    """Want it too; what you said of it before is replaced."""
    row = _wish_or_404(request, pk)
    choice = row.choices.filter(pk=told.choice_id).first() if told.choice_id else None
    if told.choice_id and choice is None:
        raise Problem(422, "The choice is none of this wish.", code="bad-choice")
    try:
        made = flow.act(
            back_wish,
            wish=row,
            person=_caller(request).person,
            units=told.units,
            choice=choice,
            guess_gross_cents=told.guess_gross_cents,
            limit_gross_cents=told.limit_gross_cents,
            limit_until=told.limit_until,
            key=request.once,
            now=timezone.now(),
        )
    except BackingRefused as error:
        raise refused(error) from error
    return answer(_backing(made), 201)


@router.api_operation(
    ["DELETE"],
    "/wishes/{int:pk}/backing/",
    response={204: None},
    operation_id="take_backing_back",
    **allowed("wishes:write"),
)
def no_backing(request: ApiRequest, pk: int) -> HttpResponse:
    """Want it no more."""
    try:
        flow.act(take_back, backing=_mine_or_404(request, pk), now=timezone.now())
    except AlreadyEnded as error:
        raise Problem(404) from error
    return HttpResponse(status=204)


def _caller(request: ApiRequest) -> Caller:
    if request.caller is None or request.caller.key.for_storefront:
        raise Problem(403, "This key stands for a storefront, not for a person.", code="no-person")
    return request.caller


def _wall(request: ApiRequest) -> "QuerySet[Wish]":
    rows = visible().filter(storefront=request.storefront, project=None)
    found = with_sums(rows, timezone.now()).select_related("category")
    return found.prefetch_related("choices")


def _wish_or_404(request: ApiRequest, pk: int) -> Wish:
    row = _wall(request).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return row


def _mine_or_404(request: ApiRequest, pk: int) -> Backing:
    row = _wish_or_404(request, pk)
    mine = Backing.objects.standing().filter(wish=row, person=_caller(request).person).first()
    if mine is None:
        raise Problem(404)
    return mine


def _wish(row: Any, request: ApiRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "words": row.words,
        "link": row.link,
        "category": row.category.slug if row.category else None,
        "language": row.language,
        "url": request.build_absolute_uri(f"/wishes/{row.pk}/"),
        "people": row.people,
        "units": row.units,
        "choices": [{"id": choice.pk, "name": choice.name} for choice in row.choices.all()],
        "at": row.at,
    }


def _backing(row: Backing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "wish_id": row.wish_id,
        "units": row.units,
        "choice_id": row.choice_id,
        "guess_gross_cents": row.guess_gross_cents,
        "limit_gross_cents": row.limit_gross_cents,
        "limit_until": row.limit_until,
        "at": row.at,
    }
