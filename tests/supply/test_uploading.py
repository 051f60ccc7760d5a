"""A supplier's file of parcels: noted whole, or every bad line said."""

import pytest

from clust.supply.actions.uploading import BadUpload, dispatch_uploaded
from clust.supply.models import Parcel
from clust.supply.tracking import read_tracking
from tests.supply.goods import SENT, bought
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def problems(world: World, text: str | bytes) -> list[tuple[int, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadUpload) as refusal:
        dispatch_uploaded(supplier=world.supplier, data=data, now=SENT)
    assert not Parcel.objects.exists()
    return [(line.number, line.problem) for line in refusal.value.lines]


def test_each_line_is_a_parcel(world: World) -> None:
    _, (one, two) = bought(world, 2, 1)
    text = f"Commande;Transporteur;Suivi\n{one.pk};Colissimo;6A1\n{two.pk};Colissimo;6A2\n"
    for data in (text.encode("utf-8-sig"), text.replace(";", ",").encode("cp1252")):
        read, bad = read_tracking(data)
        assert (len(read), bad) == (2, [])
    parcels = dispatch_uploaded(supplier=world.supplier, data=text.encode(), now=SENT)
    assert [line.units for parcel in parcels for line in parcel.lines.all()] == [2, 1]


def test_every_bad_line_is_said_and_nothing_is_noted(world: World) -> None:
    _, (one, two) = bought(world, 2, 1)
    text = "\n".join(
        [
            "order,carrier,tracking,units",
            f"{one.pk},Colissimo,6A1,1",
            f"{one.pk},Colissimo,6A1,1",
            f"{two.pk},Colissimo,6A2,7",
            "abc,Colissimo,6A3,",
            f"{two.pk},,6A4,",
            f"{two.pk},Colissimo,,",
            f"{two.pk},Colissimo,6A5,-1",
            "999999,Colissimo,6A6,",
            f"{two.pk},{'x' * 61},6A7,",
            f"{two.pk}",
        ]
    )
    assert problems(world, text) == [
        (3, "twice"),
        (4, "NothingToSend"),
        (5, "no_order"),
        (6, "no_carrier"),
        (7, "no_tracking"),
        (8, "bad_units"),
        (9, "NotBought"),
        (10, "no_carrier"),
        (11, "no_carrier"),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"order,carrier,tracking\n", "empty"),
        (b"PK\x03\x04\x00\x00", "not_text"),
        (b"a;b;c\n1;2;3\n", "columns"),
        (b"\x81\x8d\n\x8f", "not_text"),
    ],
)
def test_what_is_no_such_file_is_said_so(world: World, data: bytes, problem: str) -> None:
    assert problems(world, data) == [(1, problem)]


def test_nothing_of_another_supplier_leaves(world: World) -> None:
    from clust.sourcing.models import Supplier

    _, (one,) = bought(world, 2)
    rival = Supplier.objects.create(name="Vases Durand")
    data = f"order,carrier,tracking\n{one.pk},Colissimo,6A1\n".encode()
    with pytest.raises(BadUpload):
        dispatch_uploaded(supplier=rival, data=data, now=SENT)
