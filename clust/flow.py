"""
The chain on one screen: name, who is due, what to do.

Workers run it, the desk shows it. No step calls the one after it: each asks which rows wait for
it and writes what comes next. The queue is the work list; `wake_due`, which asks the tables, is
the safety net under it.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation

from clust.banking.actions.matching import NotInBooks, forget_payers
from clust.base.models import ParkedRow
from clust.campaigns.actions.amending import release_pledges
from clust.campaigns.actions.calling import AlreadyCalled, call_again, call_limits
from clust.campaigns.actions.closing import (
    AlreadyCleared,
    AlreadyClosed,
    TooEarly,
    clear_campaign,
    close_campaign,
)
from clust.campaigns.actions.holding import end_hold
from clust.campaigns.models import (
    Campaign,
    Closing,
    Extension,
    Hold,
    due_to_call_again,
    due_to_close,
)
from clust.commissions.actions import accruing, billing, charging, earning, stating, transferring
from clust.commissions.brought import due_to_accrue_commissions, due_to_claw_back
from clust.commissions.fees import due_to_charge_months
from clust.commissions.levels import due_to_accrue, due_to_reverse, due_to_state
from clust.commissions.models.payouts import due_to_note_paid
from clust.commissions.owed import due_to_bill, due_to_state_commissions
from clust.contributions.actions import AlreadyStated as ContributionsStated
from clust.contributions.actions import due_to_state as due_to_state_contributions
from clust.contributions.actions import state_contributions
from clust.gatherings.actions.inviting import forget_letter
from clust.gatherings.models import Letter
from clust.hooks.actions import noting
from clust.hooks.actions import sending as hooking
from clust.invoicing.actions.companies import forget_bills, look_up
from clust.invoicing.actions.crediting import credit_cancellation
from clust.invoicing.actions.issuing import invoice_payment
from clust.invoicing.models import (
    Company,
    due_to_credit,
    due_to_invoice,
    due_to_invoice_credits,
    due_to_invoice_subsidies,
)
from clust.invoicing.register import RegisterSilent
from clust.keys.actions import forget_answers
from clust.notices.actions import telling as notices
from clust.notices.models import (
    Notice,
    due_to_tell,
    due_to_tell_called_off,
    due_to_tell_calls,
    due_to_tell_card,
    due_to_tell_delay,
    due_to_tell_extension,
    due_to_tell_parcel,
    due_to_tell_purchase,
    due_to_tell_ready,
    due_to_tell_release,
    due_to_tell_result,
    due_to_tell_soon,
)
from clust.notices.pushing import owe_pushes, send_pushes
from clust.notices.sending import PostFailed, send_notices
from clust.orders.actions import (
    AlreadyOrdered,
    TakenBack,
    give_difference,
    order_allotments,
    order_direct,
)
from clust.orders.models import (
    Cancellation,
    due_to_give_difference,
    due_to_order,
    due_to_order_direct,
)
from clust.partners.models import TaxData
from clust.payments import asking, cards
from clust.payments.actions.charging import AttemptOpen, NothingDue
from clust.payments.actions.collecting import (
    AlreadyCollected,
    charge_direct,
    lapse_order,
    open_collection,
)
from clust.payments.actions.crediting import return_credits
from clust.payments.actions.deciding import CalledOff, undo_campaign
from clust.payments.actions.refunding import begin_refund
from clust.payments.models import Capture
from clust.payments.settling import (
    due_to_charge,
    due_to_collect,
    due_to_lapse,
    due_to_lapse_transfers,
    due_to_refund,
    due_to_return_credit,
    due_to_undo,
    late_money,
)
from clust.people.actions import purge_erased
from clust.people.models import Erasure
from clust.returns.actions import returning
from clust.returns.models import Return
from clust.sponsoring import models as sponsored
from clust.sponsoring.actions import earning as sponsoring
from clust.storefronts.actions.admitting import AdmissionOver, leave_with_roll
from clust.storefronts.actions.domains import ClaimEnded, prove_domain
from clust.storefronts.actions.roll import drop_roll_list
from clust.storefronts.models import Admission, DomainClaim, RollList, Seller
from clust.storefronts.records import NamesSilent
from clust.subsidies.actions.promising import AlreadyEnded as PromiseEnded
from clust.subsidies.actions.promising import release_promise
from clust.subsidies.models import Promise
from clust.supply.actions.ending import note_delay
from clust.supply.actions.purchasing import (
    AlreadyPurchased,
    NothingToBuy,
    purchase,
    purchase_singly,
)
from clust.supply.actions.receiving import ParcelGone, assume_delivered
from clust.supply.actions.substituting import AlreadyAnswered, lapse_question
from clust.supply.models import (
    Parcel,
    due_to_delay,
    due_to_lapse_question,
    due_to_purchase,
    due_to_purchase_singly,
)
from clust.wallet.crediting import expire_credit
from clust.wallet.models import Credit
from clust.wishes.actions import projecting
from clust.wishes.actions.looking import look_at
from clust.wishes.models import Vote, Wish

log = structlog.get_logger()


def give_back(fact: Cancellation | Capture, *, now: datetime) -> Any:
    """Refund what an order was paid above what is due since this fact."""
    return begin_refund(fact.order, now=now)


def give_credits_back(undone: Cancellation, *, now: datetime) -> Any:
    """Give back as credits what credits had paid of a sale that was undone."""
    return return_credits(undone.order, now=now)


def forget(erasure: Erasure, *, now: datetime) -> Erasure:
    """Let go of the names on invoices too, once the law lets us."""
    forget_bills(person=erasure.person, now=now)
    return purge_erased(erasure, now=now)


RECENT = timedelta(minutes=15)
DAYS = timedelta(days=3)
EVER = timedelta(days=36_500)
AT_ONCE = 200
LOOKING = timedelta(seconds=50)
MAILS_AT_ONCE = 40
LONGEST_WAIT = timedelta(hours=1)
ASKING = timedelta(seconds=30)
UNANSWERED = timedelta(minutes=1)
LANES = 2
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """
    One step for one row: which rows wait for it, and what is done with each.

    `since` names the moment from which a row waits: what is old is looked for at night only.
    """

    name: str
    title: Any
    due: Callable[[datetime], "models.QuerySet[Any]"]
    act: Callable[..., Any]
    done_already: tuple[type[Exception], ...] = ()
    since: str = "at"

    @cached_property
    def model(self) -> type[models.Model]:
        """Return what its rows are."""
        return self.due(LONG_AGO).model

    def waits(self, row: models.Model, now: datetime) -> bool:
        """Say whether this row waits for this step."""
        return isinstance(row, self.model) and self.due(now).filter(pk=row.pk).exists()


CHAIN: tuple[Step, ...] = (
    Step(
        "call limits",
        _("call those whose limits a clust can reach"),
        Campaign.objects.due_to_call,
        call_limits,
        (AlreadyCalled,),
        since="opens_at",
    ),
    Step(
        "call again",
        _("call those whom a deeper price reaches"),
        due_to_call_again,
        call_again,
        (AlreadyCalled,),
    ),
    Step(
        "forget letters",
        _("forget addresses of invitations that ran out"),
        Letter.objects.due_to_forget,
        forget_letter,
        since="expires_at",
    ),
    Step("end holds", _("end holds"), Hold.objects.due_to_end, end_hold, since="until"),
    Step(
        "order direct",
        _("order what is bought now"),
        due_to_order_direct,
        order_direct,
        (AlreadyOrdered, TakenBack),
    ),
    Step(
        "charge direct",
        _("charge what is bought now"),
        due_to_charge,
        charge_direct,
        (AttemptOpen, NothingDue),
        since="order__at",
    ),
    Step(
        "release pledges",
        _("release pledges"),
        Extension.objects.due_to_release,
        release_pledges,
        since="was_closes_at",
    ),
    Step(
        "close campaigns",
        _("close campaigns"),
        due_to_close,
        close_campaign,
        (AlreadyClosed, TooEarly),
        since="closes_at",
    ),
    Step(
        "clear campaigns",
        _("clear campaigns"),
        Closing.objects.due_to_clear,
        clear_campaign,
        (AlreadyCleared,),
    ),
    Step("order", _("make orders"), due_to_order, order_allotments, (AlreadyOrdered,)),
    Step(
        "give differences",
        _("give differences back"),
        due_to_give_difference,
        give_difference,
        since="order__campaign__closing__clearing__at",
    ),
    Step("collect", _("collect money"), due_to_collect, open_collection, (AlreadyCollected,)),
    Step("lapse", _("let unpaid orders lapse"), due_to_lapse, lapse_order),
    Step(
        "lapse transfers",
        _("let orders lapse whose transfer did not come"),
        due_to_lapse_transfers,
        lapse_order,
        since="due_at",
    ),
    Step("invoice", _("write invoices"), due_to_invoice, invoice_payment),
    Step(
        "invoice credits",
        _("write invoices of what credits paid"),
        due_to_invoice_credits,
        invoice_payment,
    ),
    Step(
        "invoice subsidies",
        _("write invoices of what communities paid"),
        due_to_invoice_subsidies,
        invoice_payment,
    ),
    Step("credit note", _("write credit notes"), due_to_credit, credit_cancellation),
    Step("undo", _("undo clusts called off"), due_to_undo, undo_campaign),
    Step("refund", _("give money back"), due_to_refund, give_back),
    Step("refund late money", _("give late money back"), late_money, give_back),
    Step("return credits", _("give credits back"), due_to_return_credit, give_credits_back),
    Step(
        "expire credits",
        _("expire credits"),
        Credit.objects.due_to_expire,
        expire_credit,
        since="expires_at",
    ),
    Step(
        "purchase",
        _("order from suppliers"),
        due_to_purchase,
        purchase,
        (AlreadyPurchased, CalledOff),
    ),
    Step(
        "purchase singly",
        _("order from suppliers what is bought now"),
        due_to_purchase_singly,
        purchase_singly,
        (AlreadyPurchased, NothingToBuy),
        since="order__at",
    ),
    Step(
        "assume deliveries",
        _("take parcels as received after a while"),
        Parcel.objects.due_to_assume,
        assume_delivered,
        (ParcelGone,),
        since="dispatched_at",
    ),
    Step(
        "lapse substitutes",
        _("undo what no substitute was wanted for"),
        due_to_lapse_question,
        lapse_question,
        (AlreadyAnswered,),
    ),
    Step("note delays", _("note delays"), due_to_delay, note_delay, since="closes_at"),
    Step(
        "give back returns",
        _("give back what was returned"),
        Return.objects.due_to_give_back,
        returning.give_back,
        (returning.AlreadySettled,),
    ),
    Step(
        "end votes",
        _("count the votes for projects"),
        Vote.objects.due_to_end,
        projecting.end_vote,
        (projecting.AlreadyEnded,),
        since="until",
    ),
    Step(
        "judge sponsorships",
        _("credit sponsors with first orders that were kept"),
        sponsored.due_to_sponsor,
        sponsoring.judge_referral,
        (sponsoring.AlreadyJudged, sponsoring.NotYet),
        since="ripe_at",
    ),
    Step(
        "claw back sponsorships",
        _("take back credits of sales that were undone"),
        sponsored.due_to_claw_back,
        sponsoring.claw_back,
        (sponsoring.Kept,),
        since="undone_at",
    ),
    Step(
        "accrue royalties",
        _("credit creators with royalties"),
        due_to_accrue,
        accruing.accrue_royalties,
        (accruing.NothingEarned,),
    ),
    Step(
        "reverse royalties",
        _("take royalties back for returns"),
        due_to_reverse,
        accruing.reverse_royalties,
        (accruing.NothingToReverse,),
    ),
    Step(
        "state royalties",
        _("write statements of royalties"),
        due_to_state,
        stating.state_royalties,
        (stating.AlreadyStated,),
        since="joined_at",
    ),
    Step(
        "leave with the roll",
        _("end the admission of those who are on the roll no more"),
        Admission.objects.due_to_leave_roll,
        leave_with_roll,
        (AdmissionOver,),
    ),
    Step(
        "drop staff lists",
        _("let go of lines of staff lists that lie aside"),
        RollList.objects.due_to_drop,
        drop_roll_list,
    ),
    Step(
        "release subsidies",
        _("let subsidies go that no order came of"),
        Promise.objects.due_to_release,
        release_promise,
        (PromiseEnded,),
        since="campaign__gate__closes_at",
    ),
    Step(
        "state contributions",
        _("write statements of what communities owe"),
        due_to_state_contributions,
        state_contributions,
        (ContributionsStated,),
        since="over_at",
    ),
    Step(
        "accrue commissions",
        _("credit partners with commissions"),
        due_to_accrue_commissions,
        earning.accrue_commissions,
        (earning.NothingEarned,),
    ),
    Step(
        "claw back commissions",
        _("take commissions back for returns"),
        due_to_claw_back,
        earning.claw_back,
        (earning.NothingToTakeBack,),
    ),
    Step(
        "charge months",
        _("write the monthly fees of shops"),
        due_to_charge_months,
        charging.charge_months,
        (charging.NothingToCharge,),
    ),
    Step(
        "state commissions",
        _("write statements of commissions"),
        due_to_state_commissions,
        billing.state_commissions,
        (billing.AlreadyStated,),
        since="over_at",
    ),
    Step(
        "bill commissions",
        _("write the bills of partners"),
        due_to_bill,
        billing.bill_statement,
        (billing.AlreadyBilled, billing.DataMissing),
    ),
    Step(
        "note transfers made",
        _("note what the bank paid to partners and creators"),
        due_to_note_paid,
        transferring.note_paid_by_bank,
        (transferring.AlreadyPaid, transferring.NothingToPay, NotInBooks),
    ),
    Step("tell calls", _("tell who is called"), due_to_tell_calls, notices.tell_calls),
    Step("tell price steps", _("tell price steps"), due_to_tell, notices.tell_price_step),
    Step(
        "tell closing soon",
        _("tell that it closes soon"),
        due_to_tell_soon,
        notices.tell_closing_soon,
        since="closes_at",
    ),
    Step(
        "tell extensions",
        _("ask about later closes"),
        due_to_tell_extension,
        notices.tell_extension,
    ),
    Step(
        "tell called off",
        _("tell that a private clust was called off"),
        due_to_tell_called_off,
        notices.tell_called_off,
    ),
    Step("tell releases", _("tell releases"), due_to_tell_release, notices.tell_release),
    Step(
        "tell card ends",
        _("tell that a card expires too early"),
        due_to_tell_card,
        notices.tell_card_ends,
        since="expires_on",
    ),
    Step("tell results", _("tell results"), due_to_tell_result, notices.tell_result),
    Step(
        "tell suppliers",
        _("send purchase orders"),
        due_to_tell_purchase,
        notices.tell_purchase,
    ),
    Step("tell parcels", _("tell of parcels sent"), due_to_tell_parcel, notices.tell_parcel),
    Step(
        "tell arrivals",
        _("tell what can be collected"),
        due_to_tell_ready,
        notices.tell_ready,
        since="shipment__arrival__at",
    ),
    Step("tell delays", _("tell of delays"), due_to_tell_delay, notices.tell_delay),
    Step("forget people", _("forget people"), Erasure.objects.due_to_purge, forget),
)
STEPS = {step.name: step for step in CHAIN}


def act(action: Callable[..., Any], *, now: datetime, **inputs: Any) -> Any:
    """Run an action and put on the queue what now waits, in one transaction."""
    with transaction.atomic():
        fact = action(**inputs, now=now)
        enqueue_waiting([fact, *inputs.values()], now)
        note_event(fact, now)
        return fact


def note_event(fact: object, now: datetime) -> None:
    """Write the event of a fact, in its own transaction, where somebody listens for it."""
    if isinstance(fact, models.Model) and fact.pk:
        name = fact._meta.model_name or ""
        noting.note_fact(name=name, key=fact.pk, since=now - DAYS, now=now)


def enqueue_waiting(rows: Iterable[object], now: datetime) -> None:
    """Put the next steps of these rows on the queue."""
    for row in rows:
        if isinstance(row, models.Model):
            for step in CHAIN:
                if step.waits(row, now):
                    enqueue(step, row.pk)


def enqueue(step: Step, key: int) -> None:
    """Put a step for a row on the queue, unless it stands there."""
    try:
        with transaction.atomic():
            app.configure_task(
                "clust.flow.take", queueing_lock=f"{step.name}:{key}", queue="chain"
            ).defer(step=step.name, key=key)
    except AlreadyEnqueued:
        pass


def take_step(step: Step, key: int, *, now: datetime) -> bool:
    """
    Take a step for a row if it still waits for it; park the row where the step fails.

    :returns: whether the step was taken
    """
    row = step.due(now).filter(pk=key).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            result = step.act(row, now=now)
            enqueue_waiting([result, row], now)
            note_event(result, now)
    except step.done_already:
        return False
    except Exception as error:
        log.exception("step failed", step=step.name, key=key)
        park(step, key, error, now=now)
        return False
    ParkedRow.objects.filter(step=step.name, key=key).delete()
    return True


def park(step: Step, key: int, error: Exception, *, now: datetime) -> None:
    """Put a row aside with its error; it is tried again ever more seldom, and from the desk."""
    parked, new = ParkedRow.objects.get_or_create(
        step=step.name,
        key=key,
        defaults={"error": type(error).__name__, "first_at": now, "last_at": now},
    )
    ParkedRow.objects.filter(pk=parked.pk).update(
        error=type(error).__name__,
        message=str(error)[:500] if type(error).__module__.startswith("clust.") else "",
        tries=F("tries") if new else F("tries") + 1,
        last_at=now,
    )


def try_again(parked: ParkedRow, *, now: datetime) -> bool:
    """Take the step of a parked row now; says whether it went through."""
    return take_step(STEPS[parked.step], parked.key, now=now)


def resting(now: datetime) -> set[tuple[str, int]]:
    """Return the parked rows whose next try lies ahead: 2 s after the first, then ever later."""
    return {
        (row.step, row.key)
        for row in ParkedRow.objects.all()
        if row.last_at + min(LONGEST_WAIT, timedelta(seconds=2 ** min(row.tries, 12))) > now
    }


def wake_due(*, now: datetime, reach: timedelta = DAYS, most: int | None = AT_ONCE) -> int:
    """
    Ask the tables who waits and put them on the queue; returns how many waited.

    Rows of the last days, so that it can be asked all the time however long the history is.

    :param most: of each step, beside those that rest; None for all
    """
    aside = resting(now)
    waiting = 0
    for step in CHAIN:
        young = step.due(now).filter(**{f"{step.since}__gte": now - reach})
        rests = [key for name, key in aside if name == step.name]
        for key in young.exclude(pk__in=rests).values_list("pk", flat=True)[:most]:
            enqueue(step, key)
            waiting += 1
    if asking.waits(now=now):
        enqueue_collectors()
    return waiting


def walk(*, now: datetime) -> int:
    """Take every step that waits, until none does, in this process; returns how many were taken."""
    taken = 0
    while moved := asking.ask_all(now=now) + sum(
        take_step(step, key, now=now)
        for step in CHAIN
        for key in list(step.due(now).values_list("pk", flat=True))
    ):
        taken += moved
    return taken


def enqueue_collectors() -> None:
    """Put those who ask the provider on the queue, where they do not stand there."""
    for number in range(settings.COLLECTORS):
        try:
            with transaction.atomic():
                app.configure_task(
                    "clust.flow.collect", queueing_lock=f"collect:{number}", queue="chain"
                ).defer()
        except AlreadyEnqueued:
            continue


def tell(*, now: datetime, since: timedelta = RECENT) -> int:
    """Write the receipts that are owed for pledges and withdrawals of the last while."""
    return notices.tell_receipts(now=now, since=now - since)


def send(*, now: datetime, reach: timedelta = DAYS) -> int:
    """
    Send the notices of the last days that have not left; returns how many are done with.

    Each either leaves or is set to rest, so that the next look finds others.

    :raises PostFailed: if the mail server does not answer; nothing is lost
    """
    sent = 0
    while batch := _unsent(now, reach):
        sent += send_notices(batch, now=now)
    return sent


def show(*, now: datetime, since: timedelta = DAYS) -> int:
    """Bring the notices of the last days to screens; returns how many are settled or rest."""
    if not settings.VAPID_KEY:
        return 0
    owe_pushes(now=now, since=now - since)
    shown = 0
    while settled := send_pushes(now=now):
        shown += settled
    return shown


def _unsent(now: datetime, reach: timedelta) -> list[Notice]:
    young = Notice.objects.due_to_send(now).filter(at__gte=now - reach)
    return list(young.order_by("id")[:MAILS_AT_ONCE])


def _send_by_the_clock(reach: timedelta = DAYS) -> None:
    """Send, a few at a time: however long it takes, no mail on its way looks abandoned."""
    while batch := _unsent(timezone.now(), reach):
        send_notices(batch, now=timezone.now())


def tell_machines(*, now: datetime, since: timedelta = RECENT) -> None:
    """Write the events of the last while that are not written, and have what is due sent."""
    noting.note_events(since=now - since, now=now)
    for endpoint in hooking.due_endpoints(now):
        with suppress(AlreadyEnqueued):
            enqueue_events(endpoint)


def enqueue_events(endpoint: int) -> None:
    """Put an address on the queue; few are told at once, so that one that hangs holds nobody up."""
    with transaction.atomic():
        app.configure_task(
            "clust.flow.send_events",
            lock=f"events:{endpoint % LANES}",
            queueing_lock=f"events:{endpoint}",
            queue="events",
        ).defer(endpoint=endpoint)


@app.task(name="clust.flow.send_events", queue="events")
def send_events(endpoint: int) -> None:
    """Tell an address what is due to it, for a while."""
    hooking.send_due(endpoint=endpoint, clock=timezone.now, until=timezone.now() + ASKING)


@app.task(name="clust.flow.take", queue="chain")
def take(step: str, key: int) -> None:
    """Run one step for one row."""
    take_step(STEPS[step], key, now=timezone.now())


@app.task(name="clust.flow.collect", queue="chain")
def collect() -> None:
    """Ask the provider for a while, in many slots at once, for whatever waits."""
    asking.ask_many(clock=timezone.now, until=timezone.now() + ASKING)


@app.periodic(cron="* * * * *")
@app.task(name="clust.flow.look_after_cards", queue="chain", queueing_lock="look_after_cards")
def look_after_cards(timestamp: int) -> None:
    """Ask what became of cards nobody came back with; have removed ones forgotten."""
    cards.find_card_answers(now=timezone.now(), asked_before=timezone.now() - UNANSWERED)
    cards.forget_cards(now=timezone.now())


@app.task(name="clust.flow.deliver", queue="mail", queueing_lock="deliver")
def deliver() -> None:
    """Write the receipts owed and send what has not left."""
    tell(now=timezone.now())
    try:
        _send_by_the_clock()
    except PostFailed:
        log.warning("the mail server does not answer")


@app.task(name="clust.flow.bring_to_screens", queue="mail", queueing_lock="bring_to_screens")
def bring_to_screens() -> None:
    """Bring notices to screens for a while: services that hang must not keep mails waiting."""
    until = timezone.now() + LOOKING
    owe_pushes(now=timezone.now(), since=timezone.now() - DAYS)
    while timezone.now() < until and send_pushes(now=timezone.now()):
        continue


@app.periodic(cron="* * * * *")
@app.task(name="clust.flow.sweep", queue="chain", queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Under the queue: ask the tables, and give back the jobs of workers that were killed."""
    wake_due(now=timezone.now())
    enqueue_delivery()
    tell_machines(now=timezone.now(), since=DAYS)


@app.periodic(cron="*/2 * * * *")
@app.task(name="clust.flow.ask_register", queue="mail", queueing_lock="ask_register")
def ask_register(timestamp: int) -> None:
    """Look up the VAT numbers of companies that buy or bring buyers: never while a page waits."""
    seller = Seller.objects.first()
    if seller is None:
        return
    for company in Company.objects.due_to_check(timezone.now()).order_by("at")[:AT_ONCE]:
        try:
            look_up(company, asked_by=seller.vat_number, now=timezone.now())
        except RegisterSilent:
            log.info("the register of VAT numbers does not answer", company=company.pk)
    for tax in TaxData.objects.due_to_check(timezone.now()).order_by("at")[:AT_ONCE]:
        try:
            billing.look_up_partner(tax, asked_by=seller.vat_number, now=timezone.now())
        except RegisterSilent:
            log.info("the register of VAT numbers does not answer", partner=tax.partner_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="clust.flow.prove_domains", queue="mail", queueing_lock="prove_domains")
def prove_domains(timestamp: int) -> None:
    """Look for the records that prove whose a host name is."""
    until = timezone.now() + LOOKING
    for claim in DomainClaim.objects.due_to_prove(timezone.now())[:AT_ONCE]:
        if timezone.now() > until:
            break
        with suppress(ClaimEnded):
            try:
                prove_domain(claim, now=timezone.now())
            except NamesSilent:
                log.info("no name server answers", claim=claim.pk)


@app.periodic(cron="* * * * *")
@app.task(name="clust.flow.look_at_links", queue="mail", queueing_lock="look_at_links")
def look_at_links(timestamp: int) -> None:
    """See what the links of new wishes show: never while somebody waits for a page."""
    until = timezone.now() + LOOKING
    for wish in Wish.objects.due_to_look(timezone.now()).order_by("at", "id")[:AT_ONCE]:
        if timezone.now() > until:
            break
        look_at(wish, now=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="clust.flow.sweep_all", queue="mail", queueing_lock="sweep_all")
def sweep_all(timestamp: int) -> None:
    """
    Every night, however old: rows that wait, and receipts owed for the last month.

    Sessions that ran out go too, they hold the address somebody signed in with, and the names of
    who paid by transfer long ago.
    """
    wake_due(now=timezone.now(), reach=EVER, most=None)
    tell(now=timezone.now(), since=timedelta(days=31))
    _send_by_the_clock(reach=EVER)
    SessionStore.clear_expired()
    forget_payers(now=timezone.now())
    tell_machines(now=timezone.now(), since=timedelta(days=31))
    forget_answers(now=timezone.now())
    hooking.forget_events(now=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="clust.flow.reap", queue="chain", queueing_lock="reap")
async def reap(timestamp: int) -> None:
    """Give back the jobs of workers whose heart stopped, save those that are enqueued anew."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=8):
        with suppress(UniqueViolation):
            await app.job_manager.retry_job(job)


@app.periodic(cron="23 4 * * *")
@app.task(name="clust.flow.tidy", queue="chain", queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    """Every night: forget finished jobs of last week."""
    await app.job_manager.delete_old_jobs(nb_hours=7 * 24, include_failed=True)


def enqueue_delivery() -> None:
    """Put the delivery of notices on the queue, by mail and to screens, unless it stands there."""
    for task in (deliver, bring_to_screens) if settings.VAPID_KEY else (deliver,):
        try:
            with transaction.atomic():
                task.defer()
        except AlreadyEnqueued:
            continue
