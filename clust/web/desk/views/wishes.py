"""Wishes at the desk: list, page, who backs one, and merging two."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base.sheets import Cents
from clust.web.desk.pages import sent, with_form
from clust.web.desk.wish_forms import MergeForm, ShelfForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.crowds import Crowd, draw
from clust.web.parts.lists import Answer, Filter, Listing, listed, number_in
from clust.web.parts.progress import progress_of, with_progress
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.models import Backing, Hiding, Report, Wish
from clust.wishes.readings import with_sums
from clust.wishes.search import similar

MOST_ALIKE = 8
SECTION = "desk:wishes"
WISHES = Listing(
    columns={
        gettext_lazy("Number"): lambda wish: wish.pk,
        gettext_lazy("Title"): lambda wish: wish.title,
        gettext_lazy("Category"): lambda wish: wish.category.name if wish.category else "",
        gettext_lazy("Storefront"): lambda wish: wish.storefront.name,
        gettext_lazy("Language"): lambda wish: wish.language,
        gettext_lazy("People"): lambda wish: wish.people,
        gettext_lazy("Units"): lambda wish: wish.units,
        gettext_lazy("Limits"): lambda wish: wish.limits,
        gettext_lazy("Step"): lambda wish: progress_of(wish).label,
        gettext_lazy("Posted"): lambda wish: wish.at,
        gettext_lazy("Link"): lambda wish: wish.link,
    },
    search=("title", "words"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("shown", gettext_lazy("shown"), lambda now: Q(is_hidden=False, merge=None)),
                Answer(
                    "reported", gettext_lazy("reported, to judge"), lambda now: Q(is_reported=True)
                ),
                Answer("hidden", gettext_lazy("hidden"), lambda now: Q(is_hidden=True)),
                Answer("merged", gettext_lazy("merged"), lambda now: Q(merge__isnull=False)),
            ],
        ),
        Filter(
            "step",
            gettext_lazy("step"),
            [
                Answer(
                    "free",
                    gettext_lazy("not negotiated yet"),
                    lambda now: Q(in_brief=False, merge=None, is_hidden=False),
                ),
                Answer(
                    "negotiating",
                    gettext_lazy("in negotiation"),
                    lambda now: Q(in_brief=True, has_offers=False),
                ),
                Answer(
                    "offers",
                    gettext_lazy("with offers"),
                    lambda now: Q(has_offers=True, clust=None),
                ),
                Answer("open", gettext_lazy("became a clust"), lambda now: Q(clust__isnull=False)),
            ],
        ),
        Filter(
            "language",
            gettext_lazy("language"),
            [
                Answer("fr", gettext_lazy("French"), lambda now: Q(language="fr")),
                Answer("en", gettext_lazy("English"), lambda now: Q(language="en")),
            ],
        ),
    ],
    links={"category": "category", "storefront": "storefront"},
    sorts={
        "title": ["title"],
        "people": ["people"],
        "units": ["units"],
        "limits": ["limits"],
        "posted": ["at"],
    },
    order="-people",
)
BACKINGS = Listing(
    columns={
        gettext_lazy("Number"): lambda backing: backing.pk,
        gettext_lazy("Person"): lambda backing: backing.person_id,
        gettext_lazy("Units"): lambda backing: backing.units,
        gettext_lazy("Choice"): lambda backing: backing.choice.name if backing.choice else "",
        gettext_lazy("At about"): lambda backing: Cents(backing.guess_gross_cents or 0),
        gettext_lazy("Limit"): lambda backing: Cents(backing.limit_gross_cents or 0),
        gettext_lazy("Until"): lambda backing: backing.limit_until,
        gettext_lazy("With a card"): lambda backing: backing.card_id is not None,
        gettext_lazy("Region"): lambda backing: backing.region,
        gettext_lazy("Since"): lambda backing: backing.at,
    },
    order="-since",
    number="pk",
    search=("region", "choice__name"),
    filters=[
        Filter(
            "firm",
            gettext_lazy("how firm"),
            [
                Answer(
                    "limit",
                    gettext_lazy("with a limit"),
                    lambda now: Q(limit_until__gte=now.date()),
                ),
                Answer(
                    "card",
                    gettext_lazy("with a card"),
                    lambda now: Q(limit_until__gte=now.date(), card__isnull=False),
                ),
                Answer(
                    "wish",
                    gettext_lazy("without a limit"),
                    lambda now: Q(limit_until=None) | Q(limit_until__lt=now.date()),
                ),
            ],
        )
    ],
    sorts={
        "units": ["units"],
        "guess": ["guess_gross_cents"],
        "limit": ["limit_gross_cents"],
        "until": ["limit_until"],
        "since": ["at"],
    },
)


def rows() -> QuerySet[Wish]:
    """Return wishes with all that the desk's list says of them."""
    now = timezone.now()
    found = with_progress(with_sums(Wish.objects.all(), now), now)
    return found.select_related("category", "storefront", "merge").annotate(
        is_hidden=Exists(Hiding.objects.in_force().filter(wish=OuterRef("pk"))),
        is_reported=Exists(Report.objects.due_to_judge().filter(wish=OuterRef("pk"))),
    )


@desk_page
def wishes(request: PersonRequest) -> HttpResponseBase:
    """Show what people want."""
    return listed(
        request, WISHES, rows().filter(project=None), "desk/wishes/wishes.html", section=SECTION
    )


@desk_page
def wish(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one wish: who wants it, what was reported, and what can be done with it."""
    found: Any = get_object_or_404(rows().select_related("look"), pk=pk)
    return with_form(
        request,
        "desk/wishes/wish.html",
        ShelfForm(initial={"category": found.category_id}),
        wish=found,
        is_project=hasattr(found, "project"),
        progress=progress_of(found),
        dots=draw(Crowd(found.people, found.limits)),
        choices=found.choices.all(),
        pictures=found.pictures.all(),
        reports=found.reports.order_by("-seen_at", "-pk")[:20],
        hidings=found.hidings.select_related("person__identity", "appeal__ruling").order_by("-pk"),
        merged=found.merged.select_related("wish", "person__identity").order_by("-pk"),
        section=SECTION,
    )


@desk_page
def backings(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show who wants a wish, by number."""
    found = get_object_or_404(Wish, pk=pk)
    mine = Backing.objects.standing().filter(wish=found).select_related("choice")
    return listed(request, BACKINGS, mine, "desk/wishes/backings.html", wish=found, section=SECTION)


@desk_page
def merge(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Merge a wish into another: look for it, see what is carried over, say yes."""
    found: Any = get_object_or_404(rows().filter(merge=None, project=None), pk=pk)
    told = sent(request) or request.GET
    into: Any = _other(found, str(told.get("into"))) if told.get("into") else None
    form = MergeForm(sent(request), initial={"into": into.pk if into else None})
    if into and form.is_valid() and _merged(request, form, found, into):
        return redirect("desk:wish", into.pk)
    return with_form(
        request,
        "desk/wishes/merge.html",
        form,
        wish=found,
        into=into,
        preview=_preview(found, into) if into else None,
        alike=[] if into else _alike(found, request.GET.get("q", "")),
        words=request.GET.get("q", ""),
        section=SECTION,
    )


def _other(found: Wish, number: str) -> Wish:
    others = (
        rows().filter(merge=None, project=None, storefront=found.storefront).exclude(pk=found.pk)
    )
    into = others.filter(pk=number_in(number)).first()
    if into is None:
        raise Http404
    return into


def _merged(request: PersonRequest, form: MergeForm, found: Wish, into: Wish) -> bool:
    made = form.attempt(
        flow.act, merge_wishes, wish=found, into=into, person=request.user, now=timezone.now()
    )
    if made:
        messages.success(request, _("Merged. Its backings and its old address lead here now."))
    return bool(made)


def _preview(found: Wish, into: Any) -> dict[str, int]:
    """Return how many people are carried over, and how many back both already."""
    theirs = Backing.objects.standing().filter(wish=into).values("person")
    mine = Backing.objects.standing().filter(wish=found)
    both = mine.filter(person__in=theirs).count()
    carried = mine.count() - both
    return {"carried": carried, "both": both, "after": into.people + carried}


def _alike(found: Wish, words: str) -> list[Wish]:
    words = words.replace("\x00", "").strip() or found.title
    if words.lstrip("#").isdecimal() and len(words) < 19:
        numbers = [int(words.lstrip("#"))]
    else:
        alike = similar(
            words, storefront=found.storefront, language=found.language, limit=MOST_ALIKE + 1
        )
        numbers = [one.pk for one in alike]
    others = rows().filter(pk__in=numbers, storefront=found.storefront, merge=None, project=None)
    return sorted(others.exclude(pk=found.pk), key=lambda one: numbers.index(one.pk))
