"""The home page of one of a thousand storefronts that list ten thousand clusts."""

import os

from benchmarks import books, servers
from benchmarks.measure import Row, in_turn, row
from benchmarks.wrk import requests_per_second
from clust.storefronts.models import Storefront
from tests.world import World

STOREFRONTS = int(os.environ.get("BENCH_STOREFRONTS", "1000"))
CLUSTS = int(os.environ.get("BENCH_CLUSTS", "10000"))

COPY_CLUSTS = """
WITH made AS (
    INSERT INTO campaign (
        award_id, product_id, storefront_id, terms_id, currency, opens_at, closes_at,
        closes_when_full, case_size, minimum_cases, delivery_on, below_cost_reason,
        asks_for_card, takes_transfers, ships_singles, opened_at
    )
    SELECT award_id, product_id, storefront_id, terms_id, currency, opens_at,
           closes_at + n * interval '1 minute', closes_when_full, case_size, minimum_cases,
           delivery_on, below_cost_reason, asks_for_card, takes_transfers, ships_singles, opened_at
    FROM campaign, generate_series(2, %s) AS n
    RETURNING id, opens_at, closes_at
), rungs AS (
    INSERT INTO rung (campaign_id, number, from_units, gross_cents)
    SELECT made.id, r.number, r.from_units, r.gross_cents
    FROM made, rung AS r WHERE r.campaign_id = %s
)
INSERT INTO gate (
    campaign_id, opens_at, closes_at, open, case_size, units, slack, rung, version, amendments
)
SELECT made.id, made.opens_at, made.closes_at, true, 1, 0, 1, 0, 0, 0 FROM made
"""
COPY_STOREFRONTS = """
INSERT INTO storefront (
    slug, name, language, currency, theme, seller_id, languages, welcome_fr, welcome_en,
    footer_fr, footer_en, logo, admission, mail_domains, catalogue, shares
)
SELECT 's' || n, 'Boutique ' || n, language, currency, theme, seller_id, languages, '', '',
       '', '', '', admission, '', 'all', false
FROM storefront, generate_series(2, %s) AS n
"""
LIST_ALL = """
INSERT INTO listing (campaign_id, storefront_id)
SELECT c.id, s.id FROM campaign AS c CROSS JOIN (
    SELECT id FROM storefront ORDER BY id LIMIT %s
) AS s ON CONFLICT DO NOTHING
"""
LIST_SOME = """
INSERT INTO listing (campaign_id, storefront_id)
SELECT c.id, s.id FROM campaign AS c JOIN storefront AS s ON c.id %% 100 = s.id %% 100
WHERE s.id >= (SELECT id FROM storefront ORDER BY id OFFSET %s LIMIT 1)
ON CONFLICT DO NOTHING
"""
LISTING_ALL = 20


def write_storefronts() -> World:
    """
    Write many storefronts and clusts; the one that is asked lists them all.

    Twenty storefronts list all ten thousand, each of the others every hundredth of them: three
    hundred thousand listings.
    """
    world = books.write_world()
    first = books.open_campaign(world, [(1, 60_000), (500, 55_000)])
    books.run(COPY_CLUSTS, CLUSTS, first.pk)
    books.run(COPY_STOREFRONTS, STOREFRONTS)
    books.run(LIST_ALL, LISTING_ALL)
    books.run(LIST_SOME, LISTING_ALL)
    asked = Storefront.objects.order_by("pk")[LISTING_ALL // 2]
    asked.domains.create(host=servers.HOST)
    books.run("ANALYZE")
    return world


def home_storefront() -> Row:
    """Anonymous GET of its home page beside an empty view with the same middleware."""
    write_storefronts()
    with servers.pages() as url:
        requests_per_second(f"{url}/")
        value, reference = in_turn(
            lambda: requests_per_second(f"{url}/"),
            lambda: requests_per_second(f"{url}/reference/empty/"),
        )
    return row("home_storefront", value, reference, 0.3, unit="/s")


ENTRIES = (home_storefront,)
