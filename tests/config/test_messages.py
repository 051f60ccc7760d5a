"""Words are found where they are said, and gaps in the French are named."""

from pathlib import Path

import pytest

from clust.config.extraction import extracted, problems, read, update
from clust.config.messages import compile_messages

PAGE = """{% load i18n %}
<h1>{% translate "Your turn!" %}</h1>
  <p>{% blocktranslate trimmed count n=n %}
    {{ n }} person
  {% plural %}
    {{ n }} people
  {% endblocktranslate %}
{% translate "open" context "a shop" %}
"""
CODE = """
from django.utils.translation import gettext as _, pgettext_lazy
a = _("Pay %(price)s") % {"price": 1}
b = pgettext_lazy("month", "May")
c = d("not said")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "clust"
    (package / "templates").mkdir(parents=True)
    (package / "templates" / "page.html").write_text(PAGE)
    (package / "code.py").write_text(CODE)
    return package


def translate(package: Path, was: str, is_now: str) -> None:
    po = package / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    po.write_text(po.read_text().replace(was, is_now))


def test_words_are_found_in_code_and_pages(package: Path) -> None:
    said = {(message.id, message.context) for message in extracted(package) if message.id}
    assert said == {
        ("Your turn!", None),
        (("%(n)s person", "%(n)s people"), None),
        ("open", "a shop"),
        ("Pay %(price)s", None),
        ("May", "month"),
    }


def test_an_update_keeps_what_was_translated(package: Path) -> None:
    locale = package / "locale"
    update("fr", locale)
    translate(package, 'msgid "Your turn!"\nmsgstr ""', 'msgid "Your turn!"\nmsgstr "À vous !"')
    update("fr", locale)
    catalogue = read(locale / "fr" / "LC_MESSAGES" / "django.po", "fr")
    message = catalogue.get("Your turn!")
    assert message
    assert message.string == "À vous !"


def test_gaps_and_lost_placeholders_are_named(package: Path) -> None:
    update("fr", package / "locale")
    pay = 'msgid "Pay %(price)s"\nmsgstr '
    translate(package, pay + '""', pay + '"Payer"')
    named = list(problems("fr", package / "locale"))
    assert any("other placeholders" in line and "Pay" in line for line in named)
    assert any("not translated" in line and "May" in line for line in named)


def test_a_french_mark_that_may_begin_a_line_is_named(package: Path) -> None:
    update("fr", package / "locale")
    turn = 'msgid "Your turn!"\nmsgstr '
    translate(package, turn + '""', turn + '"À vous\u00a0! Vraiment ?"')
    named = list(problems("fr", package / "locale"))
    assert [line for line in named if "break" in line] == [
        "a line may break at 'À vous\\xa0! Vraiment ?'"
    ]
    translate(package, "Vraiment ?", "Vraiment\u00a0?")
    assert not [line for line in problems("fr", package / "locale") if "break" in line]


def test_catalogues_are_compiled_when_they_are_newer(package: Path) -> None:
    update("fr", package / "locale")
    assert len(compile_messages(package / "locale")) == 1
    assert compile_messages(package / "locale") == []
