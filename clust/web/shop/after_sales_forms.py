"""What a buyer fills in after the sale."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from clust.base.pictures import PictureRefused, TooHeavy, TooManyPixels, rewritten
from clust.returns.actions.returning import FAULTS
from clust.returns.actions.talking import LONGEST_WORDS, MOST_PHOTOS
from clust.returns.models import Claim, Return, Thread
from clust.web.shop.choices import named


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Pictures as they come from a phone; written anew, without what they tell of a place."""

    widget = PhotosInput
    default_error_messages = {
        "too_many": _("Five pictures at most."),
        "heavy": _("A picture may have 10 MB at most."),
        "pixels": _("A picture may have 40 million pixels at most."),
        "no_picture": _("This is no JPEG, PNG or WebP picture."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, ...]:
        """Return the pictures written anew."""
        uploads = [one for one in (data or []) if one]
        if len(uploads) > MOST_PHOTOS:
            raise self._refused("too_many")
        try:
            return tuple(rewritten(upload) for upload in uploads)
        except TooHeavy as error:
            raise self._refused("heavy") from error
        except TooManyPixels as error:
            raise self._refused("pixels") from error
        except PictureRefused as error:
            raise self._refused("no_picture") from error

    def _refused(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


class UnitsField(forms.IntegerField):
    """How many units of an order."""

    def __init__(self, **options: Any) -> None:
        invalid = {"invalid": _("Enter a whole number of units.")}
        super().__init__(min_value=1, max_value=None, error_messages=invalid, **options)


class RetractionForm(forms.Form):
    """How many units are withdrawn and, where it matters, that their seal is intact."""

    units = UnitsField(label=_("How many units do you withdraw from?"))
    intact = forms.BooleanField(
        label=_("The seal is intact: I have not opened it."),
        error_messages={
            "required": _("What is sealed for hygiene cannot be taken back once it was opened.")
        },
    )

    def __init__(self, *given: Any, most: int, is_sealed: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        limit(self, most)
        if not is_sealed:
            del self.fields["intact"]


class WordsForm(forms.Form):
    """Words, pictures, and the key that makes a form sent twice count once."""

    words = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    photos = PhotosField(
        label=_("Pictures"),
        help_text=_("Up to five. Only you and our after-sales see them."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())


class ThreadForm(WordsForm):
    """A first message about an order."""

    subject = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            (word.value, word.label)
            for word in (Thread.Subject.QUESTION, Thread.Subject.DELIVERY, Thread.Subject.INVOICE)
        ],
    )
    field_order = ("subject", "words", "photos", "key")


class ReturnForm(WordsForm):
    """What comes back, why, and what is wished."""

    units = UnitsField(label=_("How many units?"))
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[(word.value, word.label) for word in Return.Reason if word in FAULTS],
    )
    wish = forms.ChoiceField(
        label=_("What do you wish?"),
        choices=[(Return.REFUND, _("money back")), (Return.EXCHANGE, _("exchange"))],
        widget=forms.RadioSelect,
        initial=Return.REFUND,
    )
    field_order = ("units", "reason", "wish", "words", "photos", "key")

    def __init__(self, *given: Any, most: int, **options: Any) -> None:
        super().__init__(*given, **options)
        limit(self, most)
        named(self, "words").label = _("Tell us what happened")


class ClaimForm(WordsForm):
    """What has failed, and which remedy is wished."""

    units = UnitsField(label=_("How many units?"))
    wish = forms.ChoiceField(
        label=_("What do you wish?"),
        choices=Claim.Wish.choices,
        widget=forms.RadioSelect,
        initial=Claim.Wish.REPAIR,
    )
    field_order = ("units", "wish", "words", "photos", "key")

    def __init__(self, *given: Any, most: int, **options: Any) -> None:
        super().__init__(*given, **options)
        limit(self, most)
        named(self, "words").label = _("What does not work, and since when?")


class SendingForm(forms.Form):
    """The carrier's number: proof that the goods are on their way."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking = forms.CharField(label=_("Tracking number"), max_length=60)


def limit(form: forms.Form, most: int) -> None:
    """Let a form take so many units and no more."""
    field = named(form, "units")
    field.validators.append(MaxValueValidator(most))
    field.widget.attrs.update(min=1, max=most)
    form.initial.setdefault("units", most)
