"""Three storefronts of the demo: the public one, a works council's, a club's; one price for all."""

import os
from datetime import datetime

from clust.campaigns.actions.listing import add_place, choose_catalogue
from clust.people.models import Person
from clust.storefronts.actions.admitting import change_door
from clust.storefronts.actions.dressing import change_colours, change_words
from clust.storefronts.actions.opening import open_storefront
from clust.storefronts.actions.providers import connect_provider, trust_provider
from clust.storefronts.models import Catalogue, Door, Storefront
from demo.accounts import CLUB_HOST, COUNCIL_HOST

PROVIDER_AT = "DEMO_OIDC"
COUNCIL, CLUB = "ce", "club"
BLUE = {"brand": "#1c7ed6", "on-brand": "#000000", "brand-text": "#0b5394", "paper": "#f5f8fc"}
GREEN = {"brand": "#2f9e44", "on-brand": "#000000", "brand-text": "#1b6b2c", "paper": "#f6faf4"}
BLUE_NIGHT = {"brand": "#74c0fc", "on-brand": "#000000", "brand-text": "#a5d8ff"}
GREEN_NIGHT = {"brand": "#8ce99a", "on-brand": "#000000", "brand-text": "#b2f2bb"}


def open_communities(shop: Storefront, council: Person, club: Person, *, now: datetime) -> None:
    """Open what is missing; what is there stays, and shows what has been opened since."""
    for owner, slug, host, name in (
        (council, COUNCIL, COUNCIL_HOST, "CSE Acme"),
        (club, CLUB, CLUB_HOST, "Club des trois pins"),
    ):
        if not Storefront.objects.filter(slug=slug).exists():
            _open(shop, owner, slug, host, name, now=now)
    for row in Storefront.objects.filter(slug__in=[COUNCIL, CLUB], catalogue=Catalogue.ALL):
        choose_catalogue(storefront=row, catalogue=Catalogue.ALL, now=now)
    _connect(Storefront.objects.get(slug=COUNCIL), now=now)


def _open(
    shop: Storefront, owner: Person, slug: str, host: str, name: str, *, now: datetime
) -> None:
    made = open_storefront(
        seller=shop.seller,
        name=name,
        slug=slug,
        host=host,
        owner=owner,
        portal=shop if slug == CLUB else None,
        by=None,
        now=now,
    )
    is_council = slug == COUNCIL
    day, night = (BLUE, BLUE_NIGHT) if is_council else (GREEN, GREEN_NIGHT)
    change_colours(storefront=made, light=day, dark=night, now=now)
    change_words(
        storefront=made,
        name=name,
        languages=["fr", "en"],
        welcome={
            "fr": f"Bienvenue chez {name} : ensemble, on paie moins.",
            "en": f"Welcome to {name}: together we pay less.",
        },
        footer={"fr": f"{name}, avec Clust.", "en": f"{name}, with Clust."},
        now=now,
    )
    add_place(
        storefront=made,
        name_fr="Bureau du CSE" if is_council else "Local du club",
        name_en="Works council office" if is_council else "Club house",
        place="12 rue de l’Exemple, 69003 Lyon",
        gross_cents=0,
        now=now,
    )


def _connect(council: Storefront, *, now: datetime) -> None:
    """Let the council's people sign in at the small provider beside the demo."""
    url = os.environ.get(PROVIDER_AT, "")
    if not url:
        return
    provider = connect_provider(
        storefront=council,
        label="Se connecter avec Acme",
        server_url=url,
        client_id="clust",
        secret="demo",
        now=now,
    )
    trust_provider(provider=provider, domains=["acme.example"], now=now)
    change_door(storefront=council, admission=Door.OIDC, mail_domains=["acme.example"], now=now)
