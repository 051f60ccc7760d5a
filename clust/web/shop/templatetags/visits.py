"""The line that asks whether a partner's link may be remembered."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from clust.web.shop.referrals import choice_line

register = template.Library()


@register.simple_tag(takes_context=True)
def visit_choice(context: Context) -> SafeString | str:
    """Ask a reader who came by a link and has not chosen yet."""
    request: Any = context.get("request")
    return mark_safe(choice_line(request)) if request else ""  # noqa: S308 - a template of ours
