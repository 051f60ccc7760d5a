"""What people fill in around wishes: a wish, me too, a report, an appeal."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.wallet.models import Card
from clust.web.parts.forms import DayField, DeskForm
from clust.web.parts.regions import regions
from clust.web.shop.after_sales_forms import PhotosField
from clust.web.shop.choices import PriceField, named
from clust.web.shop.means import NEW
from clust.wishes.actions.backing import (
    LONGEST_LIMIT,
    MOST_UNITS,
    BackingRefused,
    BadChoice,
    BadLimit,
    NotVisible,
)
from clust.wishes.actions.moderating import LONGEST_WORDS, AlreadyAppealed, NoWords
from clust.wishes.actions.posting import (
    LONGEST_LINK,
    LONGEST_TITLE,
    MOST_CHOICES,
    BadLink,
    NoTitle,
    TooLong,
    TooManyWishes,
)
from clust.wishes.models import Category, Wish
from clust.wishes.models.moderation import Reason

WHOLE = {"invalid": _("Enter a whole number of units.")}


class TitleForm(forms.Form):
    """What somebody wishes for, in a few words."""

    title = forms.CharField(
        label=_("What do you wish for?"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say in a few words what you wish for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WishForm(DeskForm):
    """A wish with all that may be said of it."""

    title = forms.CharField(
        label=_("What do you wish for?"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it must be able to do, which size, what for."),
    )
    units = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST_UNITS, initial=1, error_messages=WHOLE
    )
    guess = PriceField(
        label=_("At about what price?"),
        required=False,
        help_text=_("What you would find fair, with tax. It binds you to nothing."),
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("Not said")
    )
    link = forms.URLField(
        label=_("A page that shows it"),
        max_length=LONGEST_LINK,
        required=False,
        assume_scheme="https",
        help_text=_("We look up its title and its picture."),
    )
    pictures = PhotosField(
        label=_("Pictures"), help_text=_("Up to five. Everybody will see them: show no faces.")
    )
    choices = forms.CharField(
        label=_("Any of these will do"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Models or brands, one a line. Leave it empty if anything will do."),
    )
    region = forms.ChoiceField(
        label=_("Where are you?"),
        required=False,
        help_text=_("Only to count wishes near each other."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    refusals = {
        NoTitle: ("title", _("Say in a few words what you wish for.")),
        BadLink: ("link", _("This is no address of a page.")),
        TooLong: ("choices", _("Ten at most, of 80 letters each.")),
        TooManyWishes: (None, _("That is a lot of wishes for one day. Go on tomorrow!")),
        BackingRefused: ("units", _("This is no quantity that we can note.")),
    }

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())
        named(self, "region").choices = regions()

    def clean_choices(self) -> list[str]:
        """Return one name a line."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        names = [line for line in lines if line]
        if len(names) > MOST_CHOICES or any(len(name) > 80 for name in names):
            raise forms.ValidationError(_("Ten at most, of 80 letters each."))
        return names


class BackingForm(DeskForm):
    """Me too: how many, which, at about what price; and perhaps a price at which one buys."""

    units = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST_UNITS, initial=1, error_messages=WHOLE
    )
    choice = forms.TypedChoiceField(label=_("Which one?"), required=False, coerce=int)
    guess = PriceField(label=_("At about what price?"), required=False)
    region = forms.ChoiceField(label=_("Where are you?"), required=False)
    limit = PriceField(label=_("I buy at this price or less"), required=False)
    until = DayField(label=_("Until"), required=False)
    pay = forms.ChoiceField(label=_("With which card?"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    refusals = {
        NotVisible: (None, _("This wish cannot be backed any more.")),
        BadChoice: ("choice", _("Choose one of these.")),
        BadLimit: ("limit", _("A limit needs a price and a day within the next year.")),
        BackingRefused: (None, _("This cannot be noted.")),
    }

    def __init__(self, *given: Any, wish: Wish, cards: list[Card], today: date, **options: Any):
        super().__init__(*given, **options)
        self.cards, self.today = cards, today
        self.initial.setdefault("key", uuid4())
        named(self, "region").choices = regions()
        kinds = [(row.pk, row.name) for row in wish.choices.all()]
        named(self, "choice").choices = [("", _("Any of these")), *kinds]
        named(self, "pay").choices = [
            ("", _("No card for now")),
            *((str(card.pk), str(card)) for card in cards),
            (NEW, _("Another card")),
        ]
        last = today + LONGEST_LIMIT
        days = {"min": f"{today + timedelta(1):%Y-%m-%d}", "max": f"{last:%Y-%m-%d}"}
        named(self, "until").widget.attrs.update(days)
        for price in ("guess", "limit"):
            named(self, price).widget.attrs["inputmode"] = "decimal"
        if not kinds:
            del self.fields["choice"]

    def clean(self) -> dict[str, Any]:
        """See that a limit says a price and a day, and that a card comes with a limit."""
        cleaned: dict[str, Any] = super().clean() or {}
        limit, until = cleaned.get("limit"), cleaned.get("until")
        if limit and not until and "until" not in self.errors:
            self.add_error("until", _("Say until which day."))
        if until and not self.today < until <= self.today + LONGEST_LIMIT:
            self.add_error("until", _("This must be a day within the next year."))
        asks = until or cleaned.get("pay")
        if asks and not limit and "limit" not in self.errors:
            self.add_error("limit", _("Say at which price you buy."))
        return cleaned

    @property
    def has_limit(self) -> bool:
        """Say whether the page opens the part about a standing limit."""
        asked = (self.data or self.initial).get
        return bool(asked("limit") or asked("until") or asked("pay"))

    @property
    def adds_card(self) -> bool:
        """Say whether another card is to be entered."""
        return bool(self.cleaned_data["pay"] == NEW)

    def terms(self, wish: Wish) -> dict[str, Any]:
        """Return what was filled in, as `back_wish` takes it."""
        cleaned = self.cleaned_data
        kinds = {row.pk: row for row in wish.choices.all()}
        cards = {str(card.pk): card for card in self.cards}
        return {
            "units": cleaned["units"],
            "choice": kinds.get(cleaned.get("choice") or 0),
            "guess_gross_cents": cleaned["guess"],
            "region": cleaned["region"],
            "limit_gross_cents": cleaned["limit"],
            "limit_until": cleaned["until"],
            "card": cards.get(cleaned["pay"]),
            "key": cleaned["key"] or uuid4(),
        }


class ReportForm(forms.Form):
    """Why a wish should not stay."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=Reason.choices)
    words = forms.CharField(
        label=_("Tell us more"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if you want to hear what became of it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())


class AppealForm(DeskForm):
    """Why a wish may stay after all."""

    words = forms.CharField(
        label=_("Why may this stay?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    refusals = {
        NoWords: ("words", _("Say why it may stay.")),
        AlreadyAppealed: (None, _("You have asked us before: we are looking at it.")),
    }
