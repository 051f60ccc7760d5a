"""The books, read only: balances, postings, movements, whose the money is, who owes, exports."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents, sheet
from clust.campaigns.models import Campaign
from clust.ledger.exports import fec as fec_of
from clust.ledger.exports import fec_name, journal_rows
from clust.ledger.models import Account, Entry, Posting
from clust.ledger.readings import CALENDAR, Movement, aged, trial_balance, whose_money
from clust.sourcing.models import Supplier
from clust.storefronts.models import Seller
from clust.web.desk.causes import cause_of
from clust.web.desk.margins import Actual, actual_margins
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, csv_file, listed

SECTION = "desk:ledger"
SHOWN = 500
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
        gettext_lazy("Country and rate"): lambda posting: posting.detail,
        gettext_lazy("Party"): lambda posting: posting.party,
        gettext_lazy("Amount, debit positive"): lambda posting: Cents(posting.cents),
        gettext_lazy("Currency"): lambda posting: posting.entry.currency,
    },
    search=("entry__key",),
    number="party",
    filters=[SIDES],
    links={"party": "party"},
    keeps=("from", "to", "detail"),
    sorts={"number": ["pk"], "amount": ["cents"], "party": ["party"], "at": ["entry__at"]},
    order="-number",
)
MARGINS = Listing(
    columns={
        gettext_lazy("Clust"): lambda campaign: campaign.pk,
        gettext_lazy("Product"): lambda campaign: campaign.product.name,
    },
    search=("product__name_fr", "product__name_en"),
    number="pk",
    sorts={"number": ["pk"], "closes": ["closes_at"]},
    order="-number",
)


# Balances


@desk_page
def ledger(request: PersonRequest) -> HttpResponseBase:
    """Show the trial balance over some months, of all accounts or one."""
    if words := request.GET.get("q"):
        return redirect(f"{reverse('desk:entries')}?{urlencode({'q': words})}")
    first, last = months(request)
    balances = trial_balance(first or date.min, last or date.max)
    if (wanted := request.GET.get("account")) in Account.values:
        balances = [row for row in balances if row.account == wanted]
    if request.GET.get("export") == "csv":
        return csv_file(sheet(_headings(), map(_cells, balances)), _("trial-balance"))
    return render(
        request,
        "desk/ledger.html",
        {
            "balances": balances,
            "totals": _totals(balances),
            "accounts": Account.choices,
            "total": sum(row.after for row in trial_balance()),
            "period": period(first, last),
            "section": SECTION,
        },
    )


def _headings() -> list[object]:
    return [
        _("Account"),
        _("Label"),
        _("Country and rate"),
        _("Currency"),
        _("Before"),
        _("Debit"),
        _("Credit"),
        _("Balance"),
    ]


def _cells(row: Movement) -> list[object]:
    amounts = (row.before, row.debit, row.credit, row.after)
    return [row.account, row.label, row.detail, row.currency, *map(Cents, amounts)]


def _totals(balances: list[Movement]) -> list[dict[str, object]]:
    """Return the sums below the columns, a line for each currency."""
    return [
        {
            "currency": currency,
            "before": sum(row.before for row in rows),
            "debit": sum(row.debit for row in rows),
            "credit": sum(row.credit for row in rows),
            "after": sum(row.after for row in rows),
        }
        for currency in sorted({row.currency for row in balances})
        if (rows := [row for row in balances if row.currency == currency])
    ]


def months(request: HttpRequest) -> tuple[date | None, date | None]:
    """Return the first day of the first and of the last month asked for, None where open."""
    return _month(request.GET.get("from", "")), _month(request.GET.get("to", ""))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01") if text else None
    except ValueError:
        return None


def period(first: date | None, last: date | None) -> dict[str, str]:
    """Return the months asked for as the address has them."""
    return {name: f"{month:%Y-%m}" for name, month in (("from", first), ("to", last)) if month}


def within(first: date | None, last: date | None) -> Q:
    """Ask for postings of the months from the first to the last, of Paris."""
    asked = Q()
    if first:
        asked &= Q(entry__at__gte=_midnight(first))
    if last:
        asked &= Q(entry__at__lt=_midnight((last + timedelta(days=32)).replace(day=1)))
    return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CALENDAR)


@desk_page
def account(request: PersonRequest, name: str) -> HttpResponseBase:
    """Show what was posted on an account, in all months or some."""
    if name not in Account.values:
        raise Http404
    first, last = months(request)
    rows = Posting.objects.filter(within(first, last), account=name).select_related("entry")
    if detail := request.GET.get("detail"):
        rows = rows.filter(detail=detail)
    standing = [row for row in trial_balance() if row.account == name]
    if detail:
        standing = [row for row in standing if row.detail == detail]
    return listed(
        request,
        POSTINGS,
        rows,
        "desk/account.html",
        account=Account(name),
        balance=sum(row.after for row in standing),
        balances=standing,
        period=period(first, last),
        detail=detail or "",
        section=SECTION,
    )


# Movements


@desk_page
def entries(request: PersonRequest) -> HttpResponseBase:
    """Show the movements, the last first."""
    return listed(request, ENTRIES, Entry.objects.all(), "desk/entries.html", section=SECTION)


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
        cause=cause_of(found),
        section=SECTION,
    )


# Whose it is, and who owes


@desk_page
def whose(request: PersonRequest) -> HttpResponseBase:
    """Show where the money is at a moment, and whose it is."""
    at, day = timezone.now(), None
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
        at = _midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        pass
    shown = {"told": whose_money(at), "on": day, "at": at, "owners": owners(), "section": SECTION}
    return render(request, "desk/whose.html", shown)


def owners() -> dict[str, str]:
    """Return what to call those whose money it is."""
    return {
        "buyers": _("Buyers: paid and not delivered yet, or to be given back"),
        "suppliers": _("Suppliers: ordered or billed, and not paid yet"),
        "state": _("The state: VAT"),
        "partners": _("Partners, communities and creators"),
        "us": _("Us: delivered, less what goods, fees and credits cost"),
    }


@desk_page
def who_owes(request: PersonRequest) -> HttpResponseBase:
    """Show buyers who owe us, or suppliers whom we owe, by age."""
    suppliers = request.GET.get("who") == "suppliers"
    wanted = Account.SUPPLIERS if suppliers else Account.BUYERS
    rows = aged(wanted, timezone.now())
    names = dict(Supplier.objects.values_list("pk", "name")) if suppliers else {}
    if request.GET.get("export") == "csv":
        heads = [_("Party"), _("Name"), _("Currency"), _("Owed"), *_ages()]
        told = (
            [row.party, names.get(row.party, ""), row.currency, *map(Cents, _by_age(row))]
            for row in rows
        )
        return csv_file(sheet(heads, told), _("who-owes"))
    shown = {
        "rows": [(row, names.get(row.party, "")) for row in rows[:SHOWN]],
        "number": len(rows),
        "suppliers": suppliers,
        "account": wanted,
        "ages": _ages(),
        "section": SECTION,
    }
    return render(request, "desk/who_owes.html", shown)


def _ages() -> list[str]:
    return [_("up to 30 days"), _("31 to 60 days"), _("61 to 90 days"), _("older")]


def _by_age(row: Any) -> tuple[int, ...]:
    return (row.cents, row.to_30, row.to_60, row.to_90, row.older)


@desk_page
def margins(request: PersonRequest) -> HttpResponseBase:
    """Show what each clust was planned to leave when it opened, and what it left so far."""
    rows = Campaign.objects.select_related("product", "plan", "closing__clearing")
    if request.GET.get("export") == "csv":
        return csv_file(sheet(_margin_headings(), _margin_cells(rows)), _("margins"))
    asked = MARGINS.rows(rows, request.GET, timezone.now())
    page = MARGINS.page(asked, request.GET)
    actual = actual_margins([campaign.pk for campaign in page])
    shown = {
        "page": page,
        "listing": MARGINS,
        "questions": (),
        "kept": MARGINS.kept(request.GET),
        "rows": [(campaign, actual[campaign.pk]) for campaign in page],
        "section": SECTION,
    }
    return render(request, "desk/margins_of_clusts.html", shown)


def _margin_headings() -> list[object]:
    return [
        _("Clust"),
        _("Product"),
        _("Currency"),
        _("Planned units"),
        _("Planned margin"),
        _("Invoiced, net"),
        _("Taken back, net"),
        _("Goodwill, net"),
        _("Bought, net"),
        _("Fees"),
        _("Royalties"),
        _("Resold, net"),
        _("Margin"),
    ]


def _margin_cells(rows: Any) -> Iterator[list[object]]:
    actual = actual_margins([campaign.pk for campaign in rows])
    for campaign in rows.order_by("pk"):
        plan, came = getattr(campaign, "plan", None), actual.get(campaign.pk, Actual())
        yield [
            campaign.pk,
            campaign.product.name,
            campaign.currency,
            plan and plan.units,
            plan and Cents(plan.margin_net_cents),
            Cents(came.invoiced),
            Cents(came.taken_back),
            Cents(came.gestures),
            Cents(came.bought),
            Cents(came.fees),
            Cents(came.royalties),
            Cents(came.resold),
            Cents(came.margin),
        ]


# Exports


@desk_page
def exports(request: PersonRequest) -> HttpResponseBase:
    """Show the years that can be exported."""
    return render(request, "desk/exports.html", {"years": years(), "section": SECTION})


def years() -> list[int]:
    """Return the years of the books, the last first."""
    found = Entry.objects.order_by("at", "id").values_list("at", flat=True)
    first, last = found.first(), found.last()
    if first is None or last is None:
        return []
    return list(range(last.astimezone(CALENDAR).year, first.astimezone(CALENDAR).year - 1, -1))


@desk_page
def fec(request: PersonRequest, year: int) -> HttpResponseBase:
    """Give a year of the books as the French tax office wants it."""
    _check(year)
    seller = Seller.objects.order_by("pk").first()
    name = fec_name(seller.vat_number if seller else "", year)
    return StreamingHttpResponse(
        fec_of(year),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.txt"'},
    )


@desk_page
def journal(request: PersonRequest, year: int) -> HttpResponseBase:
    """Give all lines of a year."""
    _check(year)
    heads = [
        _("Entry"),
        _("Fact"),
        _("At"),
        _("Currency"),
        _("Account"),
        _("Country and rate"),
        _("Party"),
        _("Debit"),
        _("Credit"),
    ]
    return csv_file(sheet(heads, journal_rows(year)), _("books") + f"-{year}")


def _check(year: int) -> None:
    if year not in range(2000, 2200):
        raise Http404
