"""What is told to machines and what they may tell: the shapes that the OpenAPI document shows."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, Field


def _visible(text: str) -> str:
    if "\x00" in text:
        raise ValueError("no NUL characters")
    return text


Text = Annotated[str, AfterValidator(_visible)]
Cents = Annotated[int, Field(ge=0, description="Whole cents with tax.")]
Units = Annotated[int, Field(ge=1, le=10_000)]
Stage = Literal["planned", "live", "closing", "cleared", "not_reached"]


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None


class Rung(Schema):
    """From so many units on, everybody pays so much."""

    from_units: int
    price_gross_cents: Cents


class Campaign(Schema):
    """A clust as it stands: price now, who is in, how many are missing to the next price."""

    id: int
    product_id: int
    title: str
    url: str
    picture_url: str | None
    stage: Stage
    currency: str
    opens_at: datetime
    closes_at: datetime
    delivery_on: date
    price_gross_cents: Cents
    units: Annotated[int, Field(description="Units in at this price.")]
    waiting: Annotated[int, Field(description="Units that wait for a lower price.")]
    missing: Annotated[int | None, Field(description="Units missing to the next price.")]
    next_price_gross_cents: int | None
    comparison_gross_cents: int | None
    cap: int | None
    per_person: int | None
    case_size: int
    ladder: list[Rung]


class Campaigns(Schema):
    """A page of campaigns, the newest first."""

    data: list[Campaign]
    next: str | None


class BookLine(Schema):
    """A pledge of a published book: no person, no time."""

    units: int
    up_to: int
    maximum: str
    fewer: bool
    variant: int


class Book(Schema):
    """The published book of a cleared campaign, from which its price can be computed again."""

    ladder: list[tuple[int, str]]
    case: int
    cap: int | None
    minimum_cases: int
    pledges: list[BookLine]


class Variant(Schema):
    """What of a product can be chosen."""

    id: int
    name: str


class Product(Schema):
    """A thing that a clust sells or sold here."""

    id: int
    name: str
    description: str
    manufacturer: str
    identifier: str
    weight_g: int
    variants: list[Variant]
    picture_urls: list[str]


class Products(Schema):
    """A page of products, the newest first."""

    data: list[Product]
    next: str | None


class Wish(Schema):
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


class Wishes(Schema):
    """A page of wishes, the newest first."""

    data: list[Wish]
    next: str | None


class NewWish(Schema):
    """A wish to post in your name; you are the first who backs it."""

    title: Annotated[Text, Field(min_length=1, max_length=120, examples=["Bouilloire"])]
    units: Units = 1
    words: Annotated[Text, Field(max_length=4_000)] = ""
    link: Annotated[Text, Field(max_length=500)] = ""
    category: Annotated[Text | None, Field(max_length=50, description="Its slug.")] = None
    choices: Annotated[list[Annotated[Text, Field(max_length=80)]], Field(max_length=10)] = []
    guess_gross_cents: Annotated[int | None, Field(ge=1, le=100_000_000)] = None


class NewBacking(Schema):
    """«Moi aussi»: how many, and at most at which price until when."""

    units: Units = 1
    choice_id: Annotated[int | None, Field(ge=1, le=2**62)] = None
    guess_gross_cents: Annotated[int | None, Field(ge=1, le=100_000_000)] = None
    limit_gross_cents: Annotated[int | None, Field(ge=1, le=100_000_000)] = None
    limit_until: date | None = None


class Backing(Schema):
    """What you said of a wish."""

    id: int
    wish_id: int
    units: int
    choice_id: int | None
    guess_gross_cents: int | None
    limit_gross_cents: int | None
    limit_until: date | None
    at: datetime


class Pledge(Schema):
    """One of your pledges; `units_left` is what was not withdrawn."""

    id: int
    campaign_id: int
    variant_id: int
    units: int
    units_left: int
    maximum_gross_cents: Cents
    is_in: Annotated[bool, Field(description="Whether its maximum reaches the price now.")]
    url: str
    at: datetime


class Pledges(Schema):
    """A page of your pledges, the newest first."""

    data: list[Pledge]
    next: str | None


class NewWithdrawal(Schema):
    """Units to take back; all that is left, where none are named."""

    units: Units | None = None


class Withdrawal(Schema):
    """Units of a pledge taken back."""

    id: int
    pledge_id: int
    units: int
    at: datetime


class Order(Schema):
    """One of your orders; money in cents with tax."""

    id: int
    campaign_id: int
    variant_id: int
    units: int
    unit_gross_cents: Cents
    surcharge_gross_cents: Cents
    delivery_gross_cents: Cents
    total_gross_cents: Cents
    currency: str
    payment: Annotated[str, Field(description="paid, waiting, refused, transfer, undone, …")]
    url: str
    at: datetime


class Orders(Schema):
    """A page of your orders, the newest first."""

    data: list[Order]
    next: str | None


class ParcelLine(Schema):
    """Units of an order in a parcel."""

    order_id: int
    units: int


class Parcel(Schema):
    """One of your parcels."""

    id: int
    carrier: str
    tracking: str
    dispatched_at: datetime
    delivered_at: datetime | None
    lines: list[ParcelLine]


class Parcels(Schema):
    """A page of your parcels, the newest first."""

    data: list[Parcel]
    next: str | None


class Token(Schema):
    """A short-lived access token (RFC 6749, 4.4)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class TokenError(Schema):
    """Why there is no token (RFC 6749, 5.2)."""

    error: Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]
    error_description: str


class Endpoint(Schema):
    """An address of yours that is told of events (Standard Webhooks)."""

    id: int
    url: str
    kinds: list[str]
    ended: Annotated[str | None, Field(description="Why it is told nothing more.")]
    at: datetime


class Endpoints(Schema):
    """A page of your addresses, the newest first."""

    data: list[Endpoint]
    next: str | None


class NewEndpoint(Schema):
    """An address to be told of some kinds of events from now on."""

    url: Annotated[Text, Field(max_length=500, examples=["https://example.org/clust"])]
    kinds: Annotated[
        list[Annotated[str, Field(max_length=40)]],
        Field(min_length=1, max_length=20, examples=[["campaign.price_fell"]]),
    ]


class Secret(Schema):
    """A secret to check signatures with; after a new one the old one holds for a day."""

    endpoint_id: int
    secret: str


class Try(Schema):
    """One try to tell: the status answered, or why there was none."""

    status: int | None
    refusal: str
    took_ms: int
    at: datetime


class Message(Schema):
    """An event for an address, and each try to tell it."""

    id: int
    webhook_id: str
    type: str
    data: dict[str, str | int | bool | None]
    arrived: bool
    next_at: datetime | None
    tries: list[Try]
    at: datetime


class Messages(Schema):
    """A page of messages, the newest first."""

    data: list[Message]
    next: str | None


NetCents = Annotated[int, Field(description="Whole cents without tax.")]


class PartnerSums(Schema):
    """What a partner earned in one currency: all of it, held, due and paid."""

    currency: str
    earned_net_cents: NetCents
    held_net_cents: NetCents
    due_net_cents: NetCents
    paid_net_cents: NetCents


class Partner(Schema):
    """A partner: what all its links brought, and what it earned."""

    id: int
    name: str
    clicks: int
    orders: int
    delivered: int
    sums: list[PartnerSums]


class Link(Schema):
    """A link of a partner, and what it brought."""

    id: int
    name: str
    url: str
    clicks: int
    orders: int
    delivered: int
    earned_net_cents: NetCents
    at: datetime


class Links(Schema):
    """A page of links, the newest first."""

    data: list[Link]
    next: str | None


class Statement(Schema):
    """What a partner earned until the end of a month, and when it was paid."""

    id: int
    number: str
    month: date
    currency: str
    earned_net_cents: NetCents
    reversed_net_cents: NetCents
    payable_net_cents: NetCents
    bill: str | None
    bill_gross_cents: int | None
    paid_at: datetime | None


class Statements(Schema):
    """A page of statements, the newest first."""

    data: list[Statement]
    next: str | None
