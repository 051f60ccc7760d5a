"""
What came before the demo's clusts: wishes, those who back them, negotiation, projects.

Everything goes through the actions of the house, at past moments, once.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.db import transaction

from clust.people.models import Person
from clust.sourcing.actions.enquiring import answer_question, ask_about, send_enquiry
from clust.sourcing.actions.products import add_product
from clust.sourcing.actions.quoting import award_quote, offer_quote
from clust.sourcing.models import Enquiry, Invitee, Product, Supplier
from clust.storefronts.models import Storefront
from clust.wishes.actions.assigning import assign_rights, offer_rights
from clust.wishes.actions.backing import back_wish
from clust.wishes.actions.briefing import make_brief
from clust.wishes.actions.conversing import ask_question, post_update
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.actions.moderating import hide_wish
from clust.wishes.actions.posting import post_wish
from clust.wishes.actions.projecting import end_vote, propose_project, review_project, vote_for
from clust.wishes.actions.promising import add_milestone, end_milestone
from clust.wishes.models import Brief, Category, Project, Vote, Wish
from demo.cards import card_of
from demo.catalogue import FARIBOLE, LOUPIOTE, PATATRAS, Item
from demo.shop import crowd, invite_crowd, supplier_at
from demo.wishlist import (
    BIKE,
    BIKE_AGAIN,
    HIDDEN,
    IDEAS,
    LAMP,
    NIGHT_LIGHT,
    SHELVES,
    TO_REVIEW,
    WALL,
    WON,
    Idea,
    Wanted,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KEYS = UUID("5f0c8f6e-1f0b-4d5b-8f3f-2d6d0c0e9b11")
REGIONS = ("FR-69", "FR-69", "FR-44", "FR-38", "FR-75", "FR-13", "")
CARDS = 0.3


@transaction.atomic
def wish_together(
    storefront: Storefront, desk: Person, member: Person, lamp: Item, *, now: datetime
) -> None:
    """Fill the wall of wishes and negotiate from it, unless it was filled before."""
    if Wish.objects.filter(storefront=storefront).exists():
        return
    put_up_shelves()
    Tribe(storefront, desk, member, now).play(lamp)


def put_up_shelves() -> None:
    """Write the categories of the wall."""
    for position, (slug, fr, en) in enumerate(SHELVES):
        words = {"name_fr": fr, "name_en": en, "position": position}
        Category.objects.get_or_create(slug=slug, defaults=words)


class Tribe:
    """Those who wish, and the desk that negotiates for them."""

    def __init__(self, storefront: Storefront, desk: Person, member: Person, now: datetime) -> None:
        self.storefront, self.desk, self.member, self.now = storefront, desk, member, now
        self.random = Random("wishes")
        self.people = [*crowd(), *invite_crowd(20, now=now)]

    def play(self, lamp: Item) -> None:
        """Let it all happen."""
        wishes = {wanted: self.wish(wanted) for wanted in WALL}
        self.back_as_member(wishes[LAMP])
        self.moderate(wishes)
        self.negotiate_lamp(wishes[LAMP], lamp)
        self.ask_for_night_light(wishes[NIGHT_LIGHT])
        make_brief(
            title="Vélo cargo électrique", wishes=[wishes[BIKE]], person=self.desk, now=self.now
        )
        for idea in IDEAS:
            self.propose(idea)

    # Wishes

    def wish(self, wanted: Wanted) -> Wish:
        """Post a wish, and let others back it until now."""
        author, *others = self.random.sample(self.people, wanted.people)
        at = self.now - wanted.days * DAY
        wish = post_wish(
            storefront=self.storefront,
            person=author,
            title=wanted.title,
            words=wanted.words,
            category=Category.objects.get(slug=wanted.shelf),
            choices=wanted.choices,
            units=1,
            guess_gross_cents=wanted.guess,
            region=self.random.choice(REGIONS),
            language=wanted.language,
            key=uuid5(KEYS, wanted.title),
            now=at,
        )
        for person in others:
            self.back(wish, wanted, person, at + self.random.random() * (self.now - at - HOUR))
        return wish

    def back(self, wish: Wish, wanted: Wanted, person: Person, at: datetime) -> None:
        """Let somebody want it too; some name the most they pay, and some of these a card."""
        firm = self.random.random() < wanted.firm
        card = (
            card_of(person, self.random, now=at) if firm and self.random.random() < CARDS else None
        )
        choices = [None, *wish.choices.all()]
        back_wish(
            wish=wish,
            person=person,
            units=self.random.choice((1, 1, 1, 2)),
            choice=self.random.choice(choices),
            guess_gross_cents=None if firm else self.about(wanted.guess, 0.75, 1.15),
            limit_gross_cents=self.about(wanted.guess, 0.8, 1.25) if firm else None,
            limit_until=(self.now + self.random.randint(30, 200) * DAY).date() if firm else None,
            card=card,
            region=self.random.choice(REGIONS),
            key=uuid5(KEYS, f"{wanted.title} {person.pk}"),
            now=at,
        )

    def about(self, cents: int, low: float, high: float) -> int:
        """Return a price near another one, as people name it: in fives of euros or of tens."""
        step = 500 if cents < 20_000 else 5_000
        return max(step, round(cents * self.random.uniform(low, high) / step) * step)

    def back_as_member(self, wish: Wish) -> None:
        """Let the demo's member want the lamp, at most at a price and with a card."""
        at = self.now - 12 * DAY
        back_wish(
            wish=wish,
            person=self.member,
            units=1,
            limit_gross_cents=7_000,
            limit_until=(self.now + 90 * DAY).date(),
            card=card_of(self.member, Random(0), now=at),
            region="FR-69",
            key=uuid5(KEYS, "member"),
            now=at,
        )

    def moderate(self, wishes: dict[Wanted, Wish]) -> None:
        """Put a double together with the first, and hide what is no wish."""
        at = self.now - DAY
        merge_wishes(wish=wishes[BIKE_AGAIN], into=wishes[BIKE], person=self.desk, now=at)
        hide_wish(
            wish=wishes[HIDDEN],
            person=self.desk,
            reason="advertising",
            words="Ce n’est pas une envie mais une annonce.",
            now=at,
        )

    # Negotiation

    def enquire(self, brief: Brief, suppliers: list[Supplier], units: int, at: datetime) -> Enquiry:
        """Ask suppliers for offers within ten days."""
        return send_enquiry(
            brief=brief,
            title=brief.title,
            words=brief.specification,
            suppliers=suppliers,
            likely_units=units,
            answer_by=at + 10 * DAY,
            person=self.desk,
            now=at,
        )

    def negotiate_lamp(self, wish: Wish, lamp: Item) -> None:
        """Ask two workshops for the lamp; one offers, and the desk accepts."""
        product = Product.objects.get(reference=lamp.picture)
        at = self.now - 20 * DAY
        brief = make_brief(
            title="Lampe d’atelier articulée",
            specification="Deux bras, ressort, culot E14, pièces détachées dix ans.",
            wishes=[wish],
            person=self.desk,
            now=at,
        )
        enquiry = self.enquire(brief, [product.supplier, supplier_at(FARIBOLE)], 60, at)
        quote = offer_quote(
            product=product,
            person=None,
            enquiry=enquiry,
            rungs=lamp.cost,
            lead_days=lamp.lead_days,
            delivery_terms="DAP",
            samples="1 exemplaire, offert",
            now=at + 3 * DAY,
        )
        award_quote(
            quote, person=self.desk, reason="Réparable, et le meilleur prix", now=at + 11 * DAY
        )

    def ask_for_night_light(self, wish: Wish) -> None:
        """Ask for a night light: one workshop has offered, the demo's supplier may still."""
        at = self.now - 2 * DAY
        brief = make_brief(
            title="Veilleuse rechargeable",
            specification="Lumière chaude, dix heures d’autonomie, batterie remplaçable, 0-3 ans.",
            wishes=[wish],
            person=self.desk,
            now=at,
        )
        comptoir = supplier_at(PATATRAS)
        enquiry = self.enquire(brief, [supplier_at(LOUPIOTE), comptoir], 80, at)
        invitee = Invitee.objects.get(enquiry=enquiry, supplier=comptoir)
        question = ask_about(
            invitee=invitee, person=self.desk, words="Le bois est-il accepté ?", now=at + HOUR
        )
        answer_question(
            question=question,
            person=self.desk,
            words="Oui, s’il supporte une chute d’un mètre.",
            now=at + 2 * HOUR,
        )
        offer_quote(
            product=self.night_light(comptoir, at),
            person=None,
            enquiry=enquiry,
            rungs=[(1, 1_650), (50, 1_420), (100, 1_280)],
            case_size=10,
            lead_days=28,
            valid_until=(self.now + 60 * DAY).date(),
            now=at + 20 * HOUR,
        )

    def night_light(self, supplier: Supplier, at: datetime) -> Product:
        """Note what a workshop would make."""
        return add_product(
            supplier=supplier,
            now=at,
            reference="veilleuse-1",
            name_fr="Veilleuse Demi-Lune",
            name_en="Half-moon night light",
            weight_g=420,
        )

    # Projects

    def propose(self, idea: Idea) -> None:
        """Propose an idea, let the tribe vote, and go on from there."""
        creator, *voters = self.random.sample(self.people, 1 + round(idea.goal * idea.votes / 1.6))
        at = self.now - idea.ago * DAY
        project = propose_project(
            storefront=self.storefront,
            person=creator,
            title=idea.title,
            pitch=idea.pitch,
            guess_gross_cents=idea.price,
            royalty_cents=idea.royalty,
            goal_units=idea.goal,
            choices=idea.choices,
            category=Category.objects.get(slug=idea.shelf),
            key=uuid5(KEYS, idea.title),
            now=at,
        )
        if idea is TO_REVIEW:
            return
        review_project(
            project=project,
            person=self.desk,
            accepted=True,
            until=at + idea.lasts * DAY,
            now=at + HOUR,
        )
        self.vote(project.vote, voters, idea, at)
        if idea is WON:
            self.go_on(project, at + idea.lasts * DAY)

    def vote(self, vote: Vote, voters: list[Person], idea: Idea, at: datetime) -> None:
        """Let voters back the project until its share of the goal is reached."""
        lived = min(self.now, vote.until) - at - 2 * HOUR
        left = round(idea.goal * idea.votes)
        for voter in voters:
            units = min(left, self.random.choice((1, 1, 2, 3)))
            if units < 1:
                return
            left -= units
            vote_for(
                vote=vote,
                person=voter,
                units=units,
                key=uuid5(KEYS, f"{idea.title} {voter.pk}"),
                now=at + HOUR + self.random.random() * lived,
            )

    def go_on(self, project: Project, at: datetime) -> None:
        """Make a contract with the creator of a project that was won, and keep promises."""
        end_vote(project.vote, now=at)
        creator = project.wish.person
        offer = offer_rights(
            project=project, royalty_cents=project.royalty_cents, person=self.desk, now=at + DAY
        )
        assign_rights(offer=offer, person=creator, language="fr", now=at + 2 * DAY)
        kept = add_milestone(
            project=project,
            title="Un premier exemplaire à écouter",
            due_on=(at + 10 * DAY).date(),
            now=at + 2 * DAY,
        )
        end_milestone(milestone=kept, kept=True, words="Il sonne.", now=at + 9 * DAY)
        add_milestone(
            project=project,
            title="Trois ateliers répondent",
            due_on=(self.now + 12 * DAY).date(),
            now=at + 2 * DAY,
        )
        post_update(
            project=project,
            person=creator,
            words="Le premier carillon est monté devant l’atelier : venez l’écouter le samedi.",
            now=at + 9 * DAY,
        )
        ask_question(
            project=project,
            person=self.random.choice(self.people),
            words="Tient-il dehors l’hiver ?",
            key=uuid5(KEYS, "winter"),
            now=at + 10 * DAY,
        )
