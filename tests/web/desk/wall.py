"""Wishes as the desk finds them."""

from datetime import timedelta
from uuid import uuid4

from clust.wishes.actions.moderating import appeal, hide_wish, report_wish
from clust.wishes.actions.shelving import add_category as put_up
from clust.wishes.models import Appeal, Category, Report, Wish
from tests.wishes.wall import back, post
from tests.world import DAY, World, make_person


def add_wish(world: World, number: int) -> Wish:
    """Write a wish that somebody else backs with a limit."""
    wish = post(world, f"Objet {number}", category=add_category(world, number))
    back(wish, units=3, limit_gross_cents=8000, limit_until=(DAY + timedelta(days=30)).date())
    return wish


def add_category(world: World, number: int) -> Category:
    """Put up a shelf."""
    name = f"{number}-{uuid4().hex[:6]}"
    return put_up(slug=f"r-{name}", name_fr=f"Rayon {name}", name_en=f"Shelf {name}", now=DAY)


def add_report(world: World, number: int) -> Report:
    """Say that a wish should not stay."""
    wish = post(world, f"Réclame {number}")
    return report_wish(wish=wish, reason="advertising", words="Boutique", key=uuid4(), now=DAY)


def add_appeal(world: World, number: int) -> Appeal:
    """Hide a wish whose author does not agree."""
    wish = add_report(world, number).wish
    hiding = hide_wish(
        wish=wish, person=make_person(), reason="advertising", words="Une boutique.", now=DAY
    )
    return appeal(hiding=hiding, person=wish.person, words="Ma cuisine.", now=DAY)
