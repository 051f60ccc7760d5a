"""Joins: through `place_pledge` with all that it writes, beside pgbench's bare claim-and-insert."""

from random import Random

from benchmarks import books, pgbench
from benchmarks.books import NOW, run
from benchmarks.measure import Row, in_turn, row
from benchmarks.processes import Prepare, Work, per_second
from clust.campaigns.actions.pledging import Full, place_pledge
from clust.campaigns.models import Campaign
from clust.people.models import Person
from tests.world import World

SECONDS = 4.0
WAITING = 100_000
CROWD = 2_000
MANY = 1_000
MILLION = 1_000_000

# Tables of the same shape with the same keys, for the bare statement.
BARE = """
    CREATE SCHEMA bare;
    CREATE TABLE bare.gate (LIKE gate INCLUDING ALL);
    CREATE TABLE bare.pledge (LIKE pledge INCLUDING ALL);
    ALTER TABLE bare.pledge ADD FOREIGN KEY (person_id) REFERENCES person,
                            ADD FOREIGN KEY (address_id) REFERENCES address;
    INSERT INTO bare.gate SELECT * FROM gate;
    ANALYZE bare.gate;
"""

_BARE_JOIN = """
\\set who random({first}, {last})
\\set campaign random({lowest}, {highest})
WITH gate AS (
    UPDATE bare.gate SET units = units + 1, version = version + 1
    WHERE campaign_id = :campaign AND open AND now() < closes_at
      AND (room IS NULL OR units + 1 <= room)
    RETURNING campaign_id
)
INSERT INTO bare.pledge (
    campaign_id, person_id, variant_id, delivery_option_id, address_id, units, up_to, fewer,
    maximum_gross_cents, shown_gross_cents, surcharge_gross_cents, key, at
)
SELECT campaign_id, :who, {variant}, {option}, NULL, 1, 1, false, 60000, 60000, 0,
       gen_random_uuid(), now()
FROM gate;
"""


def joins(world: World, campaigns: list[Campaign], numbers: list[int]) -> Prepare:
    """Return work: somebody joins one of the campaigns at the price shown."""
    variants = [campaign.product.variants.all()[0] for campaign in campaigns]
    shown = [campaign.ladder.opening_price for campaign in campaigns]

    def prepare(number: int) -> Work:
        random = Random(number)
        crowd = [Person(pk=who) for who in random.sample(numbers, min(CROWD, len(numbers)))]

        def join() -> None:
            at = random.randrange(len(campaigns))
            place_pledge(
                campaign=campaigns[at],
                person=random.choice(crowd),
                variant=variants[at],
                units=1,
                delivery_option=world.pickup,
                shown_cents=shown[at],
                now=NOW,
            )

        return join

    return prepare


def bare_join(world: World, campaigns: list[Campaign], numbers: list[int]) -> str:
    """Make the bare tables and return pgbench's script."""
    run(BARE)
    return _BARE_JOIN.format(
        first=numbers[0],
        last=numbers[-1],
        lowest=campaigns[0].pk,
        highest=campaigns[-1].pk,
        variant=campaigns[0].product.variants.all()[0].pk,
        option=world.pickup.pk,
    )


def hot_campaign(world: World) -> Campaign:
    """Open a ladder of 500 rungs with 100,000 pledges waiting, spread over all of them."""
    campaign = books.open_campaign(world, books.long_ladder(400))
    books.fill(world, campaign, WAITING, f"60000 - 100 * (1 + mod(n, {books.RUNGS - 1}))")
    return campaign


def join_hot() -> Row:
    """One hot campaign, 16 processes of one connection each."""
    world = books.write_world()
    campaign, numbers = hot_campaign(world), books.people()
    script = bare_join(world, [campaign], numbers)
    prepare = joins(world, [campaign], numbers)
    value, reference = in_turn(
        lambda: per_second(prepare, seconds=SECONDS),
        lambda: pgbench.per_second(script, seconds=SECONDS),
    )
    books.check(campaign)
    return row("join_hot", value, reference, 0.6, unit="/s", note=_steps(campaign))


def join_hot_batched() -> Row:
    """The same, 2 processes of 32 threads each: those that come together are claimed together."""
    world = books.write_world()
    campaign, numbers = hot_campaign(world), books.people()
    script = bare_join(world, [campaign], numbers)
    prepare = joins(world, [campaign], numbers)
    value, reference = in_turn(
        lambda: per_second(prepare, processes=2, threads=32, seconds=SECONDS),
        lambda: pgbench.per_second(script, seconds=SECONDS),
    )
    books.check(campaign)
    return row("join_hot_batched", value, reference, 1.5, unit="/s", note=_steps(campaign))


def _steps(campaign: Campaign) -> str:
    return f"the price fell {campaign.price_steps.count()} times meanwhile"


def join_many_campaigns() -> Row:
    """Joins spread over 1,000 campaigns."""
    world = books.write_world()
    campaigns = [books.open_campaign(world, books.long_ladder(5, 10)) for _ in range(MANY)]
    numbers = books.people()
    script = bare_join(world, campaigns, numbers)
    prepare = joins(world, campaigns, numbers)
    value, reference = in_turn(
        lambda: per_second(prepare, seconds=SECONDS),
        lambda: pgbench.per_second(script, seconds=SECONDS),
    )
    for campaign in campaigns[::50]:
        books.check(campaign)
    return row("join_many_campaigns", value, reference, 0.2, unit="/s")


def join_million_waiting() -> Row:
    """A campaign that holds a million pledges beside one that holds a thousand."""
    world = books.write_world()
    large, small = (books.open_campaign(world, books.long_ladder(4_000)) for _ in range(2))
    numbers = books.people()
    maximum = f"60000 - 100 * (1 + mod(n, {books.RUNGS - 1}))"
    books.fill(world, small, 1_000, maximum)
    books.fill(world, large, MILLION, maximum)
    value, reference = in_turn(
        lambda: per_second(joins(world, [large], numbers), seconds=SECONDS),
        lambda: per_second(joins(world, [small], numbers), seconds=SECONDS),
    )
    books.check(large)
    return row("join_million_waiting", value, reference, 0.9, unit="/s")


def refuse_full() -> Row:
    """Refusals of a full campaign beside joins of one that is not."""
    world = books.write_world()
    ladder = books.long_ladder(400)
    full, free = books.open_campaign(world, ladder, cap=1_000), hot_campaign(world)
    books.fill(world, full, 1_000, "60000")
    numbers = books.people()
    before = _gate_row(full)
    value, reference = in_turn(
        lambda: per_second(refusals(joins(world, [full], numbers)), seconds=SECONDS),
        lambda: per_second(joins(world, [free], numbers), seconds=SECONDS),
    )
    untouched = before == _gate_row(full)
    books.check(full)
    return row(
        "refuse_full",
        value,
        reference,
        1.5,
        unit="/s",
        also=untouched,
        note="no row lock taken" if untouched else "the gate's row was locked",
    )


def refusals(prepare: Prepare) -> Prepare:
    """Return work that must be refused for want of places."""

    def prepare_refused(number: int) -> Work:
        join = prepare(number)

        def refused() -> None:
            try:
                join()
            except Full:
                return
            raise AssertionError("a pledge beyond the cap was placed")

        return refused

    return prepare_refused


def _gate_row(campaign: Campaign) -> tuple[object, ...]:
    """Return where the row is and who last changed or locked it."""
    return books.rows(
        "SELECT ctid::text, xmin::text, xmax::text FROM gate WHERE campaign_id = %s", campaign.pk
    )[0]


ENTRIES = [join_hot, join_hot_batched, join_many_campaigns, join_million_waiting, refuse_full]
