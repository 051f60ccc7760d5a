"""Where a mail sends its reader: pages of the sites, by name, with the whole address."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def link(name: str, *numbers: int | str) -> str:
    """Return the address of a page, such as `link("order", 7)`."""
    return _address(f"shop:{name}", numbers)


def link_path(name: str, *numbers: int) -> str:
    """Return the same without the host."""
    return _address(f"shop:{name}", numbers).removeprefix(settings.BASE_URL)


def desk_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the desk."""
    return _address(f"desk:{name}", numbers)


def supplier_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the suppliers' site."""
    return _address(f"supplier:{name}", numbers)


def _address(name: str, numbers: tuple[int | str, ...]) -> str:
    """A page that an installation goes without leads to its front: a mail still leaves."""
    try:
        return settings.BASE_URL + reverse(name, args=numbers)
    except NoReverseMatch:
        return f"{settings.BASE_URL}/"
