"""
Clust's client: `with Clust("https://clust.example", key="clust_…") as clust: …`.

Written by `bin/manage client` from the OpenAPI document; needs httpx.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Self

import httpx


class ClustProblem(Exception):
    """What went wrong (RFC 9457): `status`, `code`, `detail`."""

    def __init__(self, status: int, said: dict[str, Any]) -> None:
        self.status, self.said = status, said
        self.code = str(said.get("type", "")).rpartition("#")[2]
        self.detail = str(said.get("detail") or said.get("title") or "")
        super().__init__(f"{status} {self.detail}")


def _read(kind: Any, said: Any) -> Any:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if said is None or kind is Any or origin is Literal:
        return said
    if origin in (types.UnionType, typing.Union):
        plain = [part for part in parts if part is not type(None)]
        return _read(plain[0], said) if len(plain) == 1 else said
    if origin is list:
        return [_read(parts[0], one) for one in said]
    if origin is tuple:
        return tuple(_read(part, one) for part, one in zip(parts, said, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        known = {name: _read(hints[name], one) for name, one in said.items() if name in hints}
        return typing.cast(Any, kind)(**known)
    return kind.fromisoformat(said) if kind in (datetime, date) else said


def _written(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _written(one) for name, one in said.items() if one is not None}
    return said.isoformat() if isinstance(said, date) else said


@dataclass(frozen=True, kw_only=True)
class Backing:
    """What you said of a wish."""

    id: int
    wish_id: int
    units: int
    choice_id: int | None
    guess_gross_cents: int | None
    limit_gross_cents: int | None
    limit_until: date | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class BookLine:
    """A pledge of a published book: no person, no time."""

    units: int
    up_to: int
    maximum: str
    fewer: bool
    variant: int


@dataclass(frozen=True, kw_only=True)
class Book:
    """The published book of a cleared campaign, from which its price can be computed again."""

    ladder: list[tuple[int, str]]
    case: int
    cap: int | None
    minimum_cases: int
    pledges: list[BookLine]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """From so many units on, everybody pays so much."""

    from_units: int
    price_gross_cents: int


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A clust as it stands: price now, who is in, how many are missing to the next price."""

    id: int
    product_id: int
    title: str
    url: str
    picture_url: str | None
    stage: Literal["planned", "live", "closing", "cleared", "not_reached"]
    currency: str
    opens_at: datetime
    closes_at: datetime
    delivery_on: date
    price_gross_cents: int
    units: int
    waiting: int
    missing: int | None
    next_price_gross_cents: int | None
    comparison_gross_cents: int | None
    cap: int | None
    per_person: int | None
    case_size: int
    ladder: list[Rung]


@dataclass(frozen=True, kw_only=True)
class Campaigns:
    """A page of campaigns, the newest first."""

    data: list[Campaign]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address of yours that is told of events (Standard Webhooks)."""

    id: int
    url: str
    kinds: list[str]
    ended: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """A page of your addresses, the newest first."""

    data: list[Endpoint]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of a partner, and what it brought."""

    id: int
    name: str
    url: str
    clicks: int
    orders: int
    delivered: int
    earned_net_cents: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Links:
    """A page of links, the newest first."""

    data: list[Link]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try to tell: the status answered, or why there was none."""

    status: int | None
    refusal: str
    took_ms: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """An event for an address, and each try to tell it."""

    id: int
    webhook_id: str
    type: str
    data: dict[str, Any]
    arrived: bool
    next_at: datetime | None
    tries: list[Try]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Messages:
    """A page of messages, the newest first."""

    data: list[Message]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class NewBacking:
    """«Moi aussi»: how many, and at most at which price until when."""

    units: int = 1
    choice_id: int | None = None
    guess_gross_cents: int | None = None
    limit_gross_cents: int | None = None
    limit_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewEndpoint:
    """An address to be told of some kinds of events from now on."""

    url: str
    kinds: list[str]


@dataclass(frozen=True, kw_only=True)
class NewWish:
    """A wish to post in your name; you are the first who backs it."""

    title: str
    units: int = 1
    words: str = ""
    link: str = ""
    category: str | None = None
    choices: list[str] = dataclasses.field(default_factory=list)
    guess_gross_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewWithdrawal:
    """Units to take back; all that is left, where none are named."""

    units: int | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """One of your orders; money in cents with tax."""

    id: int
    campaign_id: int
    variant_id: int
    units: int
    unit_gross_cents: int
    surcharge_gross_cents: int
    delivery_gross_cents: int
    total_gross_cents: int
    currency: str
    payment: str
    url: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Orders:
    """A page of your orders, the newest first."""

    data: list[Order]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ParcelLine:
    """Units of an order in a parcel."""

    order_id: int
    units: int


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One of your parcels."""

    id: int
    carrier: str
    tracking: str
    dispatched_at: datetime
    delivered_at: datetime | None
    lines: list[ParcelLine]


@dataclass(frozen=True, kw_only=True)
class Parcels:
    """A page of your parcels, the newest first."""

    data: list[Parcel]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PartnerSums:
    """What a partner earned in one currency: all of it, held, due and paid."""

    currency: str
    earned_net_cents: int
    held_net_cents: int
    due_net_cents: int
    paid_net_cents: int


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A partner: what all its links brought, and what it earned."""

    id: int
    name: str
    clicks: int
    orders: int
    delivered: int
    sums: list[PartnerSums]


@dataclass(frozen=True, kw_only=True)
class Pledge:
    """One of your pledges; `units_left` is what was not withdrawn."""

    id: int
    campaign_id: int
    variant_id: int
    units: int
    units_left: int
    maximum_gross_cents: int
    is_in: bool
    url: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Pledges:
    """A page of your pledges, the newest first."""

    data: list[Pledge]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What of a product can be chosen."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Product:
    """A thing that a clust sells or sold here."""

    id: int
    name: str
    description: str
    manufacturer: str
    identifier: str
    weight_g: int
    variants: list[Variant]
    picture_urls: list[str]


@dataclass(frozen=True, kw_only=True)
class Products:
    """A page of products, the newest first."""

    data: list[Product]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A secret to check signatures with; after a new one the old one holds for a day."""

    endpoint_id: int
    secret: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a partner earned until the end of a month, and when it was paid."""

    id: int
    number: str
    month: date
    currency: str
    earned_net_cents: int
    reversed_net_cents: int
    payable_net_cents: int
    bill: str | None
    bill_gross_cents: int | None
    paid_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Statements:
    """A page of statements, the newest first."""

    data: list[Statement]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants, and how many want it."""

    id: int
    title: str
    words: str
    link: str
    category: str | None
    language: str
    url: str
    people: int
    units: int
    choices: list[Variant]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """A page of wishes, the newest first."""

    data: list[Wish]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Units of a pledge taken back."""

    id: int
    pledge_id: int
    units: int
    at: datetime


class Clust:
    """
    Calls one shop.

    :param home: such as https://clust.example
    :param key: a key, or a token of OAuth
    :param http: a client of your own
    """

    def __init__(
        self, home: str, *, key: str, language: str = "en", http: httpx.Client | None = None
    ) -> None:
        self._home = home.rstrip("/")
        self._http = http or httpx.Client(timeout=20)
        self._headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def every(self, call: Callable[..., Any], **asked: Any) -> Iterator[Any]:
        """Yield the rows of all pages: `clust.every(clust.list_campaigns, q="kettle")`."""
        cursor = ""
        while True:
            page = call(**asked, cursor=cursor)
            yield from page.data
            if page.next is None:
                return
            cursor = page.next

    def _call(
        self,
        method: str,
        path: str,
        kind: Any,
        *,
        asked: dict[str, Any] | None = None,
        told: Any = None,
        once: str = "",
    ) -> Any:
        headers = self._headers | ({"Idempotency-Key": once} if once else {})
        given: dict[str, Any] = {"params": asked} if asked else {}
        if told is not None:
            given["json"] = _written(dataclasses.asdict(told))
        answer = self._http.request(method, self._home + path, headers=headers, **given)
        if answer.is_error:
            is_json = "json" in answer.headers.get("Content-Type", "")
            raise ClustProblem(answer.status_code, answer.json() if is_json else {})
        return _read(kind, answer.json()) if kind and answer.content else None

    def list_campaigns(
        self,
        *,
        stage: Literal["", "planned", "live", "closed"] = "",
        q: str = "",
        product_id: int = 0,
        limit: int = 50,
        cursor: str = "",
    ) -> Campaigns:
        """List the campaigns that this storefront shows."""
        made: Campaigns = self._call(
            "GET",
            "/api/v1/campaigns/",
            Campaigns,
            asked={
                "stage": stage,
                "q": q,
                "product_id": product_id,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return made

    def get_campaign(
        self,
        pk: int,
    ) -> Campaign:
        """Return a campaign as it stands."""
        made: Campaign = self._call(
            "GET",
            f"/api/v1/campaigns/{pk}/",
            Campaign,
        )
        return made

    def get_book(
        self,
        pk: int,
    ) -> Book:
        """Return the book of a campaign that has cleared, without people or times."""
        made: Book = self._call(
            "GET",
            f"/api/v1/campaigns/{pk}/book/",
            Book,
        )
        return made

    def list_products(
        self,
        *,
        q: str = "",
        limit: int = 50,
        cursor: str = "",
    ) -> Products:
        """List the products of the campaigns that this storefront shows."""
        made: Products = self._call(
            "GET",
            "/api/v1/products/",
            Products,
            asked={"q": q, "limit": limit, "cursor": cursor},
        )
        return made

    def get_product(
        self,
        pk: int,
    ) -> Product:
        """Return a product of a campaign that this storefront shows."""
        made: Product = self._call(
            "GET",
            f"/api/v1/products/{pk}/",
            Product,
        )
        return made

    def list_wishes(
        self,
        *,
        q: str = "",
        limit: int = 50,
        cursor: str = "",
    ) -> Wishes:
        """List the wishes on this storefront's wall."""
        made: Wishes = self._call(
            "GET",
            "/api/v1/wishes/",
            Wishes,
            asked={"q": q, "limit": limit, "cursor": cursor},
        )
        return made

    def post_wish(
        self,
        told: NewWish,
        *,
        once: str = "",
    ) -> Wish:
        """Post a wish in your name."""
        made: Wish = self._call(
            "POST",
            "/api/v1/wishes/",
            Wish,
            told=told,
            once=once,
        )
        return made

    def get_wish(
        self,
        pk: int,
    ) -> Wish:
        """Return a wish of this storefront's wall."""
        made: Wish = self._call(
            "GET",
            f"/api/v1/wishes/{pk}/",
            Wish,
        )
        return made

    def get_backing(
        self,
        pk: int,
    ) -> Backing:
        """Return what you said of a wish."""
        made: Backing = self._call(
            "GET",
            f"/api/v1/wishes/{pk}/backing/",
            Backing,
        )
        return made

    def back_wish(
        self,
        pk: int,
        told: NewBacking,
        *,
        once: str = "",
    ) -> Backing:
        """Want it too; what you said of it before is replaced."""
        made: Backing = self._call(
            "POST",
            f"/api/v1/wishes/{pk}/backing/",
            Backing,
            told=told,
            once=once,
        )
        return made

    def take_backing_back(
        self,
        pk: int,
        *,
        once: str = "",
    ) -> None:
        """Want it no more."""
        self._call(
            "DELETE",
            f"/api/v1/wishes/{pk}/backing/",
            None,
            once=once,
        )

    def list_pledges(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Pledges:
        """List your pledges."""
        made: Pledges = self._call(
            "GET",
            "/api/v1/pledges/",
            Pledges,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def get_pledge(
        self,
        pk: int,
    ) -> Pledge:
        """Return one of your pledges."""
        made: Pledge = self._call(
            "GET",
            f"/api/v1/pledges/{pk}/",
            Pledge,
        )
        return made

    def withdraw_pledge(
        self,
        pk: int,
        told: NewWithdrawal,
        *,
        once: str = "",
    ) -> Withdrawal:
        """Take units of a pledge back, all that is left where none are named."""
        made: Withdrawal = self._call(
            "POST",
            f"/api/v1/pledges/{pk}/withdrawal/",
            Withdrawal,
            told=told,
            once=once,
        )
        return made

    def list_orders(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Orders:
        """List your orders."""
        made: Orders = self._call(
            "GET",
            "/api/v1/orders/",
            Orders,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def get_order(
        self,
        pk: int,
    ) -> Order:
        """Return one of your orders."""
        made: Order = self._call(
            "GET",
            f"/api/v1/orders/{pk}/",
            Order,
        )
        return made

    def list_parcels(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Parcels:
        """List your parcels."""
        made: Parcels = self._call(
            "GET",
            "/api/v1/parcels/",
            Parcels,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def get_parcel(
        self,
        pk: int,
    ) -> Parcel:
        """Return one of your parcels."""
        made: Parcel = self._call(
            "GET",
            f"/api/v1/parcels/{pk}/",
            Parcel,
        )
        return made

    def list_endpoints(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Endpoints:
        """List your addresses."""
        made: Endpoints = self._call(
            "GET",
            "/api/v1/endpoints/",
            Endpoints,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def listen(
        self,
        told: NewEndpoint,
        *,
        once: str = "",
    ) -> Endpoint:
        """Have an address told of events from now on; its secret is read at `/secret/`."""
        made: Endpoint = self._call(
            "POST",
            "/api/v1/endpoints/",
            Endpoint,
            told=told,
            once=once,
        )
        return made

    def get_endpoint(
        self,
        pk: int,
    ) -> Endpoint:
        """Return one of your addresses."""
        made: Endpoint = self._call(
            "GET",
            f"/api/v1/endpoints/{pk}/",
            Endpoint,
        )
        return made

    def end_endpoint(
        self,
        pk: int,
        *,
        once: str = "",
    ) -> None:
        """Have an address told nothing more."""
        self._call(
            "DELETE",
            f"/api/v1/endpoints/{pk}/",
            None,
            once=once,
        )

    def get_secret(
        self,
        pk: int,
    ) -> Secret:
        """Return the secret that signatures are checked with."""
        made: Secret = self._call(
            "GET",
            f"/api/v1/endpoints/{pk}/secret/",
            Secret,
        )
        return made

    def renew_secret(
        self,
        pk: int,
        *,
        once: str = "",
    ) -> Secret:
        """Sign with a new secret; for a day with the old one too."""
        made: Secret = self._call(
            "POST",
            f"/api/v1/endpoints/{pk}/secret/",
            Secret,
            once=once,
        )
        return made

    def list_messages(
        self,
        pk: int,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Messages:
        """List what was sent to an address, with each try."""
        made: Messages = self._call(
            "GET",
            f"/api/v1/endpoints/{pk}/messages/",
            Messages,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def resend(
        self,
        pk: int,
        *,
        once: str = "",
    ) -> Message:
        """Have a message sent again."""
        made: Message = self._call(
            "POST",
            f"/api/v1/messages/{pk}/resending/",
            Message,
            once=once,
        )
        return made

    def get_partner(
        self,
    ) -> Partner:
        """Return what your links brought, and what is held, due and paid."""
        made: Partner = self._call(
            "GET",
            "/api/v1/partner/",
            Partner,
        )
        return made

    def list_links(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Links:
        """List your links with what each brought."""
        made: Links = self._call(
            "GET",
            "/api/v1/partner/links/",
            Links,
            asked={"limit": limit, "cursor": cursor},
        )
        return made

    def list_statements(
        self,
        *,
        limit: int = 50,
        cursor: str = "",
    ) -> Statements:
        """List your monthly statements, with their bill and payment."""
        made: Statements = self._call(
            "GET",
            "/api/v1/partner/statements/",
            Statements,
            asked={"limit": limit, "cursor": cursor},
        )
        return made
