"""The navigation of the office: one entry a section, shown to the roles that may open it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clust.storefronts.models import Officer


@dataclass(frozen=True)
class Section:
    """An entry: the name of its page, its icon and label, and the right that it needs, if any."""

    name: str
    icon: str
    label: Any
    right: str = ""

    def is_for(self, officer: Officer) -> bool:
        """Say whether an officer may open it."""
        return not self.right or bool(getattr(officer, self.right))


SECTIONS: tuple[Section, ...] = (
    Section("office:home", "home", _("Overview")),
    Section("office:members", "people", _("Members"), "may_host"),
    Section("office:catalogue", "steps", _("Catalogue"), "may_host"),
    Section("office:places", "pin", _("Delivery places"), "may_host"),
    Section("office:roll", "desk", _("Staff roll"), "may_spend"),
    Section("office:subsidies", "heart", _("Subsidies"), "may_spend"),
    Section("office:contributions", "euro", _("What we owe"), "may_spend"),
    Section("office:earnings", "card", _("What we earn"), "may_spend"),
    Section("office:reports", "alert", _("Reports"), "may_host"),
    Section("office:comments", "quote", _("Conversation"), "may_host"),
    Section("office:door", "lock", _("Who is let in"), "may_set_up"),
    Section("office:service", "person", _("Your own sign-in"), "may_set_up"),
    Section("office:domains", "link", _("Host names"), "may_set_up"),
    Section("office:words", "quote", _("Words and logo"), "may_host"),
    Section("office:colours", "star", _("Colours"), "may_set_up"),
    Section("office:machines", "chain", _("Machines"), "may_set_up"),
    Section("office:officers", "shield", _("Who runs it"), "may_set_up"),
)
