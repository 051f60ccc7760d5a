"""Statements are read in every version, and refused where they do not add up or try tricks."""

import re

import pytest

from clust.banking.camt import read_camt
from clust.banking.columns import signed_cents
from clust.banking.papers import (
    BadPaper,
    NotAStatement,
    OtherCurrency,
    TooLarge,
    Unreadable,
    WrongSum,
    structured_in,
)
from clust.banking.payout_table import read_payouts
from clust.banking.table import read_table
from clust.rules.references import structured
from tests.banking.papers import FIRST, OURS, Said, camt, payout_paper

REFERENCE = structured("000000012")


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07", "08"])
def test_every_version_says_the_same(version: str) -> None:
    lines = [Said(4990, structured=REFERENCE), Said(-1250, text="Frais")]
    (said,) = read_camt(camt(lines, version=version))
    assert (said.account, said.currency, said.number) == (OURS, "EUR", "S-1")
    assert (said.opening, said.closing) == (100_000, 103_740)
    assert [(line.cents, line.booked_on) for line in said.lines] == [(4990, FIRST), (-1250, FIRST)]
    assert said.lines[0].reference == REFERENCE
    assert (said.lines[0].name, said.lines[0].iban[:4]) == ("Camille Petit", "FR14")


def test_a_batch_is_its_payments() -> None:
    (said,) = read_camt(camt([Said(5000, parts=[2000, 3000])]))
    assert [line.cents for line in said.lines] == [2000, 3000]
    assert len({line.ref for line in said.lines}) == 2


def test_a_batch_booked_as_one_is_known_by_its_number() -> None:
    batch = b"<Btch><PmtInfId>CLUST-000001-1</PmtInfId></Btch>"
    paper = re.sub(rb"<TxDtls>.*</TxDtls>", batch, camt([Said(-413)]))
    (said,) = read_camt(paper)
    assert [(line.cents, line.end_to_end) for line in said.lines] == [(-413, "CLUST-000001-1")]


def test_a_batch_that_does_not_add_up_is_refused_with_its_line_and_amounts() -> None:
    with pytest.raises(WrongSum) as refused:
        read_camt(camt([Said(100), Said(5000, parts=[2000, 2999])]))
    assert (refused.value.line, refused.value.said, refused.value.found) == (2, 5000, 4999)


def test_a_statement_that_does_not_add_up_is_refused_with_both_sums() -> None:
    with pytest.raises(WrongSum) as refused:
        read_camt(camt([Said(100)], opening=1000, closing=1099))
    assert (refused.value.said, refused.value.found) == (1099, 1100)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no statement",
        b"<Document/>",
        b"\x00\xff\xfe",
        camt([Said(1)]).replace(b"camt.053", b"camt.054"),
        camt([Said(1)]).replace(b"001.02", b"001.99"),
        camt([Said(1)]).replace(b"<Id>S-1</Id>", b""),
        camt([Said(1)])[:-20],
    ],
)
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(NotAStatement):
        read_camt(data)


def test_entities_are_refused_before_they_unfold() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    data = camt([Said(1, text="&b;")]).replace(b'encoding="UTF-8"?>', b'encoding="UTF-8"?>' + bomb)
    with pytest.raises(NotAStatement):
        read_camt(data)


def test_files_of_other_people_are_refused() -> None:
    secret = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    data = camt([Said(1, text="&a;")]).replace(
        b'encoding="UTF-8"?>', b'encoding="UTF-8"?>' + secret
    )
    with pytest.raises(NotAStatement):
        read_camt(data)


def test_a_file_larger_than_any_statement_is_refused_unread() -> None:
    for read in (read_camt, read_payouts):
        with pytest.raises(TooLarge):
            read(b" " * 10_000_001)


@pytest.mark.parametrize("amount", [b"1e3", b"-1.00", b"1.005", b"", b"99999999999999.00"])
def test_amounts_that_are_none_are_refused(amount: bytes) -> None:
    data = camt([Said(12345)]).replace(b">123.45<", b">" + amount + b"<")
    with pytest.raises(Unreadable):
        read_camt(data)


def test_a_line_in_another_currency_is_refused() -> None:
    data = camt([Said(12345)]).replace(b'Ccy="EUR">123.45', b'Ccy="USD">123.45')
    with pytest.raises(OtherCurrency):
        read_camt(data)


FRENCH = """Compte;FR76
Date opération;Libellé;Débit;Crédit;Solde
10/03/2026;VIR CAMILLE PETIT RF18 0000 0001 2;;49,90;1 049,90
11/03/2026;FRAIS DE TENUE;12,50;;1 037,40
"""
ENGLISH = """Date,Description,Amount,Balance,ID
2026-03-11,Fees,-12.50,1037.40,b
2026-03-10,Transfer,49.90,1049.90,a
"""


@pytest.mark.parametrize("text", [FRENCH.encode(), FRENCH.encode("cp1252"), ENGLISH.encode()])
def test_tables_of_banks_are_read_by_their_headings(text: bytes) -> None:
    said = read_table(text, account=OURS, currency="EUR")
    assert [line.cents for line in said.lines] == [4990, -1250]
    assert [line.booked_on.day for line in said.lines] == [10, 11]
    assert (said.opening, said.closing) == (100_000, 103_740)
    said.check()


def test_a_table_whose_balance_does_not_follow_is_refused_at_its_line() -> None:
    with pytest.raises(WrongSum) as refused:
        read_table(FRENCH.replace("037,40", "037,41").encode(), account=OURS, currency="EUR")
    assert (refused.value.line, refused.value.said, refused.value.found) == (4, 103_741, 103_740)


def test_a_day_that_is_none_is_refused_at_its_line() -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(FRENCH.replace("11/03", "31/02").encode(), account=OURS, currency="EUR")
    assert refused.value.line == 4


@pytest.mark.parametrize(
    "text", ["", "a;b\n1;2\n", "Date;Libellé;Solde\n10/03/2026;x;1,00\n", "\0"]
)
def test_tables_without_days_or_amounts_are_refused(text: str) -> None:
    with pytest.raises(BadPaper):
        read_table(text.encode(), account=OURS, currency="EUR")


@pytest.mark.parametrize(
    ("text", "cents"), [("-1 234,50", -123450), ("+80", 8000), ("−0.5", -50), ("12,00 €", 1200)]
)
def test_amounts_keep_their_sign(text: str, cents: int) -> None:
    assert signed_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        REFERENCE,
        REFERENCE.lower(),
        f"commande {REFERENCE} merci",
        " ".join([REFERENCE[:4], REFERENCE[4:8], REFERENCE[8:]]),
        f"REF:{REFERENCE}/suite",
    ],
)
def test_a_reference_is_found_in_what_people_write(text: str) -> None:
    assert structured_in(text) == REFERENCE


@pytest.mark.parametrize("text", ["", "RF", "RF00 000000012", "PERF12", "RF" * 200])
def test_what_is_no_reference_is_not_taken_for_one(text: str) -> None:
    assert structured_in(text) == ""


def test_payouts_are_read_and_add_up() -> None:
    paper = payout_paper(("charge", "ch_1", 5000, 100), ("refund", "re_1", -1000, 0))
    (payout,) = read_payouts(paper)
    assert (payout.ref, payout.net, payout.fee, payout.currency) == ("po_1", 3900, 100, "EUR")


def test_a_payout_line_with_a_wrong_net_is_refused() -> None:
    paper = payout_paper(("charge", "ch_1", 5000, 100)).replace(b",49.00,", b",49.01,")
    with pytest.raises(WrongSum) as refused:
        read_payouts(paper)
    assert (refused.value.line, refused.value.said, refused.value.found) == (2, 4901, 4900)
