"""Which words the house says to people, read from its code and templates."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from clust.config.messages import LOCALE

PACKAGE = LOCALE.parent
TEMPLATES = {".html", ".txt", ".svg"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
BREAKS = re.compile(r" [:;?!»](?!\S)|« ")
"""In French no line begins with one of these marks, and none ends with an opening quote."""

PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!%)%[sd]|\{(\w*)\}")


def extracted(package: Path = PACKAGE) -> Catalog:
    """Return every message in the package, with the files it stands in."""
    catalogue = Catalog(project="Clust", charset="utf-8")
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts):
            _add_messages(catalogue, path, str(path.relative_to(package.parent)))
    return catalogue


def _add_messages(catalogue: Catalog, path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=name).splitlines(keepends=True)
        text = "".join(line.lstrip(" \t") for line in lines)
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
    for line, words, _comments, context in found:
        catalogue.add(words, locations=[(name, line)], context=context)


def update(language: str = "fr", folder: Path = LOCALE) -> Catalog:
    """Bring the language's `.po` up to date: translations stay, new messages come without one."""
    path = folder / language / "LC_MESSAGES" / "django.po"
    catalogue = read(path, language)
    catalogue.update(extracted(folder.parent), no_fuzzy_matching=True, update_header_comment=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".po.new")
    with fresh.open("wb") as file:
        file.write(HEADER.format(language=language, plural=catalogue.plural_forms).encode())
        write_po(file, catalogue, 96, omit_header=True, sort_by_file=True, include_lineno=False)
    fresh.replace(path)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue in a file, empty where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, project="Clust", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def problems(language: str = "fr", folder: Path = LOCALE) -> Iterator[str]:
    """Yield what keeps a reader of the language from reading everything in it."""
    known = read(folder / language / "LC_MESSAGES" / "django.po", language)
    for message in extracted(folder.parent):
        if message.id:
            translated = known.get(message.id, message.context)
            yield from _problems_of(message, translated)
            if language == "fr" and translated:
                yield from _breaks(_forms(translated.string))


def _problems_of(message: Message, translated: Message | None) -> Iterator[str]:
    place = message.locations[0][0] if message.locations else "?"
    if translated is None or not all(_forms(translated.string)) or translated.fuzzy:
        yield f"{place}: not translated: {_forms(message.id)[0]!r}"
    elif _placeholders(_forms(message.id)) != _placeholders(_forms(translated.string)):
        yield f"{place}: other placeholders: {_forms(message.id)[0]!r}"


def _breaks(forms: Iterable[str]) -> Iterator[str]:
    for form in forms:
        if found := BREAKS.search(form):
            yield f"a line may break at {form[max(0, found.start() - 20) : found.end()]!r}"


def _forms(words: str | Sequence[str] | None) -> list[str]:
    return [words or ""] if isinstance(words, str | None) else [*words]


def _placeholders(forms: Iterable[str]) -> set[str]:
    return {found.group() for form in forms for found in PLACEHOLDER.finditer(form)}
