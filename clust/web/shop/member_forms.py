"""What people fill in to show themselves, and to say what they share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.people.actions import NameTaken
from clust.storefronts.models import Sharing
from clust.web.parts.forms import DeskForm
from clust.web.shop.talk_forms import PhotoField


class MemberForm(DeskForm):
    """How a member is seen, and what they share here."""

    name = forms.CharField(
        label=_("The name you choose"),
        max_length=40,
        required=False,
        help_text=_("Not your own one, if you prefer. Without it you stay “a member”."),
    )
    words = forms.CharField(
        label=_("A few words about you"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    picture = PhotoField(label=_("Your picture"))
    no_picture = forms.BooleanField(label=_("Show no picture any more"), required=False)
    what = forms.MultipleChoiceField(
        label=_("What do you share here?"),
        choices=Sharing.What.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing, until you say so. Without your page, none of the rest is shown."),
    )

    refusals = {NameTaken: ("name", _("Somebody else is shown by this name."))}

    def __init__(self, *given: Any, has_picture: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        if not has_picture:
            del self.fields["no_picture"]

    def clean(self) -> dict[str, Any]:
        """See that a page that is shown has a name."""
        said = super().clean() or {}
        if said.get("what") and not said.get("name") and "name" not in self.errors:
            self.add_error("name", _("Choose a name, so that your page can be shown."))
        return said
