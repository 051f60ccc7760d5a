"""Shares as agreed with partners."""

from decimal import Decimal

from django import template

from clust.base import formats

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Write `{{ partner.country|country }}`: its name in the reader's language."""
    return str(formats.reader().territories.get(code, code))


@register.filter
def share(bp: int) -> str:
    """Return hundredths of a percent as a percentage."""
    return formats.rate(Decimal(bp) / 10)
