"""Where a mail sends its reader: pages of the shop, by name, with the whole address."""

from django.conf import settings
from django.urls import reverse


def link(name: str, *numbers: int) -> str:
    """Return the address of a page, such as `link("order", 7)`."""
    return settings.BASE_URL + reverse(f"shop:{name}", args=numbers)


def desk_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the desk."""
    return settings.BASE_URL + reverse(f"desk:{name}", args=numbers)
