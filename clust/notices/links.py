"""Where a mail sends its reader: pages of the sites, by name, with the whole address."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from clust.notices.speaking import who_speaks


def link(name: str, *numbers: int | str) -> str:
    """Return the address of a page, such as `link("order", 7)`, at the storefront that speaks."""
    return home() + link_path(name, *numbers)


def link_path(name: str, *numbers: int | str) -> str:
    """Return the same without the host."""
    return _path(f"shop:{name}", numbers)


def desk_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the desk."""
    return f"{settings.BASE_URL}{_path(f'desk:{name}', numbers)}"


def supplier_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the suppliers' site."""
    return f"{settings.BASE_URL}{_path(f'supplier:{name}', numbers)}"


def partner_link(name: str, *numbers: int) -> str:
    """Return the address of a page of the partners' site."""
    return f"{settings.BASE_URL}{_path(f'partner:{name}', numbers)}"


def home() -> str:
    """Return the address of the storefront that speaks, or ours, without the last slash."""
    speaker = who_speaks()
    return speaker.home if speaker else str(settings.BASE_URL)


def _path(name: str, numbers: tuple[int | str, ...]) -> str:
    """A page that an installation goes without leads to its front: a mail still leaves."""
    try:
        return reverse(name, args=numbers)
    except NoReverseMatch:
        return "/"
