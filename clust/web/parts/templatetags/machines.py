"""What machines may do and are told, in people's words."""

from django import template
from django.utils.text import capfirst

from clust.hooks.kinds import KINDS
from clust.keys.scopes import SCOPES

register = template.Library()


@register.filter
def spoken(codes: str) -> str:
    """Write `{{ key.scopes|spoken }}`: scopes or kinds with blanks between, as we say them."""
    words = SCOPES | KINDS
    return capfirst(", ".join(str(words.get(code, code)) for code in codes.split()))
