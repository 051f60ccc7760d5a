"""Words of the office's own pages."""

from django import template

from clust.storefronts.models import Officer
from clust.web.office.sections import SECTIONS, Section

register = template.Library()


@register.simple_tag
def office_sections(officer: Officer) -> list[Section]:
    """Return the sections that an officer may open."""
    return [section for section in SECTIONS if section.is_for(officer)]
