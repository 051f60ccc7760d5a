"""Parcels leave, are received, get lost, are never collected; and where every unit is after."""

from datetime import timedelta

import pytest

from clust.ledger.models import Posting
from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Order
from clust.supply.actions.billing import NoSuchRate
from clust.supply.actions.destining import AlreadySent, OutOfZone, change_delivery_address
from clust.supply.actions.ending import (
    AlreadyReceived,
    NoPrice,
    NotLate,
    OnItsWay,
    SomethingRemains,
    conclude_campaign,
    dispose,
    lose_parcel,
    may_take_back_on,
    send_back_uncollected,
    take_money_back,
)
from clust.supply.actions.receiving import (
    NotOrganiser,
    NotThereYet,
    ParcelGone,
    UnknownParcel,
    WrongCode,
    deliver,
    hand_out,
    hand_out_by_code,
    record_carrier_event,
)
from clust.supply.actions.shipping import (
    GoesToPickup,
    NotBought,
    NothingToSend,
    NotOnePlace,
    TrackingTaken,
    appoint_organiser,
    dispatch_parcel,
    note_arrival,
    ship_in_bulk,
)
from clust.supply.claims import NotEnough, goods_of
from clust.supply.codes import code_of, parcel_of, token_of
from clust.supply.models import Delivery, Parcel, PurchaseOrder
from tests.supply.goods import CLOSED, SENT, agrees, bought, send
from tests.world import World, make_address, make_person, make_world

pytestmark = pytest.mark.django_db
How = Delivery.How


@pytest.fixture
def world() -> World:
    return make_world()


def booked(account: str) -> int:
    return sum(Posting.objects.filter(account=account).values_list("cents", flat=True))


# Sent and received


def test_what_is_received_is_sold(world: World) -> None:
    """Three at 30.00 and 4.90 of delivery, 20 % VAT: 75.00 and 4.08 net."""
    _, (order,) = bought(world, 3)
    parcel = send(order)
    deliver(parcel, how=How.BUYER, now=SENT)
    assert booked("sales") == -7500
    assert booked("delivery_sales") == -408
    assert agrees()


def test_parts_received_bring_what_the_whole_would(world: World) -> None:
    _, (order,) = bought(world, 3)
    for n in (1, 2):
        deliver(send(order, n), how=How.CARRIER, now=SENT)
    assert booked("sales") == -7500
    assert booked("delivery_sales") == -408


def test_a_parcel_is_received_once(world: World) -> None:
    _, (order,) = bought(world, 1)
    parcel = send(order)
    first = deliver(parcel, how=How.BUYER, now=SENT)
    assert deliver(parcel, how=How.CARRIER, now=SENT) == first


def test_no_more_leaves_than_was_sold(world: World) -> None:
    _, (order,) = bought(world, 2)
    send(order, 1)
    with pytest.raises(NothingToSend):
        send(order, 2)
    send(order, 1)
    with pytest.raises(NothingToSend):
        send(order, 1)


def test_a_parcel_goes_to_one_person(world: World) -> None:
    _, (one, other) = bought(world, 1, 1)
    with pytest.raises(NotOnePlace):
        dispatch_parcel(
            supplier=world.supplier,
            units={one.pk: 1, other.pk: 1},
            carrier="Colissimo",
            tracking="1",
            dispatched_at=SENT,
            now=SENT,
        )


def test_a_tracking_number_is_one_parcels(world: World) -> None:
    _, (one, other) = bought(world, 1, 1)
    send(one, tracking="XY1")
    with pytest.raises(TrackingTaken):
        send(other, tracking="XY1")


def test_nothing_leaves_that_was_not_bought(world: World) -> None:
    _, (one,) = bought(world, 1)
    with pytest.raises(NotBought):
        dispatch_parcel(
            supplier=world.supplier,
            units={one.pk + 1000: 1},
            carrier="Colissimo",
            tracking="1",
            dispatched_at=SENT,
            now=SENT,
        )


def test_a_carrier_is_believed_once(world: World) -> None:
    _, (order,) = bought(world, 1)
    send(order, tracking="XY1")
    said = {"carrier": "COLISSIMO", "tracking": "XY1", "happened_at": SENT, "now": SENT}
    record_carrier_event(kind="on_the_way", ref="1", **said)  # type: ignore[arg-type]
    for _ in range(2):
        record_carrier_event(kind="delivered", ref="2", **said)  # type: ignore[arg-type]
    assert Delivery.objects.get().how == "carrier"
    with pytest.raises(UnknownParcel):
        record_carrier_event(kind="delivered", ref="3", **said | {"tracking": "?"})  # type: ignore[arg-type]


def test_after_two_weeks_of_silence_a_parcel_has_come(world: World) -> None:
    _, (order,) = bought(world, 1)
    parcel = send(order)
    assert not Parcel.objects.due_to_assume(SENT + timedelta(days=13))
    assert list(Parcel.objects.due_to_assume(SENT + timedelta(days=14))) == [parcel]


def test_an_address_changes_until_the_parcel_leaves(world: World) -> None:
    _, (order,) = bought(world, 1)
    home = make_address(order.person)
    assert change_delivery_address(order=order, address=home, now=CLOSED).address == home
    for wrong in (make_address(make_person()), make_address(order.person, country="BE")):
        with pytest.raises(OutOfZone):
            change_delivery_address(order=order, address=wrong, now=CLOSED)
    assert send(order).address == home
    with pytest.raises(AlreadySent):
        change_delivery_address(order=order, address=home, now=SENT)


# At the pickup point


@pytest.fixture
def club(world: World) -> tuple[PurchaseOrder, list[Order]]:
    """Three members who collect: 2, 1 and 1."""
    return bought(world, 2, 1, 1, collects=True)


def shipped(world: World, order: PurchaseOrder) -> list[Parcel]:
    shipment = ship_in_bulk(purchase_order=order, option=world.pickup, dispatched_at=SENT, now=SENT)
    return list(shipment.parcels.order_by("person"))


def test_who_collects_gets_no_parcel_by_post(
    club: tuple[PurchaseOrder, list[Order]],
) -> None:
    with pytest.raises(GoesToPickup):
        send(club[1][0])


def test_the_organiser_hands_out_what_came(
    world: World, club: tuple[PurchaseOrder, list[Order]]
) -> None:
    parcels, organiser = shipped(world, club[0]), make_person()
    with pytest.raises(NotOrganiser):
        hand_out(parcels[0], person=organiser, now=SENT)
    appoint_organiser(option=world.pickup, person=organiser, now=SENT)
    with pytest.raises(NotThereYet):
        hand_out(parcels[0], person=organiser, now=SENT)
    shipment = parcels[0].shipment
    assert shipment
    note_arrival(shipment=shipment, now=SENT)
    assert hand_out(Parcel.objects.get(pk=parcels[0].pk), person=organiser, now=SENT).how == (
        "organiser"
    )
    assert agrees()


def test_somebody_else_collects_with_the_code(
    world: World, club: tuple[PurchaseOrder, list[Order]]
) -> None:
    parcels, desk = shipped(world, club[0]), make_person(is_staff=True)
    shipment = parcels[0].shipment
    assert shipment
    note_arrival(shipment=shipment, now=SENT)
    said = {"option": world.pickup.pk, "person": desk, "now": SENT}
    with pytest.raises(WrongCode):
        hand_out_by_code(code="AAAA-AAAA", **said)  # type: ignore[arg-type]
    code = code_of(parcels[1]).lower().replace("-", " ")
    assert hand_out_by_code(code=code, **said).parcel == parcels[1]  # type: ignore[arg-type]
    with pytest.raises(WrongCode):
        hand_out_by_code(code=code, **said)  # type: ignore[arg-type]


def test_a_code_that_nobody_signed_opens_nothing(
    world: World, club: tuple[PurchaseOrder, list[Order]]
) -> None:
    parcel = shipped(world, club[0])[0]
    assert parcel_of(token_of(parcel)) == parcel
    assert parcel_of(f"{parcel.pk}:forged") is None
    assert parcel_of(str(parcel.pk)) is None


def test_what_did_not_come_is_shared_out_there(
    world: World, club: tuple[PurchaseOrder, list[Order]]
) -> None:
    order, orders = club
    parcels = shipped(world, order)
    shipment, variant = parcels[0].shipment, order.lines.get().variant_id
    assert shipment
    with pytest.raises(NotEnough):
        note_arrival(shipment=shipment, units={variant: 5}, now=SENT)
    note_arrival(shipment=shipment, units={variant: 3}, now=SENT)
    assert [left_of(one).units for one in orders] == [2, 1, 0]
    assert Parcel.objects.to_collect().count() == 2
    assert agrees()


def test_what_nobody_collects_goes_back_and_is_refunded(
    world: World, club: tuple[PurchaseOrder, list[Order]]
) -> None:
    order, _ = club
    parcels = shipped(world, order)
    assert parcels[0].shipment
    note_arrival(shipment=parcels[0].shipment, now=SENT)
    send_back_uncollected(parcels[0], now=SENT)
    undone = Cancellation.objects.get()
    assert (undone.cause, undone.units, undone.delivery_gross_cents) == ("returned", 2, 0)
    with pytest.raises(ParcelGone):
        deliver(parcels[0], how=How.BUYER, now=SENT)
    assert [row.remaining for row in goods_of(order.campaign_id)] == [2]
    assert agrees()


# Lost


def test_a_lost_parcel_is_refunded(world: World) -> None:
    order, (one,) = bought(world, 2)
    lose_parcel(send(one), resend=False, now=SENT)
    assert left_of(one).total_gross_cents == 0
    (row,) = goods_of(order.campaign_id)
    assert (row.bought, row.kept, row.lost, row.remaining) == (2, 0, 2, 0)
    assert agrees()


def test_or_ordered_and_sent_again(world: World) -> None:
    order, (one,) = bought(world, 2)
    loss = lose_parcel(send(one), resend=True, now=SENT)
    assert loss.replacement.purchase_order.units == 2
    deliver(send(one), how=How.BUYER, now=SENT)
    (row,) = goods_of(order.campaign_id)
    assert (row.bought, row.kept, row.lost, row.remaining) == (4, 2, 2, 0)
    assert agrees()


def test_what_was_received_is_not_lost(world: World) -> None:
    _, (one,) = bought(world, 1)
    parcel = send(one)
    deliver(parcel, how=How.BUYER, now=SENT)
    with pytest.raises(AlreadyReceived):
        lose_parcel(parcel, resend=False, now=SENT)


# Late


def test_who_waited_too_long_takes_the_money_back(world: World) -> None:
    order, (one,) = bought(world, 2)
    from_day = SENT.replace(
        year=may_take_back_on(order.campaign).year,
        month=may_take_back_on(order.campaign).month,
        day=may_take_back_on(order.campaign).day,
    )
    with pytest.raises(NotLate):
        take_money_back(one, now=from_day - timedelta(days=1))
    undone = take_money_back(one, now=from_day)
    assert (undone.cause, undone.units, undone.delivery_gross_cents) == ("late", 2, 490)
    assert take_money_back(one, now=from_day) == undone
    with pytest.raises(NothingToSend):
        send(one, now=from_day)


def test_what_is_on_its_way_is_sent_back_instead(world: World) -> None:
    _, (one,) = bought(world, 2)
    send(one)
    with pytest.raises(OnItsWay):
        take_money_back(one, now=SENT + timedelta(days=300))


# No stock


def test_what_came_back_goes_somewhere(world: World) -> None:
    order, (one, _other) = bought(world, 4, 1)
    order.quote.return_fee_per_mille = 100
    order.quote.save()
    take_money_back(one, now=SENT + timedelta(days=300))
    variant = order.lines.get().variant_id
    gone = {"purchase_order": order, "variant": variant, "note": "BL 7", "now": SENT}
    with pytest.raises(NotEnough):
        dispose(kind="donated", units=5, **gone)  # type: ignore[arg-type]
    for kind in ("supplier", "resold", "donated", "recycled"):
        price = {"sold_gross_cents": 60, "sold_per_mille": 200} if kind == "resold" else {}
        dispose(kind=kind, units=1, **price, **gone)  # type: ignore[arg-type]
    with pytest.raises(NotEnough):
        dispose(kind="donated", units=1, **gone)  # type: ignore[arg-type]
    (row,) = goods_of(order.campaign_id)
    assert row[2:] == (5, 1, 0, 0, 1, 1, 1, 1, 0)
    assert (stands("bank"), stands("resales"), stands("vat")) == (60, -50, -10)
    assert stands("write_offs") == 2 * order.unit_net_cents
    assert agrees()


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (NoPrice, {"kind": "resold"}),
        (NoPrice, {"kind": "donated", "sold_gross_cents": 60}),
        (NoSuchRate, {"kind": "resold", "sold_gross_cents": 60, "sold_per_mille": 196}),
    ],
)
def test_what_is_resold_has_a_price_and_a_rate(
    world: World, refusal: type[Exception], told: dict[str, object]
) -> None:
    order, (one,) = bought(world, 4)
    take_money_back(one, now=SENT + timedelta(days=300))
    variant = order.lines.get().variant_id
    with pytest.raises(refusal):
        dispose(purchase_order=order, variant=variant, units=1, note="BL", now=SENT, **told)  # type: ignore[arg-type]


def stands(account: str) -> int:
    """What stands on an account of the books, debit positive."""
    return sum(Posting.objects.filter(account=account).values_list("cents", flat=True))


def test_a_clust_is_done_with_when_nothing_remains(world: World) -> None:
    order, (one, other) = bought(world, 1, 1)
    deliver(send(one), how=How.BUYER, now=SENT)
    later = SENT + timedelta(days=300)
    with pytest.raises(SomethingRemains):
        conclude_campaign(order.campaign, now=later)
    take_money_back(other, now=later)
    with pytest.raises(SomethingRemains):
        conclude_campaign(order.campaign, now=later)
    variant = order.lines.get().variant_id
    dispose(
        purchase_order=order, variant=variant, units=1, kind="donated", note="Emmaüs", now=later
    )
    assert conclude_campaign(order.campaign, now=later)
    assert agrees()
