"""What a clust offers: the terms frozen at its opening, read once for everybody."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import Http404, HttpRequest

from clust.campaigns.models import Campaign
from clust.sourcing.models import Picture, Variant
from clust.storefronts.models import DeliveryOption, Seller, Storefront
from clust.web.shop.inside import is_inside
from clust.web.shop.moments import Moments, minute, page_seconds


@dataclass(frozen=True)
class Offer:
    """A campaign with its product, variants, pictures and ways of delivery."""

    campaign: Campaign
    agreed: tuple[DeliveryOption, ...]

    @cached_property
    def variants(self) -> list[Variant]:
        """Return what can be chosen from."""
        return list(self.campaign.product.variants.all())

    @cached_property
    def has_choice(self) -> bool:
        """Say whether there is more than one variant."""
        return len(self.variants) > 1

    @cached_property
    def pictures(self) -> list[Picture]:
        """Return the product's pictures, the first one first."""
        return list(self.campaign.product.pictures.all())

    @cached_property
    def deliveries(self) -> list[DeliveryOption]:
        """Return the ways of delivery, the cheapest parcel first, then places to collect it."""
        options = [option for option in self.agreed if option.zone] or self.agreed
        return sorted(options, key=lambda option: (option.is_pickup, option.gross_cents))

    @property
    def seller(self) -> Seller:
        """Return who sells."""
        return self.campaign.storefront.seller

    def variant(self, pk: int) -> Variant | None:
        """Return the variant with this number, if it is one of them."""
        return next((variant for variant in self.variants if variant.pk == pk), None)

    def delivery(self, pk: int) -> DeliveryOption | None:
        """Return the way of delivery with this number, if it is one of them."""
        return next((option for option in self.deliveries if option.pk == pk), None)

    def carries(self, option: DeliveryOption, units: int) -> bool:
        """Say whether so many units go this way; what is collected has no weight."""
        weight = units * self.campaign.product.weight_g
        return option.is_pickup or option.from_g <= weight < option.below_g

    def ways(self, units: int) -> list[DeliveryOption]:
        """Return what to offer for so many units: of the parcels those that take them, if any."""
        return self.carrying(units) or self.deliveries

    def heavier(self, units: int) -> list[DeliveryOption]:
        """Return the parcels for more units than these."""
        weight = units * self.campaign.product.weight_g
        return [row for row in self.deliveries if not row.is_pickup and row.from_g > weight]

    def fitting(self, option: DeliveryOption, units: int) -> DeliveryOption | None:
        """Return this way of delivery, or the parcel of the same zone that takes so many units."""
        if self.carries(option, units):
            return option
        same = (row for row in self.carrying(units) if row.countries == option.countries)
        return next((row for row in same if not row.is_pickup), None)

    def carrying(self, units: int) -> list[DeliveryOption]:
        """Return the ways of delivery for so many units."""
        return [option for option in self.deliveries if self.carries(option, units)]


TERMS = ("product", "terms", "storefront", "reference_price")

_offers: Moments[Offer] = Moments(page_seconds)
_listed: Moments[bool] = Moments(page_seconds)
_frozen: Moments[Campaign] = Moments(minute)


def offer_or_404(request: HttpRequest, pk: int) -> Offer:
    """Return what a campaign of this storefront offers, with its gate as it is now."""
    see_or_404(request, pk)
    return _read(storefront_of(request), pk)


def kept_offer_or_404(request: HttpRequest, pk: int) -> Offer:
    """Return the same, at most a second old: for its terms, which are frozen, not for its gate."""
    see_or_404(request, pk)
    storefront = storefront_of(request)
    return _offers.get((storefront.pk, pk), lambda: _read(storefront, pk))


def see_or_404(request: HttpRequest, pk: int) -> None:
    """See that a campaign is listed in this storefront, or private to people like this reader."""
    storefront = storefront_of(request)
    if is_listed(storefront, pk):
        return
    if not is_inside(request, storefront, pk):
        raise Http404


def is_listed(storefront: Storefront, pk: int) -> bool:
    """Say whether a storefront shows a campaign to everybody; at most a second old."""

    def ask() -> bool:
        return Campaign.objects.filter(pk=pk, listings__storefront=storefront).exists()

    return _listed.get((storefront.pk, pk), ask)


def sold_at(storefront: Storefront, campaign: str = "campaign__") -> Q:
    """Return the condition that a storefront lists a campaign, or sells it in private."""
    here = {f"{campaign}listings": None, f"{campaign}storefront": storefront}
    return Q(**{f"{campaign}listings__storefront": storefront}) | Q(**here)


def storefront_of(request: HttpRequest) -> Storefront:
    """Return the storefront at the host that was asked."""
    storefront: Storefront = request.storefront  # type: ignore[attr-defined]
    return storefront


def _read(storefront: Storefront, pk: int) -> Offer:
    campaign = (
        Campaign.objects.filter(sold_at(storefront, ""), pk=pk)
        .select_related("gate", "closing__clearing")
        .prefetch_related("rungs")
        .first()
    )
    if campaign is None:
        raise Http404
    frozen = _frozen.get(pk, lambda: _with_terms(pk))
    for name in TERMS:
        setattr(campaign, name, getattr(frozen, name))
    here = (campaign.storefront_id, storefront.pk)
    agreed = (row.option for row in frozen.deliveries.all())
    return Offer(campaign, tuple(option for option in agreed if option.storefront_id in here))


def _with_terms(pk: int) -> Campaign:
    return (
        Campaign.objects.select_related(*TERMS, "storefront__seller")
        .prefetch_related("product__variants", "product__pictures", "deliveries__option")
        .get(pk=pk)
    )
