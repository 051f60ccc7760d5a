"""Campaigns and products of the storefront that was asked."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router

from clust.campaigns.models import Campaign
from clust.campaigns.telling import Told, told
from clust.sourcing.models import Product
from clust.storefronts.models import Storefront
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, allowed
from clust.web.api.pages import Cursor, Limit, answer, keys, page
from clust.web.api.problems import Problem
from clust.web.parts.books import published
from clust.web.parts.shown import shown

router = Router(tags=["campaigns"])
Words = Annotated[str, Query(max_length=80, description="All of these words.", examples=["kettle"])]
StageFilter = Annotated[Literal["", "planned", "live", "closed"], Query()]
Number = Annotated[int, Query(ge=0, lt=2**63, description="Only of this product.")]


@router.get(
    "/campaigns/",
    response=shapes.Campaigns,
    operation_id="list_campaigns",
    **allowed("campaigns:read"),
)
def campaigns(
    request: ApiRequest,
    stage: StageFilter = "",
    q: Words = "",
    product_id: Number = 0,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> HttpResponse:
    """List the campaigns that this storefront shows."""
    rows = _in_stage(shown(request.storefront), stage)
    if product_id:
        rows = rows.filter(product=product_id)
    numbers, following = keys(sought(rows, q, "product__"), limit, cursor)
    said = [one(row, request) for row in told(numbers, now=timezone.now())]
    return answer({"data": said, "next": following})


@router.get(
    "/campaigns/{int:pk}/",
    response=shapes.Campaign,
    operation_id="get_campaign",
    **allowed("campaigns:read"),
)
def campaign(request: ApiRequest, pk: int) -> HttpResponse:
    """Return a campaign as it stands."""
    return answer(one(_told(request, pk), request))


@router.get(
    "/campaigns/{int:pk}/book/",
    response=shapes.Book,
    operation_id="get_book",
    **allowed("campaigns:read"),
)
def book(request: ApiRequest, pk: int) -> HttpResponse:
    """Return the book of a campaign that has cleared, without people or times."""
    if _told(request, pk).stage not in ("cleared", "not_reached"):
        raise Problem(404, "A book is published once its campaign has cleared.")
    text = "".join(published(Campaign.objects.get(pk=pk)))
    return HttpResponse(text, content_type="application/json")


def _told(request: ApiRequest, pk: int) -> Told:
    numbers = list(shown(request.storefront).filter(pk=pk).values_list("pk", flat=True))
    if not numbers:
        raise Problem(404)
    return told(numbers, now=timezone.now())[0]


def one(row: Told, request: ApiRequest) -> dict[str, Any]:
    """Return a campaign as machines are told of it."""
    home = f"{request.scheme}://{request.get_host()}"
    return {
        "id": row.campaign,
        "product_id": row.product,
        "title": row.name_en if get_language() == "en" else row.name_fr,
        "url": f"{home}/clusts/{row.campaign}/",
        "picture_url": home + default_storage.url(row.picture) if row.picture else None,
        "stage": row.stage,
        "currency": row.currency,
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "delivery_on": row.delivery_on,
        "price_gross_cents": row.price,
        "units": row.units,
        "waiting": row.waiting,
        "missing": row.missing,
        "next_price_gross_cents": row.next_price,
        "comparison_gross_cents": row.comparison,
        "cap": row.cap,
        "per_person": row.per_person,
        "case_size": row.case_size,
        "ladder": [
            {"from_units": units, "price_gross_cents": price} for units, price in row.ladder
        ],
    }


def _in_stage(rows: "QuerySet[Campaign]", stage: str) -> "QuerySet[Campaign]":
    now = timezone.now()
    if stage == "planned":
        return rows.filter(gate__open=True, gate__opens_at__gt=now)
    if stage == "live":
        return rows.filter(gate__open=True, gate__opens_at__lte=now, gate__closes_at__gt=now)
    if stage == "closed":
        return rows.filter(Q(gate__open=False) | Q(gate__closes_at__lte=now))
    return rows


def sought(rows: "QuerySet[Any]", words: str, at: str = "") -> "QuerySet[Any]":
    """Return the rows whose product is named or described with all these words."""
    for word in words.replace("\x00", " ").split()[:8]:
        named = Q(**{f"{at}name_fr__icontains": word}) | Q(**{f"{at}name_en__icontains": word})
        rows = rows.filter(named)
    return rows


@router.get(
    "/products/",
    response=shapes.Products,
    operation_id="list_products",
    tags=["products"],
    **allowed("campaigns:read"),
)
def products(
    request: ApiRequest, q: Words = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """List the products of the campaigns that this storefront shows."""
    rows, following = page(sought(_products(request.storefront), q), limit, cursor)
    return answer({"data": [_product(row, request) for row in rows], "next": following})


@router.get(
    "/products/{int:pk}/",
    response=shapes.Product,
    operation_id="get_product",
    tags=["products"],
    **allowed("campaigns:read"),
)
def product(request: ApiRequest, pk: int) -> HttpResponse:
    """Return a product of a campaign that this storefront shows."""
    row = _products(request.storefront).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return answer(_product(row, request))


def _products(storefront: Storefront) -> "QuerySet[Product]":
    sold = shown(storefront).filter(product=OuterRef("pk"))
    return Product.objects.filter(Exists(sold)).prefetch_related("variants", "pictures")


def _product(row: Product, request: ApiRequest) -> dict[str, Any]:
    is_english = get_language() == "en"
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description_en if is_english else row.description_fr,
        "manufacturer": row.manufacturer,
        "identifier": row.identifier,
        "weight_g": row.weight_g,
        "variants": [{"id": one.pk, "name": one.name} for one in row.variants.all()],
        "picture_urls": list(_pictures(row, request)),
    }


def _pictures(row: Product, request: ApiRequest) -> Iterator[str]:
    for picture in row.pictures.all():
        yield request.build_absolute_uri(picture.file.url)
