"""What is filled in to make keys for machines and to have addresses told of events."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.hooks.actions.listening import LONGEST_URL, BadKinds, TooManyEndpoints
from clust.hooks.door import sender
from clust.hooks.kinds import KINDS
from clust.hooks.kinds import OF_A_STOREFRONT as KINDS_OF_A_STOREFRONT
from clust.keys.actions import BadScopes, TooManyKeys
from clust.keys.scopes import SCOPES
from clust.web.parts.forms import DeskForm

NOT_AN_ADDRESS = _("This is not an address that can be told: it begins with https://.")
UNREACHABLE = _("Nothing can be sent there: no public server has this address.")


class KeyForm(DeskForm):
    """A key: what it is for, and what it may."""

    name = forms.CharField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), widget=forms.CheckboxSelectMultiple
    )

    refusals = {
        TooManyKeys: (None, _("You have twenty keys already: revoke one first.")),
        BadScopes: ("scopes", _("Choose at least one.")),
    }

    def __init__(self, data: Any = None, *, offered: Collection[str]) -> None:
        super().__init__(data)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, words) for scope, words in SCOPES.items() if scope in offered
        ]


class EndpointForm(DeskForm):
    """An address, and the kinds of events it is told of."""

    url = forms.CharField(
        label=_("Address of your server"), max_length=LONGEST_URL, help_text="https://…"
    )
    kinds = forms.MultipleChoiceField(
        label=_("What is it told of?"), widget=forms.CheckboxSelectMultiple
    )

    refusals = {
        TooManyEndpoints: (None, _("You have ten addresses already: remove one first.")),
        BadKinds: ("kinds", _("Choose at least one.")),
    }

    def __init__(self, data: Any = None, *, for_storefront: bool = False) -> None:
        super().__init__(data)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind, words)
            for kind, words in KINDS.items()
            if not for_storefront or kind in KINDS_OF_A_STOREFRONT
        ]

    def clean_url(self) -> str:
        """Return the address, once it is known to lie outside."""
        url: str = self.cleaned_data["url"].strip()
        if why := sender().refusal(url):
            raise forms.ValidationError(_words(why))
        return url


def _words(why: str) -> Any:
    """Return one word for a host that is not there and one inside: nobody learns our names."""
    return NOT_AN_ADDRESS if why == "not an address" else UNREACHABLE
