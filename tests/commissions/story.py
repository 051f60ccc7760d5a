"""A project that was won, made and sold, in the world of the tests."""

from datetime import datetime, timedelta

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.actions.pledging import place_pledge
from clust.campaigns.models import Campaign
from clust.commissions.checks import CHECKS as COMMISSIONS
from clust.invoicing.checks import CHECKS as INVOICING
from clust.ledger.checks import CHECKS as LEDGER
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Enquiry
from clust.supply.actions.purchasing import purchase
from clust.supply.actions.receiving import deliver
from clust.supply.models import Delivery
from clust.wishes.actions.assigning import assign_rights, offer_rights
from clust.wishes.actions.projecting import end_vote
from clust.wishes.models import Brief, BriefWish, Project, RightsAssignment
from tests.returns.story import sent
from tests.wishes.projects import to_vote
from tests.world import World, make_address, make_award, make_person

VOTED = datetime.fromisoformat("2026-01-05T10:00:00+01:00")
WON = VOTED + timedelta(days=20)
OPENED = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
CLOSED = OPENED + timedelta(days=7)
SENT = CLOSED + timedelta(days=1)
CAME = datetime.fromisoformat("2026-03-12T10:00:00+01:00")
EACH = 150


def won(world: World) -> Project:
    """A lamp that the tribe was won over by."""
    vote = to_vote(world, goal=1, until=WON, now=VOTED)
    end_vote(vote, now=WON)
    return vote.project


def assigned(project: Project, *, cents: int = EACH) -> RightsAssignment:
    """Its creator agrees to so much for each unit."""
    offer = offer_rights(project=project, royalty_cents=cents, person=make_person(), now=WON)
    return assign_rights(offer=offer, person=project.wish.person, language="fr", now=WON)


def awarded(world: World, *projects: Project) -> Award:
    """A manufacturer's quote for a brief of these projects, accepted."""
    brief = Brief.objects.create(title="Lampe", at=WON)
    BriefWish.objects.bulk_create(BriefWish(brief=brief, wish=one.wish) for one in projects)
    enquiry = Enquiry.objects.create(
        brief=brief, title="Lampe", likely_units=10, answer_by=OPENED, at=WON
    )
    award = make_award(world.kettle, cost=[(1, 1000)], now=WON)
    award.quote.enquiry = enquiry
    award.quote.save()
    return award


def opened(world: World, award: Award) -> Campaign:
    """A clust on it for a week."""
    return open_campaign(
        award=award,
        storefront=world.storefront,
        ladder=Ladder.of([(1, 2500)]),
        opens_at=OPENED,
        closes_at=CLOSED,
        delivery_options=[world.parcel],
        now=OPENED,
    )


def sold(world: World, units: int = 3, *, project: Project | None = None) -> Order:
    """Somebody buys so many of them."""
    project = project or won(world)
    if not hasattr(project, "assignment"):
        assigned(project)
    campaign, person = opened(world, awarded(world, project)), make_person()
    place_pledge(
        campaign=campaign,
        person=person,
        variant=campaign.product.variants.all()[0],
        units=units,
        maximum_cents=2500,
        waits=False,
        shown_cents=2500,
        delivery_option=world.parcel,
        address=make_address(person),
        now=OPENED,
    )
    clearing = clear_campaign(close_campaign(campaign, now=CLOSED), now=CLOSED)
    order_allotments(clearing, now=CLOSED)
    purchase(clearing, now=CLOSED)
    return Order.objects.get(campaign=campaign)


def came(order: Order, units: int | None = None, *, at: datetime = CAME) -> Delivery:
    """A parcel with some of an order is received."""
    return deliver(sent(order, units, at=SENT), how=Delivery.How.CARRIER, now=at)


def wrong() -> list[str]:
    """Return what the checks of commissions, of invoices and of the books find wrong."""
    return [
        name for check in (*COMMISSIONS, *INVOICING, *LEDGER) for name in check.find(None).named
    ]
