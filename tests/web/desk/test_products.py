"""Suppliers, products, pictures and reference prices at the desk."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clust.sourcing.models import Picture, Product, Supplier, Variant
from tests.world import World, make_award, make_product


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """What somebody types into the form of a new product."""
    return {
        "supplier": world.supplier.pk,
        "reference": "L-1",
        "name_fr": "Lampe",
        "name_en": "Lamp",
        "weight_g": "800",
        "vat_per_mille": "200",
        "withdrawal_exception": "",
        "variants-fr": ["Rouge", "Bleue", ""],
        "variants-en": ["Red", "Blue", ""],
        "variants-surcharge": ["", "2,50", ""],
        "variants-number": ["", "", ""],
        **changes,
    }


def test_a_product_is_noted_with_its_variants(desk: Client, world: World) -> None:
    answer = desk.post("/desk/products/new/", typed(world))
    lamp = Product.objects.get(reference="L-1")
    assert answer["Location"] == f"/desk/products/{lamp.pk}/"
    assert [(v.name_en, v.surcharge_gross_cents) for v in lamp.variants.all()] == [
        ("Red", 0),
        ("Blue", 250),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference", ""),
        ("name_fr", "x" * 161),
        ("weight_g", "0"),
        ("weight_g", "-4"),
        ("weight_g", "1.5"),
        ("weight_g", "a lot"),
        ("weight_g", "9" * 30),
        ("vat_per_mille", "999"),
        ("measure", "kg"),
        ("measure", "mile"),
        ("withdrawal_exception", "never"),
        ("supplier", "987654"),
        ("eco_contribution_cents", "-1"),
        ("eco_contribution_cents", "free"),
        ("variants-surcharge", ["x", "", ""]),
        ("variants-fr", ["Rouge", "Rouge", ""]),
        ("variants-fr", ["x" * 61, "Bleue", ""]),
    ],
)
def test_a_product_that_makes_no_sense_is_said_so_at_the_field(
    desk: Client, world: World, field: str, value: object
) -> None:
    answer = desk.post("/desk/products/new/", typed(world, **{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field.partition("-")[0]}
    assert not Product.objects.filter(reference="L-1").exists()


def test_a_reference_is_used_once(desk: Client, world: World) -> None:
    answer = desk.post("/desk/products/new/", typed(world, reference=world.kettle.reference))
    assert answer.status_code == 422
    assert "reference" in answer.context["form"].errors


def test_more_rows_are_given_without_checking_or_writing(desk: Client, world: World) -> None:
    answer = desk.post("/desk/products/new/", typed(world, reference="", more="variants"))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count('name="variants-fr"') == 7
    assert 'value="Bleue"' in text
    assert not Product.objects.filter(name_fr="Lampe").exists()


def test_the_form_of_a_product_shows_what_it_would_write(desk: Client, world: World) -> None:
    page = desk.get(f"/desk/products/{world.kettle.pk}/change/")
    form = page.context["form"]
    shown = {field.html_name: field.value() for field in form if field.name != "variants"}
    sent = {name: "" if value is None else value for name, value in shown.items()}
    (kettle,) = world.kettle.variants.all()
    sent |= {f"variants-{part}": "" for part in ("fr", "en", "surcharge")}
    answer = desk.post(page.wsgi_request.path, sent | {"variants-number": str(kettle.pk)})
    assert answer.status_code == 302
    changed = Product.objects.get(pk=world.kettle.pk)
    assert changed.__dict__ | {"_state": 0} == world.kettle.__dict__ | {"_state": 0}
    assert Variant.objects.get(product=changed) == kettle


def test_what_clusts_rest_on_is_said_to_be_frozen(desk: Client, world: World) -> None:
    vase = make_product(world.supplier, name="Vase", variants=["Rouge"])
    make_award(vase)
    number = vase.variants.get().pk
    sent = typed(world, reference=vase.reference, weight_g="500") | {
        "variants-fr": "Rose",
        "variants-en": "Pink",
        "variants-surcharge": "",
        "variants-number": number,
        "vat_per_mille": "55",
    }
    answer = desk.post(f"/desk/products/{vase.pk}/change/", sent)
    assert answer.status_code == 422
    assert "VAT rate, Variants" in answer.context["form"].non_field_errors()[0]
    assert Variant.objects.get(pk=number).name_fr == "Rouge"


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    if data is None:
        written = BytesIO()
        Image.new("RGB", (30, 20), "teal").save(written, "PNG")
        data = written.getvalue()
    return SimpleUploadedFile("kettle.png", data, "image/png")


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_picture_is_added_and_removed(desk: Client, world: World, media: Path) -> None:
    address = f"/desk/products/{world.kettle.pk}/"
    sent = {"upload": upload(), "alt_fr": "Une bouilloire", "alt_en": "A kettle"}
    assert desk.post(f"{address}pictures/", sent)["Location"] == address
    picture = Picture.objects.get()
    assert "A kettle" in desk.get(address).content.decode()
    assert desk.post(f"{address}pictures/{picture.pk}/removal/").status_code == 302
    assert not Picture.objects.exists()


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG", b"x"])
def test_what_is_no_picture_is_refused(
    desk: Client, world: World, media: Path, data: bytes
) -> None:
    sent = {"upload": upload(data), "alt_fr": "x", "alt_en": "x"}
    answer = desk.post(f"/desk/products/{world.kettle.pk}/pictures/", sent)
    assert answer.status_code == 422
    assert "not a whole JPEG" in answer.content.decode()
    assert not list(media.rglob("*.*"))


def test_a_picture_of_another_product_is_not_found(desk: Client, world: World, media: Path) -> None:
    sent = {"upload": upload(), "alt_fr": "x", "alt_en": "x"}
    desk.post(f"/desk/products/{world.kettle.pk}/pictures/", sent)
    other = make_product(world.supplier)
    number = Picture.objects.get().pk
    removal = f"/desk/products/{other.pk}/pictures/{number}/removal/"
    assert desk.post(removal).status_code == 404
    assert Picture.objects.exists()


def test_a_reference_price_is_noted_with_source_and_day(desk: Client, world: World) -> None:
    address = f"/desk/products/{world.kettle.pk}/"
    sent = {"gross_cents": "59,90", "source": "Grand magasin", "seen_on": "2026-03-01", "url": ""}
    assert desk.post(f"{address}reference-prices/", sent).status_code == 302
    assert "Grand magasin, 1 March 2026" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gross_cents", "0"),
        ("gross_cents", "cheap"),
        ("gross_cents", "1,234"),
        ("source", ""),
        ("seen_on", "2026-03-03"),
        ("seen_on", "yesterday"),
        ("url", "javascript:alert(1)"),
    ],
)
def test_a_reference_price_that_nobody_saw_is_refused(
    desk: Client, world: World, field: str, value: str
) -> None:
    sent = {"gross_cents": "59.90", "source": "Grand magasin", "seen_on": "2026-03-01"}
    answer = desk.post(f"/desk/products/{world.kettle.pk}/reference-prices/", sent | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["price_form"].errors
    assert not world.kettle.reference_prices.exists()


def test_a_supplier_is_noted_and_changed(desk: Client, world: World) -> None:
    sent = {"name": "Lampes Durand", "email": "", "language": "en", "country": "BE"}
    desk.post("/desk/suppliers/new/", sent)
    durand = Supplier.objects.get(name="Lampes Durand")
    desk.post(f"/desk/suppliers/{durand.pk}/change/", sent | {"email": "a@durand.example"})
    assert Supplier.objects.get(pk=durand.pk).email == "a@durand.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Bouilloires Martin"),
        ("name", ""),
        ("email", "nobody"),
        ("country", "fr"),
        ("language", "de"),
    ],
)
def test_a_supplier_that_makes_no_sense_is_refused(
    desk: Client, world: World, field: str, value: str
) -> None:
    sent = {"name": "Lampes Durand", "email": "", "language": "en", "country": "BE"}
    answer = desk.post("/desk/suppliers/new/", sent | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Supplier.objects.count() == 1
