"""Suppliers, products and their variants."""

import pytest

from clust.sourcing.actions.products import (
    BadVariants,
    Frozen,
    NameTaken,
    ReferenceTaken,
    VariantFacts,
    add_product,
    add_supplier,
    change_product,
    change_supplier,
)
from clust.sourcing.models import Product, Supplier, Variant
from tests.world import DAY, World, make_award, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def lamp(world: World, *variants: VariantFacts) -> Product:
    return add_product(
        supplier=world.supplier,
        reference="L-1",
        name_fr="Lampe",
        name_en="Lamp",
        variants=variants or (VariantFacts(),),
        now=DAY,
    )


def kept(product: Product) -> list[VariantFacts]:
    return [
        VariantFacts(v.name_fr, v.name_en, v.surcharge_gross_cents, v.pk)
        for v in product.variants.all()
    ]


def test_a_supplier_is_known_once(world: World) -> None:
    with pytest.raises(NameTaken):
        add_supplier(name=world.supplier.name)
    assert Supplier.objects.count() == 1


def test_a_supplier_cannot_take_anothers_name(world: World) -> None:
    other = add_supplier(name="Lampes Durand")
    with pytest.raises(NameTaken):
        change_supplier(other, name=world.supplier.name, email="", language="fr", country="FR")


def test_a_product_without_choices_has_one_unnamed_variant(world: World) -> None:
    assert [v.name_fr for v in lamp(world).variants.all()] == [""]


def test_a_suppliers_reference_is_used_once(world: World) -> None:
    lamp(world)
    with pytest.raises(ReferenceTaken):
        lamp(world)


def test_variants_keep_their_order_and_surcharge(world: World) -> None:
    product = lamp(world, VariantFacts("Petite", "Small"), VariantFacts("Grande", "Large", 500))
    assert [(v.name_en, v.surcharge_gross_cents) for v in product.variants.all()] == [
        ("Small", 0),
        ("Large", 500),
    ]


@pytest.mark.parametrize(
    "variants", [(VariantFacts("A"), VariantFacts("A")), (VariantFacts("A"), VariantFacts(""))]
)
def test_variants_have_names_of_their_own(world: World, variants: tuple[VariantFacts, ...]) -> None:
    with pytest.raises(BadVariants):
        lamp(world, *variants)
    assert not Product.objects.filter(reference="L-1").exists()


def test_before_an_award_everything_may_be_corrected(world: World) -> None:
    product = lamp(world, VariantFacts("Bleue"))
    (blue,) = kept(product)
    change_product(
        product, vat_per_mille=55, variants=[blue._replace(name_fr="Bleu nuit"), VariantFacts("Or")]
    )
    assert Product.objects.get(pk=product.pk).vat_per_mille == 55
    assert [v.name_fr for v in product.variants.all()] == ["Bleu nuit", "Or"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reference", "L-2"),
        ("vat_per_mille", 55),
        ("weight_g", 9),
        ("withdrawal_exception", "sealed"),
    ],
)
def test_what_clusts_rest_on_is_frozen_by_the_award(world: World, name: str, value: object) -> None:
    product = lamp(world)
    make_award(product)
    with pytest.raises(Frozen) as refused:
        change_product(product, variants=kept(product), **{name: value})
    assert refused.value.names == (name,)
    assert getattr(Product.objects.get(pk=product.pk), name) != value


def test_a_surcharge_is_frozen_by_the_award(world: World) -> None:
    product = lamp(world, VariantFacts("Bleue"))
    make_award(product)
    with pytest.raises(Frozen, match="variants"):
        change_product(product, variants=[kept(product)[0]._replace(surcharge_gross_cents=100)])


def test_words_and_safety_data_may_always_be_corrected(world: World) -> None:
    product = lamp(world)
    make_award(product)
    change_product(product, variants=kept(product), warnings_fr="Ne pas immerger.")
    assert Product.objects.get(pk=product.pk).warnings_fr == "Ne pas immerger."


def test_a_variant_is_never_taken_away(world: World) -> None:
    product = lamp(world, VariantFacts("A"), VariantFacts("B"))
    with pytest.raises(BadVariants):
        change_product(product, variants=kept(product)[:1])
    assert Variant.objects.filter(product=product).count() == 2


def test_a_product_cannot_take_anothers_variant(world: World) -> None:
    product = lamp(world)
    with pytest.raises(BadVariants):
        change_product(product, variants=kept(world.kettle))
