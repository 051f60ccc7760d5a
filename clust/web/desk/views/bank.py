"""The bank: statements taken, lines matched by hand or paid back, the provider's payouts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from clust.banking.actions import matching as actions
from clust.banking.actions.matching import AlreadyPaidBack, NotInBooks, NotSoMuch
from clust.banking.actions.payouts import captures_not_paid_out, take_payouts
from clust.banking.actions.statements import candidates, take_statement
from clust.banking.models import BankLine, BankStatement, PayBack, Payout, PayoutLine
from clust.banking.papers import OtherCurrency
from clust.base.sheets import Cents
from clust.ledger.models import Account, Entry
from clust.ledger.readings import trial_balance
from clust.payments.actions.refunding import note_paid_back
from clust.payments.models import Refund
from clust.web.desk.bank_forms import MatchingForm, PayBackForm, PayoutForm, StatementForm
from clust.web.desk.pages import UNPROCESSABLE
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:ledger"
STATEMENTS = Listing(
    columns={
        gettext_lazy("Number"): lambda statement: statement.number,
        gettext_lazy("Account"): lambda statement: statement.account.iban,
        gettext_lazy("First day"): lambda statement: statement.begins_on,
        gettext_lazy("Last day"): lambda statement: statement.ends_on,
        gettext_lazy("Before"): lambda statement: _cents(statement.opening_cents),
        gettext_lazy("After"): lambda statement: _cents(statement.closing_cents),
        gettext_lazy("Lines"): lambda statement: statement.number_of_lines,
        gettext_lazy("Open"): lambda statement: statement.open_lines,
    },
    search=("number", "account__iban"),
    sorts={"number": ["pk"], "ends": ["ends_on"]},
    order="-ends",
)
LINES = Listing(
    columns={
        gettext_lazy("Number"): lambda line: line.pk,
        gettext_lazy("Booked"): lambda line: line.booked_on,
        gettext_lazy("Amount"): lambda line: Cents(line.cents),
        gettext_lazy("Open"): lambda line: Cents(line.left_cents),
        gettext_lazy("Currency"): lambda line: line.account.currency,
        gettext_lazy("Reference"): lambda line: line.reference,
        gettext_lazy("Paid by"): lambda line: line.payer.name if hasattr(line, "payer") else "",
        gettext_lazy("Words"): lambda line: line.payer.text if hasattr(line, "payer") else "",
    },
    search=("reference", "payer__name", "payer__text"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("open", gettext_lazy("open"), lambda now: Q(left_cents__gt=0)),
                Answer("settled", gettext_lazy("settled"), lambda now: Q(left_cents=0)),
            ],
        ),
        Filter(
            "way",
            gettext_lazy("direction"),
            [
                Answer("in", gettext_lazy("came in"), lambda now: Q(cents__gt=0)),
                Answer("out", gettext_lazy("went out"), lambda now: Q(cents__lt=0)),
            ],
        ),
    ],
    links={"statement": "statement"},
    sorts={"number": ["pk"], "booked": ["booked_on"], "amount": ["cents"], "open": ["left_cents"]},
    order="-booked",
)
BACKS = Listing(
    columns={
        gettext_lazy("Number"): lambda back: back.pk,
        gettext_lazy("Paid to"): lambda back: _payer(back).name if _payer(back) else "",
        gettext_lazy("Account"): lambda back: _payer(back).iban if _payer(back) else "",
        gettext_lazy("Amount"): lambda back: Cents(back.cents),
        gettext_lazy("Currency"): lambda back: back.line.account.currency,
        gettext_lazy("At"): lambda back: back.at,
    },
    number="pk",
    sorts={"number": ["pk"], "amount": ["cents"]},
    order="number",
)
PAYOUTS = Listing(
    columns={
        gettext_lazy("Number"): lambda payout: payout.ref,
        gettext_lazy("Arrives"): lambda payout: payout.arrives_on,
        gettext_lazy("Currency"): lambda payout: payout.currency,
        gettext_lazy("Arrives at the bank"): lambda payout: Cents(payout.net_cents),
        gettext_lazy("Fees"): lambda payout: Cents(payout.fee_cents),
        gettext_lazy("Lines"): lambda payout: payout.number_of_lines,
    },
    search=("ref",),
    sorts={"number": ["pk"], "arrives": ["arrives_on"]},
    order="-arrives",
)
PAYOUT_LINES = Listing(
    columns={
        gettext_lazy("Number"): lambda line: line.ref,
        gettext_lazy("Kind"): lambda line: line.kind,
        gettext_lazy("About"): lambda line: line.source,
        gettext_lazy("Amount"): lambda line: Cents(line.gross_cents),
        gettext_lazy("Fee"): lambda line: Cents(line.fee_cents),
        gettext_lazy("Order"): lambda line: line.order,
    },
    search=("ref", "source", "kind"),
    sorts={"number": ["pk"], "amount": ["gross_cents"]},
    order="number",
)


def _cents(cents: int | None) -> Cents | None:
    return None if cents is None else Cents(cents)


def _payer(back: PayBack) -> Any:
    return getattr(back.line, "payer", None)


# Statements


@desk_page
def statements(request: PersonRequest) -> HttpResponseBase:
    """Show the statements, and take another one."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _take(request, form):
        return redirect("desk:statements")
    rows = BankStatement.objects.select_related("account").annotate(
        number_of_lines=Count("lines"), open_lines=Count("lines", filter=Q(lines__left_cents__gt=0))
    )
    answer = listed(
        request,
        STATEMENTS,
        rows,
        "desk/statements.html",
        form=form,
        section=SECTION,
        **_standing(),
    )
    if form.is_bound and form.errors:
        answer.status_code = UNPROCESSABLE
    return answer


def _take(request: PersonRequest, form: StatementForm) -> bool:
    new = 0
    try:
        for said in form.cleaned_data["said"]:
            new += take_statement(said, person=request.user, now=timezone.now())[1]
    except OtherCurrency:
        form.add_error("file", _("This is in another currency than the account."))
        return False
    if new:
        told = ngettext("%(n)d new line was taken.", "%(n)d new lines were taken.", new)
        messages.success(request, told % {"n": new})
    else:
        messages.info(request, _("Nothing new: these lines had been taken before."))
    return True


def _standing() -> dict[str, Any]:
    """Return what stands at the bank in the books, and what waits for the desk."""
    books = [row for row in trial_balance() if row.account == Account.BANK]
    return {
        "at_the_bank": [(row.currency, row.after) for row in books],
        "open_lines": BankLine.objects.open().count(),
        "to_pay_back": PayBack.objects.filter(done=None).count() + _refunds().count(),
        "differing": PayoutLine.objects.differing().count(),
    }


@desk_page
def lines(request: PersonRequest) -> HttpResponseBase:
    """Show lines of the bank, of all statements or one."""
    rows = BankLine.objects.select_related("account", "payer", "explanation", "statement")
    rows = rows.annotate(matched=Count("matchings"))
    return listed(request, LINES, rows, "desk/bank_lines.html", section=SECTION)


# One line


@desk_page
def line(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a line with what became of it and what may be done with it."""
    return _shown(request, pk)


def _shown(request: PersonRequest, pk: int, **forms: Any) -> HttpResponseBase:
    rows = BankLine.objects.select_related("account", "payer", "explanation", "statement")
    found = get_object_or_404(rows, pk=pk)
    untouched = found.left_cents == abs(found.cents)
    shown = {
        "line": found,
        "matchings": found.matchings.select_related("capture__order__campaign"),
        "backs": found.pay_backs.select_related("done"),
        "near": candidates(found) if found.left_cents and untouched else (),
        "matching": MatchingForm(initial={"cents": found.left_cents}),
        "pay_back": PayBackForm(initial={"cents": found.left_cents}),
        "entries": Entry.objects.filter(key__in=[f"bank_line:{found.pk}"]),
        "section": SECTION,
    }
    shown |= forms
    return render(request, "desk/bank_line.html", shown, status=UNPROCESSABLE if forms else 200)


@desk_page
@require_POST
def match(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take a line as the payment of an order."""
    form, said = MatchingForm(request.POST), _("The money is matched with the order.")
    return _noted(request, pk, actions.match_line, "matching", form, said)


@desk_page
@require_POST
def pay_back(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Put a line down to be paid back."""
    form, said = PayBackForm(request.POST), _("It stands on the list of what is to be paid back.")
    return _noted(request, pk, actions.pay_back, "pay_back", form, said)


def _noted(
    request: PersonRequest,
    pk: int,
    action: Callable[..., Any],
    name: str,
    form: DeskForm,
    said: str,
) -> HttpResponseBase:
    found = get_object_or_404(BankLine, pk=pk)
    if form.is_valid() and form.attempt(
        action, line=found, person=request.user, now=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, said)
        return redirect("desk:bank_line", pk)
    return _shown(request, pk, **{name: form})


@desk_page
@require_POST
def explain(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take a line as a movement that the books have."""
    found = get_object_or_404(BankLine, pk=pk)
    try:
        actions.explain_line(
            line=found,
            key=request.POST.get("key", "")[:80],
            person=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The line is that movement."))
    except (NotInBooks, NotSoMuch):
        messages.error(
            request, _("The books have no such movement any more, or another line is it.")
        )
    return redirect("desk:bank_line", pk)


# To pay back


def _refunds() -> Any:
    """Return refunds that flow from the bank and were not sent yet."""
    return Refund.objects.filter(open=True, by_bank=True, done=None)


@desk_page
def to_pay_back(request: PersonRequest) -> HttpResponseBase:
    """Show what is to be sent from the bank: transfers without an order, refunds of transfers."""
    rows = PayBack.objects.filter(done=None).select_related("line__payer", "line__account")
    refunds = _refunds().select_related(
        "capture__matching__line__payer", "capture__order__campaign"
    )
    return listed(
        request,
        BACKS,
        rows,
        "desk/to_pay_back.html",
        refunds=refunds.order_by("pk"),
        section=SECTION,
    )


@desk_page
@require_POST
def pay_back_sent(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that the bank was told to send a transfer back."""
    back = get_object_or_404(PayBack, pk=pk)
    try:
        actions.note_pay_back_sent(back=back, person=request.user, now=timezone.now())
        messages.success(request, _("Noted as sent."))
    except AlreadyPaidBack:
        messages.info(request, _("It was noted before."))
    return redirect("desk:to_pay_back")


@desk_page
@require_POST
def refund_sent(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that the bank was told to send a refund."""
    refund = get_object_or_404(_refunds(), pk=pk)
    note_paid_back(refund, ref=f"bank-refund-{refund.pk}", now=timezone.now())
    messages.success(request, _("Noted as sent."))
    return redirect("desk:to_pay_back")


# Payouts


@desk_page
def payouts(request: PersonRequest) -> HttpResponseBase:
    """Show the provider's payouts, and take another report."""
    form = PayoutForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        new = take_payouts(
            form.cleaned_data["said"], gateway="stripe", person=request.user, now=timezone.now()
        )
        if new:
            told = ngettext(
                "%(n)d new payout was taken.", "%(n)d new payouts were taken.", len(new)
            )
            messages.success(request, told % {"n": len(new)})
        else:
            messages.info(request, _("Nothing new: these payouts had been taken before."))
        return redirect("desk:payouts")
    rows = Payout.objects.annotate(number_of_lines=Count("lines"))
    answer = listed(
        request,
        PAYOUTS,
        rows,
        "desk/payouts.html",
        form=form,
        differing=PayoutLine.objects.differing().select_related("payout")[:50],
        missing=captures_not_paid_out(timezone.now()).select_related("order__campaign")[:50],
        section=SECTION,
    )
    if form.is_bound and form.errors:
        answer.status_code = UNPROCESSABLE
    return answer


@desk_page
def payout(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one payout, line by line against what we know."""
    found = get_object_or_404(Payout, pk=pk)
    rows = found.lines.select_related("capture", "refund__capture")
    return listed(
        request,
        PAYOUT_LINES,
        rows,
        "desk/payout.html",
        payout=found,
        differing=set(found.lines.differing().values_list("pk", flat=True)),  # type: ignore[attr-defined]
        entry=Entry.objects.filter(key=f"payout:{found.pk}").first(),
        gross=found.lines.aggregate(cents=Sum("gross_cents"))["cents"] or 0,
        section=SECTION,
    )
