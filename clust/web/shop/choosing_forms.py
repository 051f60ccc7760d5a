"""How somebody wants to be told: a line for each topic, and the hours to be left alone."""

from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clust.notices.choosing import Wants
from clust.notices.models import Rhythm, Topic
from clust.notices.topics import Choice

ABOUT = {
    Topic.SERVICE: _(
        "Receipts, withdrawals, payments, refunds, parcels, recalls: the law and the contract want"
        " them by mail, at once."
    ),
    Topic.PLEDGES: _("The price of a clust you take part in fell; it closes soon."),
    Topic.FOLLOWED: _("A clust you follow without taking part costs less, or closes soon."),
    Topic.WISHES: _("What you wished for is open, is negotiated, or goes on with others."),
    Topic.TALK: _("Somebody answers in a conversation you take part in."),
    Topic.TRIBES: _("Somebody of one of your tribes wants something new."),
    Topic.NEWS: _("The maker of a project you want tells how it goes."),
    Topic.CLUSTS: _("What opens in this shop, if you say below that you want to hear of it."),
}
HOURS = [("", _("never")), *((str(hour), f"{hour}:00") for hour in range(24))]


class Line(NamedTuple):
    """A topic with its fields."""

    topic: Topic
    about: Any
    mail: BoundField | None
    push: BoundField
    site: BoundField


class ChoicesForm(forms.Form):
    """All choices of one person."""

    from_hour = forms.TypedChoiceField(
        label=_("Leave me alone from"), choices=HOURS, coerce=int, empty_value=None, required=False
    )
    to_hour = forms.TypedChoiceField(
        label=pgettext_lazy("hour", "until"),
        choices=HOURS,
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, wants: Wants) -> None:
        super().__init__(data, initial=_initial(wants))
        for topic in Topic:
            if topic != Topic.SERVICE:
                self.fields[f"{topic}_mail"] = forms.ChoiceField(
                    label=_("by mail"), choices=Rhythm.choices
                )
            self.fields[f"{topic}_push"] = forms.BooleanField(
                label=_("on my screens"), required=False
            )
            self.fields[f"{topic}_site"] = forms.BooleanField(
                label=_("in the site"), required=False
            )

    @property
    def lines(self) -> list[Line]:
        """Return the topics, each with its fields."""
        return [
            Line(
                topic,
                ABOUT[topic],
                self[f"{topic}_mail"] if topic != Topic.SERVICE else None,
                self[f"{topic}_push"],
                self[f"{topic}_site"],
            )
            for topic in Topic
        ]

    @property
    def chosen(self) -> dict[Topic, Choice]:
        """Return what was chosen for each topic."""
        told = self.cleaned_data
        return {
            topic: Choice(
                told.get(f"{topic}_mail", Rhythm.AT_ONCE),
                told[f"{topic}_push"],
                told[f"{topic}_site"],
            )
            for topic in Topic
        }


def _initial(wants: Wants) -> dict[str, Any]:
    quiet = wants.quiet
    initial: dict[str, Any] = {
        "from_hour": str(quiet.from_hour) if quiet else "",
        "to_hour": str(quiet.to_hour) if quiet else "",
    }
    for topic in Topic:
        for way, value in wants.of(topic)._asdict().items():
            initial[f"{topic}_{way}"] = value
    return initial
