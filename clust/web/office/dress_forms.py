"""Forms for how the shop looks and what it says."""

from typing import Any, ClassVar

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from clust.base.pictures import NotAPicture, TooHeavy, TooManyPixels
from clust.rules.theme import DARK, LIGHT, TOKENS, NotAColour, Theme
from clust.storefronts.actions.dressing import NoLanguage, NotReadable
from clust.storefronts.models import Storefront
from clust.web.parts.forms import DeskForm, LineField

LANGUAGES = [("fr", _("French")), ("en", _("English"))]
COLOURS = {
    "paper": _("page"),
    "surface": _("cards"),
    "ink": _("words"),
    "brand": _("main colour"),
    "on-brand": _("words on the main colour"),
    "brand-text": _("links"),
    "brand-tint": _("light ground of badges"),
    "saving-text": _("savings"),
    "waiting-text": _("those waiting"),
    "danger": _("warnings"),
    "focus": _("ring of the focus"),
}
SCHEMES = {"light": _("by day"), "dark": _("by night")}
UNREADABLE = _(
    "%(words)s on %(ground)s, %(scheme)s, cannot be read well: the contrast is %(ratio)s to 1,"
    " at least %(needed)s to 1 is needed."
)


class WordsForm(DeskForm):
    """Name, languages and texts."""

    name = LineField(label=_("Name"), max_length=80)
    languages = forms.MultipleChoiceField(
        label=_("Languages on offer"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    refusals: ClassVar[Any] = {NoLanguage: ("languages", _("One language at least."))}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label, most in (
            ("welcome_fr", _("Welcome in French"), 4_000),
            ("welcome_en", _("Welcome in English"), 4_000),
            ("footer_fr", _("Foot of every page in French"), 2_000),
            ("footer_en", _("Foot of every page in English"), 2_000),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=most,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @classmethod
    def beginning(cls, storefront: Storefront) -> dict[str, Any]:
        """Return what the form shows first."""
        return {**vars(storefront), "languages": storefront.spoken}

    def wanted(self) -> dict[str, Any]:
        """Return what the action takes."""
        told = self.cleaned_data
        return {
            "name": told["name"],
            "languages": told["languages"],
            "welcome": {code: told[f"welcome_{code}"] for code, _name in LANGUAGES},
            "footer": {code: told[f"footer_{code}"] for code, _name in LANGUAGES},
        }


class LogoForm(DeskForm):
    """A picture to show instead of the name."""

    upload = forms.FileField(
        label=_("Logo, a JPEG, PNG or WebP picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        max_length=200,
    )
    refusals: ClassVar[Any] = {
        TooHeavy: ("upload", _("The file has more than 10 MB.")),
        TooManyPixels: ("upload", _("The picture has more than 40 million pixels.")),
        NotAPicture: ("upload", _("This is not a whole JPEG, PNG or WebP picture.")),
    }


class ColoursForm(DeskForm):
    """Six colours by day and six by night."""

    refusals: ClassVar[Any] = {
        NotReadable: (None, _("Nothing is written: the example says what cannot be read well.")),
        NotAColour: (None, _("A colour is written like #f2592a.")),
    }

    def __init__(self, *args: Any, storefront: Storefront, **options: Any) -> None:
        super().__init__(*args, **options)
        for scheme, ours in (("light", LIGHT), ("dark", DARK)):
            chosen = storefront.theme.get(scheme, {})
            for token in TOKENS:
                self.fields[f"{scheme}-{token}"] = forms.RegexField(
                    r"^#[0-9a-fA-F]{6}$",
                    label=f"{COLOURS[token]}, {SCHEMES[scheme]}".capitalize(),
                    initial=chosen.get(token, ours[token]),
                    widget=forms.TextInput(attrs={"type": "color"}),
                    error_messages={"invalid": _("A colour is written like #f2592a.")},
                )

    def wanted(self) -> dict[str, dict[str, str]]:
        """Return what the action takes."""
        return {
            scheme: {token: self.cleaned_data[f"{scheme}-{token}"].lower() for token in TOKENS}
            for scheme in SCHEMES
        }


def said_of(pair: Any) -> dict[str, Any]:
    """Return the words and figures about two colours that are too alike."""
    return {
        "words": str(COLOURS[pair.words]).capitalize(),
        "ground": COLOURS[pair.ground],
        "scheme": SCHEMES[pair.scheme],
        "ratio": number_format(round(pair.ratio, 2), 2),
        "needed": number_format(pair.needed, 1),
    }


def unreadable(theme: Theme) -> list[str]:
    """Return a sentence for each pair of a theme that is too alike."""
    return [str(UNREADABLE) % said_of(pair) for pair in theme.unreadable()]
