"""Forms about the community's money."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.storefronts.actions.roll import AlreadyTaken, HasFaults, NothingGood, WouldEndOthers
from clust.storefronts.roll_file import MOST_BYTES
from clust.subsidies.actions import planning
from clust.subsidies.actions.planning import PlanTerms
from clust.web.parts.fields import MoneyField
from clust.web.parts.forms import DayField, DeskForm
from clust.wishes.models import Category


class RollFileForm(DeskForm):
    """A list of staff, as CSV."""

    file = forms.FileField(
        label=_("List as CSV"),
        help_text=_(
            "With a line of headings such as matricule, nom, e-mail, année de naissance, catégorie,"
            " foyer, entrée, sortie; any order, only the staff number is needed."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any list."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 64 MB: split it."))
        return file


class RollListForm(DeskForm):
    """What to do with a list that was read."""

    refusals: ClassVar = {
        AlreadyTaken: (None, _("This list was taken in already.")),
        HasFaults: ("good_only", _("Some lines are wrong: say that the good ones are taken.")),
        NothingGood: (None, _("No line of this list can be taken.")),
        WouldEndOthers: ("end_missing", _("The roll has changed meanwhile. Please look again.")),
    }

    good_only = forms.BooleanField(
        label=_("Take the good lines; the others stay as they are"), required=False
    )
    end_missing = forms.BooleanField(
        label=_("Those whom the list does not name leave the roll"), required=False
    )
    missing = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class BudgetForm(DeskForm):
    """Money set aside for a time."""

    refusals: ClassVar = {planning.BadTerms: (None, _("The days or the amount cannot be so."))}

    name = forms.CharField(label=_("Name"), max_length=80)
    cents = MoneyField(label=_("Amount"))
    begins_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))


class BudgetChangeForm(DeskForm):
    """A budget becomes larger or smaller."""

    refusals: ClassVar = {
        planning.AlreadyTaken: ("cents", _("More than that is promised or used already.")),
        planning.BadTerms: ("cents", _("This changes nothing.")),
    }

    way = forms.ChoiceField(
        label=_("What changes"), choices=[("more", _("give more")), ("less", _("take back"))]
    )
    cents = MoneyField(label=_("Amount"))

    @property
    def change(self) -> int:
        """Return the cents more, below zero for less."""
        cents: int = self.cleaned_data["cents"]
        return cents if self.cleaned_data["way"] == "more" else -cents


class PlanForm(DeskForm):
    """The terms of a plan."""

    refusals: ClassVar = {
        planning.BadTerms: (None, _("Give a fixed amount or a share, and days in order.")),
        planning.AlreadyEnded: (None, _("This plan was ended already.")),
    }

    name = forms.CharField(label=_("Name"), max_length=80)
    fixed_cents = MoneyField(label=_("Fixed amount for an order"), required=False)
    percent = forms.DecimalField(
        label=_("or a share of the goods’ price, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
    )
    order_most_cents = MoneyField(label=_("At most for an order"), required=False)
    person_most_cents = MoneyField(label=_("At most for a person"), required=False)
    family_most_cents = MoneyField(label=_("At most for a family"), required=False)
    yearly = forms.BooleanField(
        label=_("These last two begin anew each calendar year"), required=False, initial=True
    )
    people = forms.CharField(
        label=_("Only for these categories of people"),
        required=False,
        max_length=400,
        help_text=_("As on the roll, separated by commas; nothing: everybody on it."),
    )
    goods = forms.MultipleChoiceField(
        label=_("Only for these shelves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing: everything."),
    )
    occasion = forms.CharField(
        label=_("Occasion"),
        required=False,
        max_length=20,
        help_text=_("Such as Noël: the URSSAF counts by occasion and year."),
    )
    rank = forms.IntegerField(
        label=_("Turn"), min_value=1, max_value=99, initial=1,
        help_text=_("Of several plans the lowest number pays first."),
    )  # fmt: skip
    begins_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        goods: Any = self.fields["goods"]
        goods.choices = [
            ("books", _("printed books")),
            ("food", _("food")),
            *((row.slug, row.name) for row in Category.objects.all()),
        ]

    @property
    def terms(self) -> PlanTerms:
        """Return what it says."""
        said = self.cleaned_data
        share = said.get("percent")
        same = ("name", "begins_on", "ends_on", "rank", "yearly", "goods", "occasion")
        amounts = ("order_most_cents", "person_most_cents", "family_most_cents", "fixed_cents")
        or_none: dict[str, Any] = {name: said[name] or None for name in amounts}
        return PlanTerms(
            per_mille=int(share * 10) if share else None,
            people=[one.strip() for one in said["people"].split(",") if one.strip()],
            **{name: said[name] for name in same},
            **or_none,
        )


class EndForm(DeskForm):
    """A plan is ended."""

    refusals: ClassVar = {planning.AlreadyEnded: (None, _("This plan was ended already."))}
