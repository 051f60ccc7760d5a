"""What is filled in around private clusts."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from clust.base.pictures import PictureRefused, rewritten
from clust.campaigns.actions.closing import AlreadyClosed, TooEarly
from clust.campaigns.actions.pledging import BadQuantity, Closed, NotOpen, TooMany
from clust.campaigns.capacity import NotSoManyLeft
from clust.gatherings.actions.capping import TooFew
from clust.gatherings.actions.inviting import MOST_AT_ONCE, Over, TooManyLetters
from clust.gatherings.actions.papering import NoPledge, NoTransfers, SignedLater
from clust.gatherings.actions.starting import (
    BadClosing,
    MayNotStart,
    NotOffered,
    TooLateToCallOff,
    TooManyRunning,
)
from clust.gatherings.models import Gathering, Offering
from clust.storefronts.actions.roll import ClaimedByOther, NotOnRoll, TooManyTries
from clust.storefronts.models import Tribe
from clust.wallet.models import Card
from clust.web.parts.forms import DayField, DeskForm, LineField
from clust.web.shop.choices import PriceField, named

CLOSING_HOUR = time(20)
PHONE = RegexValidator(r"^\+?[0-9 .()\-]{6,}$", gettext_lazy("This is not a phone number."))
POSTCODE = RegexValidator(r"^[0-9]{5}$", gettext_lazy("Five digits: goods go to places in France."))

ADDRESS = re.compile(
    r"://|www\.|[\w-]\.(?:com|net|org|info|biz|io|co|eu|fr|de|be|ch|es|it|uk|us|ru|cn|top|xyz|online"
    r"|shop|store|site|click|link|live|app|dev|me|ly)\b",
    re.IGNORECASE,
)


def leads_nowhere(text: str) -> None:
    """
    Refuse addresses of pages: a mail in our name leads to ours alone.

    :raises ValidationError: if there is one
    """
    if ADDRESS.search(text):
        raise ValidationError(_("Leave out addresses of websites: they are mailed in our name."))


class GatheringForm(DeskForm):
    """A private clust that begins."""

    name = LineField(
        label=gettext_lazy("Who are you?"),
        help_text=gettext_lazy("Your friends, your club, your office: the name on the invitation."),
        max_length=80,
        validators=[leads_nowhere],
    )
    words = forms.CharField(
        label=gettext_lazy("A word to those you invite"),
        max_length=1_000,
        validators=[leads_nowhere],
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    tribe = forms.ModelChoiceField(
        Tribe.objects.none(),
        label=gettext_lazy("One of your tribes"),
        required=False,
        empty_label=pgettext_lazy("tribe", "none"),
    )
    street = forms.CharField(
        label=gettext_lazy("Where does it all arrive? Place, street and number"), max_length=140
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=5, validators=[POSTCODE])
    city = forms.CharField(label=gettext_lazy("City"), max_length=80)
    closes_on = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It closes at eight in the evening."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Most units in all"),
        min_value=1,
        max_value=1_000_000,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("I receive the goods there, hand them out and tick who collected.")
    )

    refusals: ClassVar[Any] = {
        NotOffered: (None, gettext_lazy("This cannot be started any more.")),
        MayNotStart: (None, gettext_lazy("You may not start this one.")),
        TooManyRunning: (
            None,
            gettext_lazy("Three of your private clusts are open; that is as many as you may have."),
        ),
        NotSoManyLeft: (
            "most",
            gettext_lazy("What other clusts leave of this product: %(left)s."),
        ),
        TooFew: ("most", gettext_lazy("It takes at least %(least)s.")),
        BadClosing: (
            "closes_on",
            gettext_lazy(
                "It stays open for %(shortest)s to %(longest)s days, and as long as the"
                " supplier’s offer holds."
            ),
        ),
    }

    def __init__(self, *given: Any, tribes: Any, left: int | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        named(self, "tribe").queryset = tribes
        if not tribes:
            del self.fields["tribe"]
        if left is None:
            del self.fields["most"]
        else:
            said = ngettext(
                "%(left)s unit is left; take what your group needs.",
                "%(left)s units are left; take what your group needs.",
                left,
            )
            self.fields["most"].help_text = said % {"left": left}

    @property
    def terms(self) -> dict[str, Any]:
        """Return what a private clust is started with, once the form is valid."""
        said = self.cleaned_data
        moment = datetime.combine(said["closes_on"], CLOSING_HOUR)
        return {
            "name": said["name"],
            "words": said["words"],
            "tribe": said.get("tribe"),
            "most": said.get("most"),
            "place": f"{said['street']}, {said['postcode']} {said['city']}",
            "closes_at": timezone.make_aware(moment),
            "key": said["key"],
        }


def proposed_close(offering: Offering, today: date) -> date:
    """Return the last day that the form begins with: in ten days, within the bounds."""
    days = min(max(10, offering.shortest_days + 1), offering.longest_days)
    until = offering.award.quote.valid_until
    return min(today + timedelta(days=days), until or date.max)


class LettersForm(DeskForm):
    """The addresses of people to invite."""

    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One a line, or with commas between; twenty at once at most."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    refusals: ClassVar[Any] = {
        Over: (None, gettext_lazy("The clust takes nobody any more.")),
        TooManyLetters: (
            "emails",
            gettext_lazy(
                "That is too many: twenty at once, a hundred a day (twenty before you have kept an"
                " order), two hundred in all."
            ),
        ),
    }

    def clean_emails(self) -> list[str]:
        """Return the addresses; wrong ones are named."""
        parts: list[str] = self.cleaned_data["emails"].replace(",", " ").replace(";", " ").split()
        wrong = [part for part in parts if not _is_email(part)]
        if wrong:
            said = _("This is no e-mail address: %(words)s.") % {"words": ", ".join(wrong[:3])}
            raise ValidationError(said)
        if len(parts) > MOST_AT_ONCE:
            raise ValidationError(str(self.refusals[TooManyLetters][1]))
        return parts


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


class EndForm(DeskForm):
    """Calling a private clust off."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=240)
    sure = forms.BooleanField(label=gettext_lazy("Yes, let everybody go. Nobody pays anything."))

    refusals: ClassVar[Any] = {
        TooLateToCallOff: (None, gettext_lazy("It is closed: it cannot be called off any more.")),
    }


class CloseForm(DeskForm):
    """Closing before the last day, where every place is taken."""

    refusals: ClassVar[Any] = {
        AlreadyClosed: (None, gettext_lazy("It is closed already.")),
        TooEarly: (None, gettext_lazy("Places are left, so it closes on its last day.")),
    }


TRANSFER, CARD = "transfer", "card"


class PaperFormForm(DeskForm):
    """What stands on a form that somebody signed."""

    name = LineField(label=gettext_lazy("Name"), max_length=120)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=160)
    extra = forms.CharField(
        label=gettext_lazy("Flat, floor, building"), max_length=160, required=False
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=5, validators=[POSTCODE])
    city = forms.CharField(label=gettext_lazy("City"), max_length=80)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=24,
        required=False,
        validators=[PHONE],
    )
    variant = forms.TypedChoiceField(label=gettext_lazy("Variant"), coerce=int)
    units = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000)
    maximum = PriceField(label=gettext_lazy("At most, a unit"))
    signed_on = DayField(label=gettext_lazy("Signed on"))
    number = forms.CharField(
        label=gettext_lazy("Staff number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Only if they wrote it on the form: their community then pays its share."
        ),
    )
    birth_year = forms.CharField(
        label=gettext_lazy("Year of birth"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    pays = forms.ChoiceField(label=gettext_lazy("How is it paid?"), widget=forms.RadioSelect)
    scan = forms.FileField(
        label=gettext_lazy("Photo of the form"),
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 10 MB; you keep the paper itself."),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("The signed form lies before me, and I keep it for five years.")
    )

    refusals: ClassVar[Any] = {
        SignedLater: (
            "signed_on",
            gettext_lazy("That day lies ahead, or before the clust was opened."),
        ),
        NoTransfers: ("pays", gettext_lazy("This clust is not paid by transfer.")),
        Closed: (None, gettext_lazy("The clust takes no pledges any more.")),
        NotOpen: (None, gettext_lazy("The clust has not opened yet.")),
        BadQuantity: ("units", gettext_lazy("This quantity cannot be pledged here.")),
        NotOnRoll: (
            "number",
            gettext_lazy("This does not go together. Check the number, and the year of birth."),
        ),
        TooManyTries: (
            "number",
            gettext_lazy("Too many wrong answers: try again tomorrow."),
        ),
        ClaimedByOther: (
            "number",
            gettext_lazy("Another account has this number. Ask your community to look at it."),
        ),
    }

    def __init__(
        self,
        *given: Any,
        gathering: Gathering,
        cards: list[Card],
        asks_number: bool,
        **options: Any,
    ) -> None:
        super().__init__(*given, **options)
        if not asks_number:
            del self.fields["number"], self.fields["birth_year"]
        campaign = gathering.campaign
        variants = list(campaign.product.variants.all())
        product = campaign.product.name
        named(self, "variant").choices = [(one.pk, one.name or product) for one in variants]
        if len(variants) == 1:
            named(self, "variant").widget = forms.HiddenInput()
            self.initial["variant"] = variants[0].pk
        ways = [(TRANSFER, _("The buyer pays by bank transfer after the close"))]
        if not campaign.takes_transfers:
            ways = []
        ways += [
            (f"{CARD}{card.pk}", _("My card carries it: %(card)s") % {"card": card})
            for card in cards
        ]
        named(self, "pays").choices = ways

    def clean_scan(self) -> bytes | None:
        """Return the picture, written anew."""
        upload = self.cleaned_data.get("scan")
        if not upload:
            return None
        try:
            return rewritten(upload)
        except PictureRefused as error:
            raise ValidationError(_("This is no picture that we can keep.")) from error

    def clean(self) -> None:
        """Refuse a number alone, which proves nothing."""
        super().clean()
        said = self.cleaned_data
        if said.get("number") and not said.get("birth_year"):
            self.add_error("birth_year", _("With a staff number we need it too."))

    @property
    def place(self) -> dict[str, str]:
        """Return the buyer's address, once it is valid."""
        fields = ("street", "extra", "postcode", "city", "phone")
        return {field: self.cleaned_data[field] for field in fields} | {"country": "FR"}


class PaperWithdrawalForm(DeskForm):
    """What somebody took back in writing."""

    units = forms.IntegerField(label=gettext_lazy("How many are taken back?"), min_value=1)
    signed_on = DayField(label=gettext_lazy("Signed on"))
    sure = forms.BooleanField(label=gettext_lazy("The signed withdrawal lies before me."))

    refusals: ClassVar[Any] = {
        TooMany: ("units", gettext_lazy("There are fewer left.")),
        Closed: (
            None,
            gettext_lazy("The clust is closed: tell the desk of a withdrawal from now on."),
        ),
        NoPledge: (None, gettext_lazy("Nothing came of this form.")),
    }
