"""Words of the office's own pages."""

from django import template

from clust.base import formats
from clust.storefronts.models import Officer
from clust.web.office.sections import SECTIONS, Section

register = template.Library()


@register.simple_tag
def office_sections(officer: Officer) -> list[Section]:
    """Return the sections that an officer may open."""
    return [section for section in SECTIONS if section.is_for(officer)]


@register.filter
def percent(part: float) -> str:
    """Write `{{ plan.share|percent }}`, a part of one."""
    return formats.percent(part)
