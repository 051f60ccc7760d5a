"""Fields of forms: amounts, and rows of inputs that grow without any script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clust.rules import ladder as rules
from clust.rules.ladder import InvalidLadder, Ladder
from clust.rules.money import NotAPrice, parse_cents, plain
from clust.sourcing.actions.products import HIGHEST_CENTS, VariantFacts

HIGHEST_UNITS = 1_000_000
FEWEST_ROWS, SPARE_ROWS, MORE_ROWS = 3, 1, 5
NO_AMOUNT = gettext_lazy("Write an amount such as 49.90, up to 1,000,000.")

Row = tuple[str, ...]


def written(cents: int | None) -> str:
    """Return cents as they are typed in the reader's language."""
    if cents is None:
        return ""
    return plain(cents).replace(".", "," if get_language() == "fr" else ".")


def read_cents(text: str) -> int:
    """
    Return the cents somebody typed.

    :raises ValidationError: if it is no amount above zero that we take
    """
    try:
        cents = parse_cents(text)
    except NotAPrice as error:
        raise ValidationError(NO_AMOUNT, code="amount") from error
    if not 1 <= cents <= HIGHEST_CENTS:
        raise ValidationError(NO_AMOUNT, code="amount")
    return cents


def read_units(text: str) -> int:
    """
    Return the quantity somebody typed.

    :raises ValidationError: if it is no whole number above zero that we take
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:9]) <= HIGHEST_UNITS:
        raise ValidationError(_("Write a whole number from 1 to 1,000,000."), code="units")
    return int(digits[:9])


class MoneyField(forms.CharField):
    """An amount in whole cents above zero, typed in the reader's way."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_length=20, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return cents as text."""
        return written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return cents, or None where nothing was typed and nothing needs to be."""
        text = super().clean(value)
        return read_cents(text) if text else None


@dataclass(frozen=True)
class Column:
    """One input of a row."""

    name: str
    label: Any
    mode: str = "text"
    hidden: bool = False


class RowsWidget(forms.Widget):
    """Rows of inputs; a button sends the form back with more of them."""

    template_name = "parts/rows.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[Column], *, pasted: Any = "") -> None:
        super().__init__()
        self.columns = columns
        self.pasted = pasted
        self.more = 0

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Return the rows typed, then those pasted, without empty ones."""
        self.more = MORE_ROWS if data.get("more") == name else SPARE_ROWS
        typed = zip_longest(*(data.getlist(self._key(name, c)) for c in self.columns), fillvalue="")
        pasted = (
            line.replace(";", " ").split() for line in data.get(f"{name}-pasted", "").splitlines()
        )
        rows = [*typed, *((first, " ".join(rest)) for first, *rest in filter(None, pasted))]
        return [tuple(cell.strip() for cell in row) for row in rows if any(map(str.strip, row))]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Rows left empty are an answer."""
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template shows: filled rows, then some to fill."""
        rows = list(value or ())
        spare = max(FEWEST_ROWS - len(rows), self.more or SPARE_ROWS)
        return super().get_context(name, None, attrs) | {
            "name": name,
            "columns": self.columns,
            "rows": [self._cells(name, row) for row in [*rows, *[()] * spare]],
            "pasted": self.pasted,
        }

    def _cells(self, name: str, row: Row) -> list[dict[str, Any]]:
        texts = [*row, *[""] * (len(self.columns) - len(row))]
        told = zip(self.columns, texts, strict=False)
        return [{"column": c, "key": self._key(name, c), "value": text} for c, text in told]

    def _key(self, name: str, column: Column) -> str:
        return f"{name}-{column.name}"


class RowsField(forms.Field):
    """Something written down in rows; what is wrong is said row by row."""

    widget: RowsWidget

    def rows(self, value: Iterable[Row]) -> Iterable[Any]:
        """
        Yield what each row says.

        :raises ValidationError: naming every row that says nothing that can be taken
        """
        read, wrong = [], []
        for number, row in enumerate(value, 1):
            try:
                read.append(self.row(row))
            except ValidationError as error:
                words = {"row": number, "problem": " ".join(error.messages)}
                wrong.append(_("Row %(row)s: %(problem)s") % words)
        if wrong:
            raise ValidationError(wrong[:20])
        return read

    def row(self, row: Row) -> Any:
        """
        Return what a row says.

        :raises ValidationError: if it says nothing that can be taken
        """
        raise NotImplementedError


PROBLEMS: Mapping[type[InvalidLadder], Any] = {
    rules.NoRungs: gettext_lazy("Write at least one row: from how many units on, which price."),
    rules.TooManyRungs: gettext_lazy("A ladder has at most 500 rungs."),
    rules.NotPositive: gettext_lazy("it starts at one unit or more and costs a cent or more."),
    rules.NotRising: gettext_lazy("it must start at more units than the one before."),
    rules.NotFalling: gettext_lazy("its price must be lower than that of the one before."),
}


class LadderField(RowsField):
    """A ladder: from so many units on, so much for each."""

    def __init__(self, *, price: Any, **options: Any) -> None:
        columns = [
            Column("from", gettext_lazy("From units"), "numeric"),
            Column("price", price, "decimal"),
        ]
        pasted = gettext_lazy("Or paste many: one rung a line, quantity and price.")
        super().__init__(widget=RowsWidget(columns, pasted=pasted), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return the rungs of a ladder as rows."""
        if isinstance(value, Ladder):
            return [(str(rung.from_units), written(rung.unit_price)) for rung in value.rungs]
        return value

    def clean(self, value: Any) -> Ladder:
        """Return the ladder, in cents."""
        try:
            return Ladder.of(self.rows(value or ()))
        except InvalidLadder as error:
            problem = PROBLEMS.get(type(error), str(error))
            if error.number is None:
                raise ValidationError(problem, code="ladder") from error
            words = {"row": error.number, "problem": problem}
            raise ValidationError(_("Row %(row)s: %(problem)s") % words, code="ladder") from error

    def row(self, row: Row) -> tuple[int, int]:
        """Return from how many units on it costs how much."""
        units, price, *_rest = row
        return read_units(units), read_cents(price)


class VariantsField(RowsField):
    """The sizes or colours of a product."""

    def __init__(self, **options: Any) -> None:
        columns = [
            Column("fr", gettext_lazy("Name in French")),
            Column("en", gettext_lazy("Name in English")),
            Column("surcharge", gettext_lazy("Surcharge with tax"), "decimal"),
            Column("number", "", hidden=True),
        ]
        super().__init__(widget=RowsWidget(columns), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return variants as rows; the only one, unnamed, needs none."""
        if value and isinstance(value[0], VariantFacts):
            return [self._told(line) for line in value]
        return value

    def _told(self, line: VariantFacts) -> Row:
        surcharge = written(line.surcharge_gross_cents) if line.surcharge_gross_cents else ""
        return (line.name_fr, line.name_en, surcharge, str(line.number or ""))

    def clean(self, value: Any) -> list[VariantFacts]:
        """Return the variants; one without a name where nothing was typed."""
        return list(self.rows(value or ())) or [VariantFacts()]

    def row(self, row: Row) -> VariantFacts:
        """Return what is known of one variant."""
        name_fr, name_en, surcharge, number = row
        if max(len(name_fr), len(name_en)) > 60:
            raise ValidationError(_("A name has at most 60 letters."))
        zero = surcharge.strip("0,.") == ""
        return VariantFacts(
            name_fr,
            name_en,
            0 if zero else read_cents(surcharge),
            int(number) if number.isascii() and number.isdecimal() else None,
        )
