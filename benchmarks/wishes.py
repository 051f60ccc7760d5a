"""Similar wishes while somebody types, beside one wish read by its key and shown the same way."""

from collections.abc import Iterator
from random import Random
from statistics import median
from urllib.parse import urlencode

from benchmarks import books, servers
from benchmarks.measure import Row, in_turn, row
from benchmarks.visitors import percentile, seconds_each
from clust.base.copying import copy_rows
from clust.storefronts.models import Storefront
from clust.wishes.models import Wish

WISHES = 200_000
ALONE_SECONDS, LOAD_SECONDS, VISITORS = 2.0, 4.0, 8
AT_MOST, P99_AT_MOST = 10.0, 10.0

THINGS = """bouilloire cafetière vélo trottinette casque enceinte théière lampe table chaise canapé
    tapis rideau couteau poêle casserole cocotte aspirateur perceuse scie tondeuse barbecue tente
    duvet chaussure veste manteau pull écharpe bonnet montre bracelet savon réveil radio ordinateur
    tablette clavier écran imprimante objectif trépied manette puzzle guitare piano violon batterie
    microphone jumelles boussole hamac gourde thermos plancha yaourtière sorbetière tajine mandoline
    bibliothèque étagère commode berceau poussette draisienne luge skis raquettes canoë"""
KINDS = """électrique inox rouge bleu vert noir blanc petit grand léger pliant solide réparable
    bambou bois verre céramique fonte aluminium recyclé français artisanal silencieux connecté
    solaire étanche portable ergonomique moderne professionnel familial double extensible réglable
    magnétique rechargeable"""
TYPED = """bouilloire|bouiloire electrik|velo|vél|theiere en fonte|casque rechargable|ord|lampe sol
    |cafetiere inox|poele fonte|tente legere|chaise pliante bois|reveil|yaourtiere|etagere bambou
    |guitar|montre connecte|table extensible en verre|sorbetière|poussette|aspirateur silencieu
    |jumelle|hamac|ski|raquettes rouges|thermos|bibliotheque|tajin|mandoline inox"""
SYLLABLES = [first + second for first in "bcdfglmnprstvz" for second in "aeiou"]
COLUMNS = "storefront_id person_id title words link language currency key at"


def similar_wishes() -> Row:
    """Similar ones among 200,000; at most ten times one read by its key, p99 within ten medians."""
    storefront = books.write_world().storefront
    storefront.domains.create(host=servers.HOST)
    write_wishes(storefront)
    keys = list(Wish.objects.order_by("key").values_list("pk", flat=True)[:30])
    with servers.pages() as url:
        ours = [
            f"{url}/wishes/similar/?{urlencode({'q': ' '.join(words.split())})}"
            for words in TYPED.split("|")
        ]
        reference = [f"{url}/reference/wishes/{key}/" for key in keys]
        value, beside = in_turn(lambda: alone(ours), lambda: alone(reference))
        loaded = seconds_each(ours, connections=VISITORS, seconds=LOAD_SECONDS)
    spread = percentile(loaded, 99) / median(loaded)
    return row(
        "similar_wishes",
        1000 * value,
        1000 * beside,
        AT_MOST,
        unit="ms",
        at_most=True,
        also=spread < P99_AT_MOST,
        note=f"{VISITORS} at once: {len(loaded) / LOAD_SECONDS:.0f}/s, p99 {spread:.1f} medians",
    )


def alone(urls: list[str]) -> float:
    """Return the seconds that an answer takes one visitor, in the middle."""
    return median(seconds_each(urls, connections=1, seconds=ALONE_SECONDS))


def write_wishes(storefront: Storefront) -> None:
    """Write wishes of many kinds, each backed by who posted it."""
    people = books.people()
    copy_rows(
        "wish",
        COLUMNS.split(),
        (
            (storefront.pk, people[n % len(people)], title, words, "", "fr", "EUR", key, books.NOW)
            for n, (title, words, key) in enumerate(_texts(WISHES))
        ),
    )
    books.run(
        "INSERT INTO backing (wish_id, person_id, units, region, key, open, alone, at)"
        " SELECT id, person_id, 1, '', gen_random_uuid(), true, false, at FROM wish"
    )
    for table in ("wish", "wish_word", "backing"):
        books.run(f"VACUUM ANALYZE {table}")


def _texts(number: int) -> Iterator[tuple[str, str, str]]:
    """Yield titles of two to eight words, words beside them, and keys; the same each time."""
    random, things, kinds = Random(4), THINGS.split(), KINDS.split()
    names = ["".join(random.choices(SYLLABLES, k=random.randint(2, 4))) for _ in range(20_000)]
    weights = [1 / (place + 5) for place in range(len(names))]
    for words in range(number):
        title = [random.choice(things), *random.sample(kinds, random.randint(1, 2))]
        if words % 2:
            title += ["de", random.choice(names).title()]
        if not words % 3:
            title += ["avec", random.choice(things)]
        key = f"{random.getrandbits(128):032x}"
        beside = " ".join(random.choices(names, weights, k=12))
        yield " ".join(title).capitalize(), beside, key


ENTRIES = (similar_wishes,)
