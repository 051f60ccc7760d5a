"""
One campaign, played with a clock of its own and read row by row, from the wish it came of.

Eight buyers, a ladder of three steps, a price that skips one on its way down, rises again and
falls back; then the close, the orders and the purchase order. Every figure comes from the rows.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import override_settings

from clust import flow
from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Campaign, Pledge
from clust.rules import clearing, ladder, money
from demo.facts import index, our_models
from demo.page import Page
from demo.story_sale import Sale
from demo.story_shop import DAY, START, open_shop, place_of
from demo.story_wish import Wishing

MINUTE = timedelta(minutes=1)
CLOSES = START + 7 * DAY
LADDER = [(1, 50_000), (6, 45_000), (11, 40_000)]
IN_MEMORY = f"{EmailBackend.__module__}.EmailBackend"


def tell() -> str:
    """Play the story in an empty database, and return its page."""
    page = Page("The walk: two campaigns, row by row")
    number_from_one()
    keep_to_one_plan()
    with override_settings(EMAIL_BACKEND=IN_MEMORY):
        Story(page).play()
    index(page)
    return str(page)


def number_from_one() -> None:
    """Let rows be numbered from one, also where others were rolled back."""
    with connection.cursor() as cursor:
        for model in our_models():
            cursor.execute(
                "SELECT pg_get_serial_sequence(quote_ident(%s), %s)",
                [model._meta.db_table, model._meta.pk.column],
            )
            (sequence,) = cursor.fetchone()
            if sequence:
                cursor.execute(f"ALTER SEQUENCE {sequence} RESTART")


def keep_to_one_plan() -> None:
    """Let sets be written in the same order on every server, so that their numbers agree."""
    with connection.cursor() as cursor:
        cursor.execute("SET join_collapse_limit = 1")
        for way in ("hashjoin", "mergejoin", "hashagg"):
            cursor.execute(f"SET enable_{way} = off")


class Story:
    """What happens, in order; each part writes what the rows say afterwards."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.storefront = open_shop()
        self.pickup, self.parcel = self.storefront.delivery_options.order_by("id")
        self.now = START
        self.pledges: dict[str, Pledge] = {}

    def play(self) -> None:
        """Tell it all."""
        self.introduce()
        wishing = Wishing(self.page, self.storefront)
        self.people, self.award = wishing.people, wishing.play()
        self.open()
        self.call()
        self.first_buyers()
        self.waiting_buyers()
        self.withdrawals()
        self.close()
        self.order()
        self.books()
        self.notices()
        self.recompute()
        Sale(self.page, self.storefront, self.parcel).play()

    def introduce(self) -> None:
        """Say what this page is."""
        self.page.say(
            """Nothing in Clust *becomes* closed, paid or ordered: a row is written that says so,
            and it points at the rows that had to come first. So a whole campaign can be read with
            `SELECT`s. This page does that for a small one. It is written by `python -m demo.walk`,
            which plays the story through the same actions as the shop, and a test plays it again
            and compares. Money is in cents, moments are UTC."""
        )

    def open(self) -> None:
        """The campaign opens."""
        self.campaign = open_campaign(
            award=self.award,
            storefront=self.storefront,
            ladder=ladder.Ladder.of(LADDER),
            opens_at=START,
            closes_at=CLOSES,
            delivery_options=[self.pickup, self.parcel],
            now=START,
        )
        self.page.heading("A campaign opens, and its terms are frozen")
        self.page.say(
            """`open_campaign` writes the `Campaign` with its `Rung`s, the ways of delivery
            (`CampaignDelivery`), where it is shown (`Listing`), and the `Gate`: the one row that
            every claim passes, which keeps what many people ask at once."""
        )
        self.page.show(
            """
            SELECT campaign.id AS campaign, award_id AS award, terms_id AS terms, opens_at,
                   closes_at, number AS rung, from_units, gross_cents
            FROM campaign JOIN rung ON rung.campaign_id = campaign.id
            ORDER BY number
            """
        )
        self.gate()

    def call(self) -> None:
        """Those whose limit the ladder can reach are called."""
        self.walk()
        self.page.heading("Those who wished are called")
        self.page.say(
            """The deepest rung is 400.00. D and E would pay that, G would not: `call_limits`
            writes a `Call` for each of the two, all at once (`Calling`). Their mail leads to an
            order page that is filled in; one click on it is a pledge."""
        )
        self.page.show(
            """
            SELECT call.campaign_id AS campaign, call.id AS call, call.backing_id AS backing,
                   call.person_id AS person, calling.calls, call.at
            FROM call JOIN calling ON calling.campaign_id = call.campaign_id ORDER BY call.id
            """
        )

    def gate(self) -> None:
        """Show what the gate keeps."""
        self.page.show("SELECT open, units, rung, slack, version FROM gate WHERE campaign_id = 1")

    def first_buyers(self) -> None:
        """Three buyers join at the opening price."""
        self.join("A", 2)
        self.join("B", 2)
        self.join("C", 1)
        self.page.heading("Buyers join")
        self.page.say(
            """A and B take two units each, C takes one, at 500.00; the sixth unit would bring
            450.00. `place_pledge` writes a `Pledge`: so many units, at most at this price each."""
        )
        self.show_pledges()
        self.gate()

    def waiting_buyers(self) -> None:
        """Others wait, and the price skips a rung."""
        self.wait("D", 3, 40_000)
        self.wait("E", 3, 40_000)
        self.page.heading("Others wait, and the price skips a rung")
        self.page.say(
            """D and E answer the call and wait: three units each, “only if the price falls to
            400.00”. At 450.00 only
            the five units of A, B and C would count, one too few; at 400.00 all eleven do, and
            that is what the third rung asks for. The price is that of the deepest rung that
            carries itself, so it goes from 500.00 to 400.00 at once. `PriceStep` says so. Who is
            in follows from the maximum: no pledge was touched."""
        )
        self.show_steps()
        self.join("F", 2, shown=40_000)
        self.wait("G", 1, 38_000)
        self.page.say(
            """F joins two units at 400.00. G waits for 380.00, a price that no rung has yet. The
            units are kept by the first rung within a maximum (`Level`); the last level, below all
            rungs, is G's."""
        )
        self.page.show(
            "SELECT number AS level, wanted, extra FROM level WHERE campaign_id = 1 ORDER BY number"
        )
        self.show_pledges()

    def withdrawals(self) -> None:
        """Two change their mind, the price rises, somebody joins, it falls."""
        self.take_back("B", 2)
        self.take_back("A", 1)
        self.page.heading("Some change their mind, and the price rises")
        self.page.say(
            """B takes everything back, A one of two: a `Withdrawal` each. The first leaves eleven
            units at 400.00. The second leaves ten; two at 450.00, where six are needed; so the
            price is 500.00 again, and D, E and F wait. Nobody pays more than their maximum."""
        )
        self.page.show(
            """
            SELECT withdrawal.id AS withdrawal, pledge_id AS pledge, withdrawal.units, cause,
                   withdrawal.at
            FROM withdrawal ORDER BY id
            """
        )
        self.gate()
        self.join("H", 1)
        self.page.say(
            """H joins one unit, and stays in up to 500.00: eleven units again, 400.00 again."""
        )
        self.show_steps()
        self.gate()

    def close(self) -> None:
        """The time is over: closing, clearing, allotments, orders, purchase order."""
        self.now = CLOSES
        self.page.heading("It closes, and the next steps look back")
        self.page.say(
            """No step calls the one after it. Each asks which rows wait for it. At the closing
            time this is what the first one finds:"""
        )
        self.page.show(
            """
            SELECT campaign_id AS due_to_close, closes_at FROM gate
            WHERE open AND closes_at <= '2026-03-09 09:00+00'
            """
        )
        self.walk()
        self.page.say(
            """`close_campaign` writes the `Closing` and shuts the gate in the same transaction.
            `clear_campaign` sees a closing without a clearing, computes the price once, writes the
            `Clearing` and an `Allotment` for every pledge that is in. G, who waited for 380.00,
            gets none and owes nothing."""
        )
        self.page.show(
            """
            SELECT closing.id AS closing, closing.at, clearing.id AS clearing, rung, gross_cents,
                   units
            FROM closing JOIN clearing ON clearing.closing_id = closing.id
            """
        )
        self.page.show(
            """
            SELECT allotment.id AS allotment, pledge_id AS pledge, person_id AS person,
                   allotment.units, maximum_gross_cents AS maximum
            FROM allotment JOIN pledge ON pledge.id = allotment.pledge_id ORDER BY allotment.id
            """
        )

    def order(self) -> None:
        """Show orders and the purchase order."""
        self.page.heading("Orders, and one purchase order")
        self.page.say(
            """`order_allotments` makes one `Order` per allotment: units × 400.00 and the delivery
            that was chosen with the pledge. C wanted a parcel at 7.90, the others come by."""
        )
        self.page.show(
            """
            SELECT id AS "order", allotment_id AS allotment, person_id AS person, units,
                   unit_gross_cents AS unit, delivery_gross_cents AS delivery,
                   total_gross_cents AS total
            FROM "order" ORDER BY id
            """
        )
        self.page.say(
            """`purchase` orders all eleven from the supplier, at the cost that the quote gives for
            that quantity: a `PurchaseOrder` with a `PurchaseOrderLine` per variant."""
        )
        self.page.show(
            """
            SELECT purchase_order.id AS purchase_order, clearing_id AS clearing, quote_id AS quote,
                   purchase_order.units, unit_net_cents AS unit, total_net_cents AS total,
                   deliver_by_on, variant_id AS variant, line.units AS of_variant, cases
            FROM purchase_order
            JOIN purchase_order_line AS line ON line.purchase_order_id = purchase_order.id
            """
        )

    def books(self) -> None:
        """Show the ledger."""
        self.page.heading("The books")
        self.page.say(
            """Each of the two is one `Entry`, known by its fact, with `Posting`s that sum to zero.
            A party is the number of a person or supplier, never a name. Nothing is paid yet."""
        )
        self.page.show(
            """
            SELECT key, account, party, cents
            FROM entry JOIN posting ON posting.entry_id = entry.id ORDER BY key, account, party
            """
        )
        self.page.show(
            """
            SELECT key, sum(cents) AS sum FROM entry JOIN posting ON posting.entry_id = entry.id
            GROUP BY key ORDER BY key
            """
        )

    def notices(self) -> None:
        """Send what is to be told."""
        self.page.heading("Who was told what")
        self.page.say(
            """A `Notice` is written once per fact and reader, a `Sending` when the mail has left.
            A `Telling` and an `Announcement` say that a whole set was told, so that it happens
            once."""
        )
        self.page.show(
            """
            SELECT kind, fact, string_agg(
                       coalesce('person ' || person_id, 'supplier ' || supplier_id), ', '
                       ORDER BY person_id
                   ) AS readers, min(notice.at) AS at, min(outcome) AS outcome
            FROM notice JOIN sending ON sending.notice_id = notice.id
            GROUP BY kind, fact ORDER BY min(notice.at), kind, fact
            """
        )
        self.page.say("Every step asks again, and nothing waits:")
        waiting = [(step.name, step.due(self.now).count()) for step in flow.CHAIN]
        self.page.table(["step", "rows that wait"], waiting)

    def recompute(self) -> None:
        """Compute the price from the book alone."""
        book = read_book(self.campaign)
        bids = [clearing.Bid(units=units, maximum=maximum) for units, maximum in book]
        result = clearing.clear(ladder.Ladder.of(LADDER), bids)
        self.page.heading("Anyone can recompute the price")
        self.page.say(
            """The book of a campaign is published: order, units and maximum, no people. The rules
            are plain functions; `bin/manage clear BOOK.json` runs them outside any database on"""
        )
        self.page.code(as_json(book), "json")
        self.page.say("and says")
        self.page.code(answer(result), "json")

    # What buyers do

    def join(self, name: str, units: int, *, shown: int = 50_000) -> None:
        """Let a buyer join at the price shown."""
        self._pledge(name, units, maximum=None, shown=shown)

    def wait(self, name: str, units: int, maximum: int) -> None:
        """Let a buyer wait for a price."""
        self._pledge(name, units, maximum=maximum, shown=50_000)

    def _pledge(self, name: str, units: int, *, maximum: int | None, shown: int) -> None:
        self.now += 10 * MINUTE
        person = self.people[name]
        by_parcel = name == "C"
        self.pledges[name] = place_pledge(
            campaign=self.campaign,
            person=person,
            variant=self.campaign.product.variants.get(),
            units=units,
            maximum_cents=maximum or shown,
            waits=maximum is not None,
            shown_cents=shown,
            delivery_option=self.parcel if by_parcel else self.pickup,
            address=place_of(person, now=self.now) if by_parcel else None,
            now=self.now,
        )
        self.walk()

    def take_back(self, name: str, units: int) -> None:
        """Let a buyer take units back."""
        self.now += 10 * MINUTE
        withdraw_pledge(pledge=self.pledges[name], units=units, now=self.now)
        self.walk()

    def walk(self) -> None:
        """Let the workers do what waits for them."""
        flow.walk(now=self.now)
        flow.tell(now=self.now)
        flow.send(now=self.now)

    # What is shown more than once

    def show_pledges(self) -> None:
        """Show the pledges."""
        self.page.show(
            """
            SELECT id AS pledge, person_id AS person, units, maximum_gross_cents AS maximum,
                   shown_gross_cents AS shown, at
            FROM pledge ORDER BY id
            """
        )

    def show_steps(self) -> None:
        """Show how the price moved."""
        self.page.show(
            """
            SELECT id AS price_step, was, rung, was_gross_cents, gross_cents, units, at
            FROM price_step ORDER BY id
            """
        )


# The book


def read_book(campaign: Campaign) -> list[tuple[int, int]]:
    """Return units and maximum of each standing pledge, in book order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT units, maximum FROM book(%s) ORDER BY place", [campaign.pk])
        return [(units, maximum) for units, maximum in cursor.fetchall()]


def as_json(book: list[tuple[int, int]]) -> str:
    """Return a book as `manage.py clear` reads it."""
    return "\n".join(_book_lines(book))


def _book_lines(book: list[tuple[int, int]]) -> Iterator[str]:
    rungs = ", ".join(f'[{units}, "{money.plain(cents)}"]' for units, cents in LADDER)
    yield "{"
    yield f'  "ladder": [{rungs}],'
    yield '  "pledges": ['
    lines = [json.dumps({"units": n, "maximum": money.plain(cents)}) for n, cents in book]
    yield ",\n".join(f"    {line}" for line in lines)
    yield "  ]"
    yield "}"


def answer(result: clearing.Clearing | None) -> str:
    """Return what the rules say of a book."""
    assert result
    return json.dumps(
        {
            "price": money.plain(result.price),
            "units": result.units,
            "allotments": list(result.allotments),
        }
    )
