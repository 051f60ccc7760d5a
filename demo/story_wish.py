"""The first part of the story: from a wish to an accepted quote."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from clust.people.models import Person
from clust.sourcing.actions.enquiring import send_enquiry
from clust.sourcing.actions.quoting import award_quote, offer_quote
from clust.sourcing.models import Award, Product
from clust.storefronts.models import Storefront
from clust.wishes.actions.backing import back_wish
from clust.wishes.actions.briefing import make_brief
from clust.wishes.actions.posting import post_wish
from clust.wishes.demand import demand_of
from demo.page import Page
from demo.story_shop import DAY, START, bicycle, buyer

KEYS = UUID("0b9f3c52-7d0e-4c39-9d5e-0f2a3b1c4d5e")
WISHED = START - 20 * DAY
LIMITS = {"D": 40_000, "E": 42_000, "G": 38_000}
UNTIL = date(2026, 5, 31)
NAMES = "ABCDEFGH"


class Wishing:
    """What happens, in order; each part writes what the rows say afterwards."""

    def __init__(self, page: Page, storefront: Storefront) -> None:
        self.page = page
        self.storefront = storefront
        self.people = {name: buyer(name, now=WISHED) for name in NAMES}

    def play(self) -> Award:
        """Tell it, and return the accepted quote."""
        self.wish()
        self.brief()
        self.enquire()
        return self.award()

    def wish(self) -> None:
        """Somebody wishes, others want it too, some at most at a price."""
        person = self.people["A"]
        self.wished = post_wish(
            storefront=self.storefront,
            person=person,
            title="Un vélo de ville simple",
            units=2,
            guess_gross_cents=45_000,
            key=KEYS,
            now=WISHED,
        )
        self.back("B", 2)
        for name, limit in LIMITS.items():
            self.back(name, 1 if name == "G" else 3, limit)
        self.page.heading("A wish")
        self.page.say(
            """A wishes for a bicycle, at about 450.00: a `Wish`, and A's own `Backing`. B wants
            it too. D, E and G say the most they would pay, until 31 May: standing limits, which
            nobody else sees."""
        )
        self.page.show(
            """
            SELECT wish_id AS wish, backing.id AS backing, backing.person_id AS person, units,
                   guess_gross_cents AS guess, limit_gross_cents AS "limit",
                   limit_until AS until, open
            FROM backing ORDER BY backing.id
            """
        )

    def back(self, name: str, units: int, limit: int | None = None) -> None:
        """Let somebody want it too."""
        person: Person = self.people[name]
        back_wish(
            wish=self.wished,
            person=person,
            units=units,
            limit_gross_cents=limit,
            limit_until=UNTIL if limit else None,
            key=uuid5(KEYS, name),
            now=WISHED + DAY,
        )

    def brief(self) -> None:
        """The desk puts the wish into a brief, and sees what it comes to."""
        self.briefed = make_brief(
            title="City bike", wishes=[self.wished], person=None, now=START - 10 * DAY
        )
        self.page.heading("A brief, with its demand curve")
        self.page.say(
            """The desk makes a `Brief` of the wish (`BriefWish`). What it comes to is summed from
            the backings that stand: units at each price, never people."""
        )
        curve = demand_of(self.briefed, now=START - 10 * DAY).curve
        prices = sorted({*LIMITS.values(), 45_000})
        self.page.table(
            ["at this price or less", "units"],
            [(price, curve.at(price).total) for price in prices],
        )

    def enquire(self) -> None:
        """A supplier is asked, and offers."""
        product: Product = bicycle()
        at = START - 9 * DAY
        enquiry = send_enquiry(
            brief=self.briefed,
            title="City bike",
            suppliers=[product.supplier],
            likely_units=11,
            answer_by=START - 3 * DAY,
            person=None,
            now=at,
        )
        self.offered = offer_quote(
            product=product,
            person=None,
            enquiry=enquiry,
            rungs=[(1, 30_000), (11, 28_000)],
            lead_days=21,
            now=START - 4 * DAY,
        )

    def award(self) -> Award:
        """The desk accepts."""
        award = award_quote(
            self.offered,
            person=None,
            reason="the only offer",
            now=START - timedelta(days=2),
        )
        self.page.heading("An enquiry, a quote, and the desk’s yes")
        self.page.say(
            """An `Enquiry` goes to the suppliers that the desk chooses (an `Invitee` each), with a
            deadline. One offers a bicycle: net cost by quantity (`Quote` with a `QuoteRung` each;
            a counter-offer would be another one). The desk accepts it and says why: `Award`."""
        )
        self.page.show(
            """
            SELECT enquiry.id AS enquiry, enquiry.brief_id AS brief, quote.id AS quote,
                   supplier.name AS supplier, product.name_en AS product, from_units, net_cents,
                   award.id AS award, award.at
            FROM award
            JOIN quote ON quote.id = award.quote_id
            JOIN quote_rung ON quote_rung.quote_id = quote.id
            JOIN enquiry ON enquiry.id = quote.enquiry_id
            JOIN product ON product.id = quote.product_id
            JOIN supplier ON supplier.id = product.supplier_id
            ORDER BY from_units
            """
        )
        return award
