"""The colours of a storefront as mails wear them: by day, and written out in every line."""

from clust.rules.theme import NotAColour, Theme
from clust.storefronts.models import Storefront

OURS = {
    "paper": "#fbf8f3",
    "surface": "#ffffff",
    "ink": "#1e1633",
    "ink_soft": "#5b5470",
    "brand": "#f2592a",
    "on_brand": "#1e1633",
    "brand_text": "#b93a0e",
    "line": "#e4ddd2",
    "step_past": "#ece5da",
    "step_next": "#fbd9cc",
    "step_later": "#fcebe3",
    "dot_missing": "#b9aec4",
}


def colours_of(storefront: Storefront) -> dict[str, str]:
    """Return the colours of a storefront's mails by name; ours where it chose none."""
    light = storefront.theme.get("light")
    if not light:
        return OURS
    try:
        day = Theme.of(light, {}).day()
    except NotAColour:
        return OURS
    return {name: day[name.replace("_", "-")] for name in OURS}
