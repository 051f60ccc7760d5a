"""The books, read only: balances of the accounts, entries, postings."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.campaigns.models import Clearing
from clust.ledger.models import Account, Entry, Posting
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:ledger"
DEBIT, CREDIT = Q(cents__gt=0), Q(cents__lt=0)
SIDES = Filter(
    "side",
    gettext_lazy("side"),
    [
        Answer("debit", gettext_lazy("debit"), lambda now: DEBIT),
        Answer("credit", gettext_lazy("credit"), lambda now: CREDIT),
    ],
)
ENTRIES = Listing(
    columns={
        gettext_lazy("Number"): lambda entry: entry.pk,
        gettext_lazy("Fact"): lambda entry: entry.key,
        gettext_lazy("Currency"): lambda entry: entry.currency,
        gettext_lazy("At"): lambda entry: entry.at,
    },
    search=("key",),
    number="pk",
    sorts={"number": ["pk"], "fact": ["key"], "at": ["at"]},
    order="-number",
)
POSTINGS = Listing(
    columns={
        gettext_lazy("Posting"): lambda posting: posting.pk,
        gettext_lazy("Fact"): lambda posting: posting.entry.key,
        gettext_lazy("At"): lambda posting: posting.entry.at,
        gettext_lazy("Account"): lambda posting: posting.account,
        gettext_lazy("Party"): lambda posting: posting.party,
        gettext_lazy("Amount, debit positive"): lambda posting: Cents(posting.cents),
        gettext_lazy("Currency"): lambda posting: posting.entry.currency,
    },
    search=("entry__key",),
    number="party",
    filters=[SIDES],
    links={"party": "party"},
    sorts={"number": ["pk"], "amount": ["cents"], "party": ["party"], "at": ["entry__at"]},
    order="-number",
)


@desk_page
def ledger(request: PersonRequest) -> HttpResponseBase:
    """Show the trial balance, and the entries below it."""
    zero = Coalesce(Sum("cents", filter=DEBIT), 0), Coalesce(Sum("cents", filter=CREDIT), 0)
    balances = (
        Posting.objects.values("account", currency=F("entry__currency"))
        .annotate(debit=zero[0], credit=zero[1], balance=Sum("cents"), postings=Count("pk"))
        .order_by("currency", "account")
    )
    told = [row | {"label": Account(row["account"]).label} for row in balances]
    return listed(
        request,
        ENTRIES,
        Entry.objects.all(),
        "desk/ledger.html",
        balances=told,
        total=sum(row["balance"] for row in told),
        section=SECTION,
    )


@desk_page
def account(request: PersonRequest, name: str) -> HttpResponseBase:
    """Show what was posted on an account."""
    if name not in Account.values:
        raise Http404
    rows = Posting.objects.filter(account=name).select_related("entry")
    balance = rows.aggregate(cents=Sum("cents"))["cents"] or 0
    return listed(
        request,
        POSTINGS,
        rows,
        "desk/account.html",
        account=Account(name),
        balance=balance,
        section=SECTION,
    )


@desk_page
def entry(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one movement with its lines, which sum to zero, and the fact that caused it."""
    found = get_object_or_404(Entry, pk=pk)
    rows = Posting.objects.filter(entry=found).select_related("entry")
    return listed(
        request,
        POSTINGS,
        rows,
        "desk/entry.html",
        entry=found,
        total=rows.aggregate(cents=Sum("cents"))["cents"] or 0,
        cause=_cause(found),
        section=SECTION,
    )


def _cause(entry: Entry) -> dict[str, object]:
    """Return the number of the purchase order or of the campaign that an entry is about."""
    fact, _colon, number = entry.key.partition(":")
    if not number.isdecimal():
        return {}
    if fact == "purchase_order":
        return {"purchase_order": int(number)}
    clearing = Clearing.objects.filter(pk=number).select_related("closing").first()
    return {"campaign": clearing.closing.campaign_id} if fact == "orders" and clearing else {}
