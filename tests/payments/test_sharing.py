"""Orders that go in one parcel share one delivery fee."""

from clust.campaigns.models import Campaign
from clust.orders.models import Cancellation
from clust.payments.models import Capture
from clust.people.models import Address, Person
from clust.sourcing.models import Supplier
from tests.payments.sales import HOUR, buy, clear, verified, walk
from tests.world import WEEK, World, make_address, make_campaign, make_person, make_product


def parcel(world: World, campaign: Campaign, person: Person, address: Address) -> None:
    """Somebody has one unit sent."""
    buy(world, campaign, person=person, delivery_option=world.parcel, address=address)


def charged() -> list[int]:
    """Return what was charged, the least first."""
    return sorted(Capture.objects.values_list("cents", flat=True))


def two_campaigns(world: World, **second: object) -> tuple[Campaign, Campaign]:
    """Two clusts of one supplier."""
    return (
        make_campaign(world, [(1, 5000)], asks_for_card=True),
        make_campaign(
            world,
            [(1, 3000)],
            asks_for_card=True,
            **({"product": make_product(world.supplier)} | second),  # type: ignore[arg-type]
        ),
    )


def test_two_clusts_to_one_address_within_a_day_share_the_fee(world: World) -> None:
    ana = make_person()
    home = make_address(ana)
    for campaign in two_campaigns(world):
        parcel(world, campaign, ana, home)
        clear(campaign)
    walk()
    assert charged() == [3000, 5490]
    assert Cancellation.objects.get().cause == "shared_delivery"
    verified()


def test_two_orders_of_one_clust_share_the_fee(world: World) -> None:
    ana = make_person()
    home = make_address(ana)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    parcel(world, campaign, ana, home)
    parcel(world, campaign, ana, home)
    clear(campaign)
    walk()
    assert charged() == [5000, 5490]


def test_other_addresses_other_people_other_suppliers_and_other_days_do_not(world: World) -> None:
    ana, ben = make_person(), make_person()
    home, office, bens = make_address(ana), make_address(ana), make_address(ben)
    other = make_product(Supplier.objects.create(name="Autre", email="a@example.com"))
    first = make_campaign(world, [(1, 5000)], asks_for_card=True)
    late = make_campaign(world, [(1, 5000)], asks_for_card=True, lasts=WEEK + 25 * HOUR)
    parcel(world, first, ana, home)
    parcel(world, first, ana, office)
    parcel(world, first, ben, bens)
    elsewhere = make_campaign(world, [(1, 5000)], asks_for_card=True, product=other)
    parcel(world, elsewhere, ana, home)
    parcel(world, late, ana, home)
    clear(first)
    clear(elsewhere)
    walk()
    assert charged() == [5490] * 4
    walk(25)
    assert charged() == [5490] * 5
