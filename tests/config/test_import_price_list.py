"""A supplier's list becomes products and quotes, whole or not at all, and only once."""

import csv
import gzip
import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clust.sourcing.models import Award, Product, Quote, QuoteRung, Supplier, Variant
from clust.sourcing.price_list.unused import beside

pytestmark = pytest.mark.django_db

LIST = """Référence;Désignation;Quantité;Prix unitaire
84077;Toupie;48;0,29
84077;Toupie;288;0,21
84077;Toupie;2880;0,18
22423;Présentoir;1;12,75
;Sans référence;1;3,00
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tarif.csv"
    path.write_bytes(LIST.encode("latin-1"))
    return path


def take_in(path: Path, **options: object) -> str:
    said = io.StringIO()
    call_command("import_price_list", path, supplier="Jouets Martin", stdout=said, **options)
    return said.getvalue()


def written() -> dict[str, int]:
    models = (Supplier, Product, Variant, Quote, QuoteRung, Award)
    return {model.__name__: model.objects.count() for model in models}


def test_price_breaks_become_the_rungs_of_a_quote(path: Path) -> None:
    take_in(path)
    top = Product.objects.get(reference="84077")
    assert (top.name_fr, top.supplier.name) == ("Toupie", "Jouets Martin")
    assert [variant.name for variant in top.variants.all()] == [""]
    [quote] = top.quotes.all()
    assert quote.currency == "EUR"
    assert list(quote.rungs.values_list("from_units", "net_cents")) == [
        (1, 29),
        (288, 21),
        (2880, 18),
    ]
    assert written()["Award"] == 0


def test_again_changes_nothing_and_says_so(path: Path) -> None:
    assert "Nothing changed" not in take_in(path)
    before = written()
    assert before == {
        "Supplier": 1,
        "Product": 2,
        "Variant": 2,
        "Quote": 2,
        "QuoteRung": 4,
        "Award": 0,
    }
    assert "Nothing changed" in take_in(path)
    assert written() == before


def test_a_new_price_is_a_new_quote_and_known_products_stay_as_they_are(path: Path) -> None:
    take_in(path)
    Product.objects.filter(reference="22423").update(name_fr="Présentoir à gâteaux")
    path.write_bytes(LIST.replace("12,75", "11,95").encode("latin-1"))
    take_in(path)
    stand = Product.objects.get(reference="22423")
    assert stand.name_fr == "Présentoir à gâteaux"
    assert [quote.cost_ladder().opening_price for quote in stand.quotes.order_by("id")] == [
        1275,
        1195,
    ]
    assert Product.objects.get(reference="84077").quotes.count() == 1


def test_lines_of_no_use_are_reported_beside_the_file(path: Path) -> None:
    said = take_in(path)
    report = path.with_name("tarif.csv.unused.csv")
    assert str(report.name) in said.replace("\n", "")
    assert list(csv.reader(report.open())) == [
        ["line", "reason", "Référence", "Désignation", "Quantité", "Prix unitaire"],
        ["6", "there is no item code", "", "Sans référence", "1", "3,00"],
    ]


def test_the_report_goes_elsewhere_where_the_folder_is_closed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "reports"
    path.parent.chmod(0o555)
    assert beside(path, other) == other / "tarif.csv.unused.csv"
    path.parent.chmod(0o755)
    assert beside(path, other) == path.with_name("tarif.csv.unused.csv")
    take_in(path, report_path=other / "asked.csv")
    assert (other / "asked.csv").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (LIST.encode("utf-16")[:-1], "is cut"),
        (gzip.compress(LIST.encode(), mtime=0)[:-9], "gzip stream does not end"),
        (LIST.encode() + b'99;"Cut', "is cut"),
        (LIST.encode() + b"\0", "no text"),
        (b"when,where\n1,2\n", "must name the columns"),
        (b"code,price\nR1,-1\n", "no line of use"),
    ],
)
def test_a_file_that_is_no_list_writes_nothing(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        take_in(path)
    assert not any(written().values())


def test_a_report_that_cannot_be_written_undoes_the_import(path: Path) -> None:
    with pytest.raises(CommandError, match="report cannot be written"):
        take_in(path, report_path=path / "below-a-file.csv")
    assert not any(written().values())


@pytest.mark.parametrize(("supplier", "currency"), [(" ", "EUR"), ("x" * 121, "EUR"), ("A", "£")])
def test_a_supplier_has_a_name_and_prices_a_currency(
    path: Path, supplier: str, currency: str
) -> None:
    with pytest.raises(CommandError):
        call_command("import_price_list", path, supplier=supplier, currency=currency)


def test_the_real_list_has_495_ladders(data: Path, tmp_path: Path) -> None:
    path = shutil.copy(data / "online_retail_dec_2010.csv", tmp_path / "list.csv")
    said = " ".join(take_in(Path(path), currency="GBP").split())
    assert "lines used 7,290" in said
    assert "items 1,838" in said
    assert "with price breaks 495" in said
    assert (written()["Product"], written()["Quote"]) == (1838, 1838)
    assert "Nothing changed" in take_in(Path(path), currency="GBP")
