"""
The second half of the story: a campaign paid by card, from the mandate to the last return.

Four buyers; one's card is refused, another sends a lamp back. Every cent is followed.
"""

from datetime import date, timedelta
from uuid import UUID

from clust import flow
from clust.campaigns.actions.holding import confirm_hold, hold_place
from clust.campaigns.actions.opening import open_campaign
from clust.orders.models import Order
from clust.people.models import Person
from clust.returns.actions.retracting import retract
from clust.returns.actions.returning import check_return, note_return_arrival, note_return_sent
from clust.returns.models import Return
from clust.rules.ladder import Ladder
from clust.sourcing.actions.products import VariantFacts, add_product, add_supplier
from clust.sourcing.actions.quoting import award_quote, record_quote
from clust.sourcing.models import Award, Supplier
from clust.storefronts.models import DeliveryOption, Storefront
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.billing import pay_bill, record_bill
from clust.supply.actions.ending import conclude_campaign, dispose
from clust.supply.actions.receiving import deliver
from clust.supply.actions.shipping import dispatch_parcel
from clust.supply.models import Delivery, Disposal, PurchaseOrder
from clust.wallet.actions import save_card
from demo.page import Page
from demo.story_shop import DAY, START, buyer, place_of

OPENS = START + 14 * DAY
CLOSES = OPENS + 7 * DAY
HOUR = timedelta(hours=1)
LADDER = [(1, 6_000), (4, 4_800)]
UNITS = {"K": 2, "L": 1, "M": 1, "N": 1}
REFUSED = "N"


class Sale:
    """What happens, in order; each part writes what the rows say afterwards."""

    def __init__(self, page: Page, storefront: Storefront, parcel: DeliveryOption) -> None:
        self.page = page
        self.storefront = storefront
        self.parcel = parcel
        self.now = OPENS
        self.buyers: dict[str, Person] = {}

    def play(self) -> None:
        """Tell it all."""
        self.open()
        self.hold()
        self.collect()
        self.lapse()
        self.invoice()
        self.buy()
        self.ship()
        self.take_back()
        self.settle()
        self.books()

    def open(self) -> None:
        """A campaign opens that asks for a card."""
        self.award = accept_lamps()
        self.campaign = open_campaign(
            award=self.award,
            storefront=self.storefront,
            ladder=Ladder.of(LADDER),
            opens_at=OPENS,
            closes_at=CLOSES,
            delivery_options=[self.parcel],
            asks_for_card=True,
            now=OPENS,
        )

    def hold(self) -> None:
        """Buyers choose, confirm their card, and so pledge."""
        self.page.heading("Paid by card: a choice is held until its card is confirmed")
        self.page.say(
            """A lamp is offered at 60.00, from four on at 48.00, and the campaign asks for a card.
            What somebody chooses is first a `Hold` of 15 minutes: it keeps its place under a cap
            and counts for no price. When the provider has confirmed the card for the greatest
            total, `confirm_hold` writes the `Pledge` and its `Mandate` (this card, at most so
            much) in one transaction, and the hold has come to its `HoldEnd`."""
        )
        for name, units in UNITS.items():
            self.pledge(name, units)
        self.page.show(
            """
            SELECT hold.id AS hold, hold.person_id AS person, hold.units, hold.until,
                   hold_end.pledge_id AS pledge, card_id AS card,
                   mandate.most_gross_cents AS at_most
            FROM hold
            JOIN hold_end ON hold_end.hold_id = hold.id
            JOIN mandate ON mandate.pledge_id = hold_end.pledge_id
            ORDER BY hold.id
            """
        )

    def collect(self) -> None:
        """The close; the provider is asked for each order."""
        self.now = CLOSES
        self.walk()
        self.page.heading("After the close the provider is asked")
        self.page.say(
            """Five units carry 48.00. An `Attempt` is written before the provider is asked, and
            its number is the idempotency key; no transaction is open meanwhile. The answer is a
            `Capture` or a `Refusal`. An attempt without an answer is unknown, not failed: the
            provider is asked what became of it, never charged anew. The bank refuses N's card;
            the price stands."""
        )
        self.page.show(
            """
            SELECT attempt.id AS attempt, attempt.order_id AS "order", attempt.cents, attempt.open,
                   capture.id AS capture, refusal.code AS refused
            FROM attempt
            LEFT JOIN capture ON capture.attempt_id = attempt.id
            LEFT JOIN refusal ON refusal.attempt_id = attempt.id
            ORDER BY attempt.order_id, attempt.id
            """
        )

    def lapse(self) -> None:
        """The refused order lapses after two days."""
        self.now = CLOSES + 49 * HOUR
        self.walk()
        self.page.say(
            """N has 48 hours to pay again, and does not: the order lapses. Whatever undoes a sale,
            in part or whole, is a `Cancellation` with its cause; refunds and credit notes follow
            from it."""
        )
        self.show_cancellations()

    def invoice(self) -> None:
        """Each captured order has its invoice."""
        self.page.heading("Invoices, without a gap in their numbers")
        self.page.say(
            """VAT falls due when the card is charged, so each captured order has its `Invoice`,
            numbered per seller and year under a lock. Goods and delivery are a line each; tax is
            rounded per line."""
        )
        self.page.show(
            """
            SELECT invoice.year, invoice.number, invoice.order_id AS "order", line.kind,
                   line.net_cents AS net, line.vat_cents AS vat, line.per_mille AS rate
            FROM invoice JOIN invoice_line AS line ON line.invoice_id = invoice.id
            ORDER BY invoice.number, line.id
            """
        )

    def buy(self) -> None:
        """The supplier gets its order, and says yes."""
        self.purchase = PurchaseOrder.objects.get(clearing__closing__campaign=self.campaign)
        answer_purchase(self.purchase, now=self.now + HOUR)
        self.page.heading("Bought are the units that were paid")
        self.page.say(
            """The order to the supplier covers captured units only, by the rule of whole cases
            again. The supplier confirms on its own page: `PurchaseAnswer`."""
        )
        self.page.show(
            f"""
            SELECT purchase_order.id AS purchase_order, units, unit_net_cents AS unit,
                   total_net_cents AS total, answer.refused, answer.at AS answered
            FROM purchase_order
            JOIN purchase_answer AS answer ON answer.purchase_order_id = purchase_order.id
            WHERE purchase_order.id = {self.purchase.pk}
            """
        )

    def ship(self) -> None:
        """Parcels leave and arrive."""
        self.now += 5 * DAY
        supplier = self.award.quote.product.supplier
        for number, order in enumerate(self.paid_orders(), 1):
            parcel = dispatch_parcel(
                supplier=supplier,
                units={order.pk: order.units},
                carrier="La Poste",
                tracking=f"8X{number:09}",
                dispatched_at=self.now,
                now=self.now,
            )
            deliver(parcel, how=Delivery.How.CARRIER, now=self.now + 2 * DAY)
        self.now += 2 * DAY
        self.walk()
        self.page.heading("Parcels, and their deliveries")
        self.page.say(
            """The supplier sends to each buyer; nothing lies with us. A `Parcel` has a
            `ParcelLine` per order; `Delivery` is its arrival, and moves what was promised to what
            is sold."""
        )
        self.page.show(
            """
            SELECT parcel.id AS parcel, carrier, tracking, dispatched_at,
                   parcel_line.order_id AS "order", parcel_line.units, delivery.at AS delivered
            FROM parcel
            JOIN parcel_line ON parcel_line.parcel_id = parcel.id
            JOIN delivery ON delivery.parcel_id = parcel.id
            ORDER BY parcel.id
            """
        )

    def take_back(self) -> None:
        """L withdraws from the contract, sends the lamp back, and is refunded."""
        self.now += 3 * DAY
        order = self.order_of("L")
        retract(order=order, units=1, key=UUID(int=7), now=self.now)
        back = Return.objects.get(order=order)
        note_return_sent(return_=back, carrier="La Poste", tracking="9L000000001", now=self.now)
        self.now += 3 * DAY
        desk = buyer("Desk", now=self.now)
        note_return_arrival(return_=back, units=1, person=desk, now=self.now)
        check_return(return_=back, units=1, person=desk, now=self.now)
        self.walk()
        self.page.heading("One withdraws from the contract")
        self.page.say(
            """L uses the right of withdrawal (`Retraction`), sends the lamp back (`Return`,
            `ReturnDispatch`, `ReturnArrival`, `ReturnCheck`), and gets the goods and the delivery
            back: a `Restitution`, which points at the return and at the cancellation. The price
            of the others stays."""
        )
        self.page.show(
            """
            SELECT retraction.id AS retraction, return.id AS return, arrival.units AS arrived,
                   check_.units AS accepted, restitution.id AS restitution,
                   restitution.cancellation_id AS cancellation
            FROM retraction
            JOIN return ON return.retraction_id = retraction.id
            JOIN return_arrival AS arrival ON arrival.return_of_id = return.id
            JOIN return_check AS check_ ON check_.return_of_id = return.id
            JOIN restitution ON restitution.return_of_id = return.id
            """
        )
        self.show_cancellations()
        self.page.show(
            """
            SELECT refund.id AS refund, capture_id AS capture, refund.cents, refund_done.at AS done,
                   credit_note.number AS credit_note
            FROM refund
            JOIN refund_done ON refund_done.refund_id = refund.id
            JOIN capture ON capture.id = refund.capture_id
            JOIN invoice ON invoice.order_id = capture.order_id
            JOIN credit_note ON credit_note.invoice_id = invoice.id
            ORDER BY refund.id
            """
        )

    def settle(self) -> None:
        """The lamp goes back to the supplier, which is paid; nothing remains."""
        variant = self.campaign.product.variants.get()
        dispose(
            purchase_order=self.purchase,
            variant=variant.pk,
            units=1,
            kind=Disposal.Kind.SUPPLIER,
            note="",
            now=self.now,
        )
        bill = record_bill(
            purchase_order=self.purchase,
            number="F-2026-118",
            net_cents=3 * self.purchase.unit_net_cents,
            vat_cents=3 * self.purchase.unit_net_cents // 5,
            gross_cents=3 * self.purchase.unit_net_cents * 6 // 5,
            per_mille=200,
            due_on=date(2026, 5, 10),
            now=self.now,
        )
        pay_bill(
            bill,
            cents=bill.net_cents + bill.vat_cents,
            reference="F-2026-118",
            now=self.now + DAY,
        )
        conclude_campaign(self.campaign, now=self.now + DAY)
        self.page.heading("The supplier is paid, and nothing remains")
        self.page.say(
            """The lamp goes back to the supplier (`Disposal`), which bills the three others
            (`SupplierBill`) and is paid (`SupplierPayment`). What was bought is kept by buyers or
            has come to another end, so the campaign is done with: `Conclusion`."""
        )
        self.page.show(
            """
            SELECT bill.number, bill.net_cents AS net, bill.vat_cents AS vat, payment.cents AS paid,
                   disposal.units AS back, disposal.net_cents AS credited,
                   conclusion.at AS concluded
            FROM supplier_bill AS bill
            JOIN supplier_payment AS payment ON payment.bill_id = bill.id
            JOIN disposal ON disposal.purchase_order_id = bill.purchase_order_id
            CROSS JOIN conclusion
            """
        )

    def books(self) -> None:
        """Show where every cent of this campaign is."""
        self.page.heading("Where every cent of the second campaign is")
        self.page.say(
            """Every movement is an `Entry` that sums to zero. These are the entries since the
            second campaign opened, and the balances they leave."""
        )
        self.page.show(
            f"""
            SELECT entry.key, posting.account, posting.party, posting.detail, posting.cents
            FROM entry JOIN posting ON posting.entry_id = entry.id
            WHERE entry.at >= '{OPENS:%Y-%m-%d}'
            ORDER BY entry.id, posting.account, posting.party, posting.cents
            """
        )
        self.page.show(
            f"""
            SELECT posting.account, posting.detail, sum(posting.cents) AS cents
            FROM entry JOIN posting ON posting.entry_id = entry.id
            WHERE entry.at >= '{OPENS:%Y-%m-%d}'
            GROUP BY posting.account, posting.detail ORDER BY posting.account, posting.detail
            """
        )

    # What is done more than once

    def pledge(self, name: str, units: int) -> None:
        """Let a buyer choose, and confirm a card."""
        self.now += 10 * timedelta(minutes=1)
        person = self.buyers[name] = buyer(name, now=self.now)
        held = hold_place(
            campaign=self.campaign,
            person=person,
            variant=self.campaign.product.variants.get(),
            units=units,
            maximum_cents=LADDER[0][1],
            shown_cents=LADDER[0][1],
            delivery_option=self.parcel,
            address=place_of(person, now=self.now),
            now=self.now,
        )
        card = save_card(
            person=person,
            gateway="sandbox",
            customer_ref=f"customer-{person.pk}",
            method_ref=f"{'refused' if name == REFUSED else 'ok'}-{name}",
            fingerprint=name,
            brand="visa",
            last4="4242",
            expires_on=date(2029, 12, 31),
            now=self.now,
        )
        confirm_hold(hold=held, card=card, now=self.now + timedelta(minutes=2))
        self.walk()

    def order_of(self, name: str) -> Order:
        """Return a buyer's order."""
        return Order.objects.get(campaign=self.campaign, person=self.buyers[name])

    def paid_orders(self) -> list[Order]:
        """Return the orders of those who paid."""
        return [self.order_of(name) for name in UNITS if name != REFUSED]

    def walk(self) -> None:
        """Let the workers do what waits for them."""
        flow.walk(now=self.now)
        flow.tell(now=self.now)
        flow.send(now=self.now)

    def show_cancellations(self) -> None:
        """Show what was undone."""
        self.page.show(
            """
            SELECT id AS cancellation, order_id AS "order", cause, units,
                   goods_gross_cents AS goods, delivery_gross_cents AS delivery
            FROM cancellation ORDER BY id
            """
        )


def accept_lamps() -> Award:
    """Record a supplier's quote for a lamp, and accept it."""
    supplier: Supplier = add_supplier(name="Lampes Halo", email="ventes@halo.example")
    product = add_product(
        supplier=supplier,
        variants=[VariantFacts()],
        now=OPENS - 4 * DAY,
        reference="lamp",
        name_fr="Lampe de bureau",
        name_en="Desk lamp",
        weight_g=1_200,
    )
    quote = record_quote(product=product, rungs=[(1, 2_500)], lead_days=14, now=OPENS - 3 * DAY)
    return award_quote(quote, person=None, reason="", now=OPENS - 2 * DAY)
