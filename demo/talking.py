"""What the demo's people say to each other: a question with its answer, reviews, a tribe."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from clust.campaigns.models import Campaign
from clust.people.actions import show_oneself
from clust.people.models import Person
from clust.storefronts.actions.sharing import share_with
from clust.storefronts.actions.tribes import found_tribe, join_tribe
from clust.storefronts.models import Sharing, Storefront, Tribe
from clust.supply.models import DeliveryLine
from clust.talk.actions.reviewing import review_product
from clust.talk.actions.saying import post_comment, reply_to, thank
from clust.talk.models import Comment
from clust.wishes.models import visible
from demo.shop import crowd

KEYS = UUID("0b5f3f5e-93a1-4c36-8a55-6a1f3f0c2a77")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("Colibri", "Grande Ourse", "Pois chiche", "Tournevis", "Marée basse", "Pixel")
ASKED = "Est-ce que les pièces de rechange se trouvent encore dans dix ans ?"
ANSWERED = (
    "Oui : le fabricant s’engage par écrit sur dix ans de pièces, et nous en gardons la liste."
    " Vous la trouverez dans la notice."
)
SAID = "Nous en avons un au local depuis l’an dernier : solide, et il se démonte avec un tournevis."
WISHED = "Idéalement avec un modèle d’occasion reconditionné, si quelqu’un en fabrique ?"
REVIEWS = (
    (5, "Reçu en quatre jours, bien emballé. Conforme aux photos, et le prix final m’a bien plu."),
    (4, "Très bien. J’enlève une étoile pour la notice, écrite vraiment petit."),
    (3, "Correct pour le prix. La couleur est un peu plus claire que sur l’écran."),
)
RULES = "On se prévient avant de commander en gros, et on laisse le palier propre."


@transaction.atomic
def talk_together(storefront: Storefront, desk: Person, member: Person, *, now: datetime) -> None:
    """Let people talk, review what they received and found a tribe, unless they did before."""
    if Comment.objects.filter(storefront=storefront).exists():
        return
    people = list(crowd().order_by("pk")[: len(NAMES)])
    if len(people) < len(NAMES):
        return
    for person, name in zip(people, NAMES, strict=True):
        show_oneself(person=person, name=name, now=now - 20 * DAY)
        share_with(storefront=storefront, person=person, what=Sharing.What.values, now=now)
    talk_of_clust(storefront, desk, people, now)
    talk_of_wish(storefront, people, now)
    review(storefront, now)
    gather(storefront, people, member, now)


def talk_of_clust(
    storefront: Storefront, desk: Person, people: list[Person], now: datetime
) -> None:
    """Ask about the clust that opened last; the desk answers, others thank."""
    live = Campaign.objects.filter(listings__storefront=storefront, gate__open=True)
    campaign = live.filter(opens_at__lte=now - 2 * HOUR).order_by("-opens_at").first()
    if campaign is None:
        return
    asked = post_comment(
        storefront=storefront,
        about=campaign,
        person=people[0],
        words=ASKED,
        is_question=True,
        key=uuid5(KEYS, ASKED),
        now=now - 2 * HOUR,
    )
    answer = reply_to(
        asked,
        person=desk,
        voice=Comment.Voice.DESK,
        words=ANSWERED,
        key=uuid5(KEYS, ANSWERED),
        now=now - HOUR,
    )
    said = post_comment(
        storefront=storefront,
        about=campaign,
        person=people[1],
        words=SAID,
        key=uuid5(KEYS, SAID),
        now=now - HOUR,
    )
    for person in people[2:]:
        thank(answer, person=person, now=now)
    thank(said, person=people[0], now=now)


def talk_of_wish(storefront: Storefront, people: list[Person], now: datetime) -> None:
    """Say something about the wish that was posted last."""
    wish = visible().filter(storefront=storefront, project=None).order_by("-at").first()
    if wish is None:
        return
    post_comment(
        storefront=storefront,
        about=wish,
        person=people[3],
        words=WISHED,
        key=uuid5(KEYS, WISHED),
        now=now - HOUR,
    )


def review(storefront: Storefront, now: datetime) -> None:
    """Let the first few who received something say how good it is."""
    lines = DeliveryLine.objects.filter(order__campaign__listings__storefront=storefront)
    rows = lines.select_related("order__campaign__product", "order__person").order_by("pk")
    for line, (stars, words) in zip(rows, REVIEWS, strict=False):
        review_product(
            storefront=storefront,
            product=line.order.campaign.product,
            person=line.order.person,
            stars=stars,
            words=words,
            key=uuid5(KEYS, words),
            now=now - 3 * HOUR,
        )


def gather(storefront: Storefront, people: list[Person], member: Person, now: datetime) -> None:
    """Found a tribe of neighbours that the demo's member belongs to."""
    tribe = found_tribe(
        storefront=storefront,
        person=people[0],
        name="Les voisins de la Croix-Rousse",
        words="Trois rues, une cour, un composteur, et beaucoup d’envies en commun.",
        rules=RULES,
        kind=Tribe.Kind.PLACE,
        is_open=True,
        now=now - 10 * DAY,
    )
    for person in [*people[1:4], member]:
        join_tribe(tribe=tribe, person=person, invited=False, now=now - 9 * DAY)
