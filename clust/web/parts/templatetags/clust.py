"""What every template may say: amounts, days, icons, the ladder."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clust.orders.models import Order
from clust.rules.unit_price import unit_price
from clust.sourcing.models import Product
from clust.storefronts.models import Storefront
from clust.supply.models import sent_as
from clust.web.parts import formats, refusals, themes
from clust.web.parts.icons import ICONS
from clust.web.parts.ladder_picture import LadderPicture, draw

register = template.Library()


@register.simple_tag
def theme_url(storefront: Storefront | None) -> str:
    """Write `{% theme_url request.storefront as theme_url %}`, empty where it wears our colours."""
    return themes.theme_url(storefront or None)


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Write `{{ campaign.price_cents|money:campaign.currency }}`."""
    return "" if cents is None else formats.money(cents, currency)


@register.simple_tag
def per_measure(product: Product, cents: int, currency: str = "EUR") -> str:
    """Write `{% per_measure product cents campaign.currency %}`, empty where none is due."""
    if not product.contents:
        return ""
    price = formats.money(unit_price(cents, product.contents), currency)
    words = _("%(price)s a kilogram") if product.measure == "kg" else _("%(price)s a litre")
    return words % {"price": price}


@register.filter
def why(code: str | None) -> str:
    """Write `{{ refusal.code|why }}`: a provider's code in words, for the desk."""
    return refusals.why(code)


@register.filter
def units(number: int | None) -> str:
    """Write `{{ gate.units|units }}`."""
    return "" if number is None else formats.units(number)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write `{{ campaign.delivery_on|day }}`."""
    return "" if value is None else formats.day(value)


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Write `{{ campaign.closes_at|short_day }}`."""
    return "" if value is None else formats.short_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write `{{ campaign.closes_at|moment }}`."""
    return "" if value is None else formats.moment(value)


@register.filter
def until(value: datetime | None, now: datetime | None = None) -> str:
    """Write `{{ campaign.closes_at|until:now }}`; without `now`, from this very moment."""
    return "" if value is None else formats.until(value, now or timezone.now())


@register.filter
def variant_sent(order: Order) -> str:
    """Write `{{ order|variant_sent }}`: the name of the variant that leaves for the buyer."""
    return sent_as(order).name


@register.filter
def grouped(text: str) -> str:
    """Write `{{ seller.iban|grouped }}`: an account or a reference in groups of four."""
    return formats.grouped(text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Write `{% icon "clock" %}`: decoration only, so put words beside it."""
    drawing = mark_safe(ICONS[name])  # noqa: S308 - our own drawings
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.inclusion_tag("parts/ladder_picture.html")
def ladder_picture(picture: LadderPicture, size: str = "full") -> dict[str, object]:
    """Write `{% ladder_picture picture "full" %}`; sizes: full, card, mail."""
    wide = mark_safe(draw(picture, size))  # noqa: S308 - draw() escapes its words
    narrow = mark_safe(draw(picture, "narrow")) if size == "full" else ""  # noqa: S308
    return {"size": size, "wide": wide, "narrow": narrow}
