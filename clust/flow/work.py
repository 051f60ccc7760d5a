"""What a worker calls: the tasks of the queue, and those of the clock."""

from contextlib import suppress
from datetime import timedelta

import structlog
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation

from clust.banking.actions.matching import forget_payers
from clust.commissions.actions import billing
from clust.flow.chain import STEPS
from clust.flow.engine import AT_ONCE, take_step, wake_due
from clust.flow.post import send_by_the_clock, tell, tell_machines
from clust.flow.queue import enqueue_delivery
from clust.flow.reach import DAYS, EVER
from clust.gatherings.actions.leaving import forget_old_photos
from clust.hooks.actions import sending as hooking
from clust.invoicing.actions.companies import look_up
from clust.invoicing.models import Company
from clust.invoicing.register import RegisterSilent
from clust.keys.actions import forget_answers
from clust.notices.actions.bouncing import forget_bounces
from clust.notices.pushing import owe_pushes, send_pushes
from clust.notices.sending import PostFailed
from clust.partners.models import TaxData
from clust.payments import asking, cards
from clust.storefronts.actions.domains import ClaimEnded, prove_domain
from clust.storefronts.actions.roll import forget_former
from clust.storefronts.models import DomainClaim, Seller
from clust.storefronts.records import NamesSilent
from clust.wishes.actions.looking import look_at
from clust.wishes.models import Wish

log = structlog.get_logger()

ASKING = timedelta(seconds=30)
UNANSWERED = timedelta(minutes=1)
LOOKING = timedelta(seconds=50)
MONTH = timedelta(days=31)


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
        send_by_the_clock()
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
    who paid by transfer or left a community's staff long ago.
    """
    wake_due(now=timezone.now(), reach=EVER, most=None)
    tell(now=timezone.now(), since=MONTH)
    send_by_the_clock(reach=EVER)
    SessionStore.clear_expired()
    forget_payers(now=timezone.now())
    forget_former(now=timezone.now())
    forget_old_photos(now=timezone.now())
    forget_bounces()
    tell_machines(now=timezone.now(), since=MONTH)
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
