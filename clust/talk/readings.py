"""The conversation as its readers see it: threads with replies, thanks, names, stars."""

from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from clust.people.models import Person, Profile
from clust.sourcing.models import Product
from clust.storefronts.models import Sharing, Storefront
from clust.talk.actions.saying import Subject, name_of
from clust.talk.models import Comment, Review, TalkHiding, Thanks, hidden
from clust.wishes.models import Wish

SORTS = {
    "new": ("-at", "-id"),
    "old": ("at", "id"),
    "thanked": ("-thanked", "-at", "-id"),
}


def shown_profiles(storefront: Storefront) -> QuerySet[Profile]:
    """Return the members' pages that the people of a storefront may see."""
    pages = Sharing.objects.filter(
        person=OuterRef("person"), storefront=storefront, what=Sharing.What.PAGE
    )
    return Profile.objects.filter(Exists(pages), ~hidden("profile")).exclude(name="")


def readable(storefront: Storefront) -> QuerySet[Comment]:
    """Return what may be read at a storefront: what neither the desk hid nor its author took."""
    return Comment.objects.of(storefront).standing().filter(~hidden("comment"))


def threads_about(about: Subject, storefront: Storefront) -> QuerySet[Comment]:
    """
    Return the threads about something: those that may be read, and those taken back that others
    have answered. What was said about a wish goes on with what it was merged into.
    """
    of = Q(**{name_of(about): about})
    if isinstance(about, Wish):
        of |= Q(wish__merge__into=about)
    replies = readable(storefront).filter(parent=OuterRef("pk"))
    return (
        Comment.objects.of(storefront)
        .threads()
        .filter(of, ~hidden("comment"))
        .filter(Q(taking_back=None) | Exists(replies))
    )


def searched(threads: QuerySet[Comment], words: str) -> QuerySet[Comment]:
    """Return the threads in which all words occur, in a comment or its replies."""
    for word in words.split()[:8]:
        inside = Comment.objects.standing().filter(
            ~hidden("comment"), parent=OuterRef("pk"), words__icontains=word
        )
        own = Q(words__icontains=word, taking_back=None)
        threads = threads.filter(own | Exists(inside))
    return threads


def dressed(
    comments: QuerySet[Comment], storefront: Storefront, reader: Person | None
) -> QuerySet[Comment]:
    """
    Add what stands beside a comment: `thanked` (how many), `thanks_mine`, and, for readers who are
    signed in, its author's chosen `author_name` and `author_page`, both empty where not shown.
    """
    thanks = Thanks.objects.filter(comment=OuterRef("pk"))
    count = thanks.order_by().values("comment").annotate(n=Count("*")).values("n")
    profile = shown_profiles(storefront).filter(person=OuterRef("person"))
    signed_in = profile if reader else profile.none()
    return comments.select_related("photo", "taking_back", "review").annotate(
        thanked=Coalesce(Subquery(count, output_field=IntegerField()), 0),
        thanks_mine=Exists(thanks.filter(person=reader)) if reader else Value(False),
        author_name=Subquery(signed_in.values("name")[:1]),
        author_page=Subquery(signed_in.values("pk")[:1]),
    )


def with_replies(
    threads: QuerySet[Comment], storefront: Storefront, reader: Person | None
) -> QuerySet[Comment]:
    """Return threads as they are read, each with its replies in `shown`, in two queries."""
    replies = dressed(readable(storefront), storefront, reader).order_by("at", "id")
    return dressed(threads, storefront, reader).prefetch_related(
        Prefetch("replies", replies, to_attr="shown")
    )


def stars_of(product: Product, storefront: Storefront) -> dict[str, Any]:
    """Return how many `reviews` of a product stand at a storefront, and their `mean` of stars."""
    rows = Review.objects.filter(product=product, comment__in=readable(storefront))
    return rows.aggregate(reviews=Count("pk"), mean=Avg(F("stars")))


def hiding_of(**thing: Any) -> TalkHiding | None:
    """Return why a thing is hidden, None where it is not; it is named by its kind: `tribe=7`."""
    rows = TalkHiding.objects.in_force().filter(**thing)
    return rows.select_related("appeal__ruling").order_by("-pk").first()
