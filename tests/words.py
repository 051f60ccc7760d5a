"""Finds words that a template says to people without asking for their translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

SPOKEN = {"alt", "title", "placeholder", "aria-label"}
SILENT = {"script", "style", "code"}
NAMES = re.compile(
    r"\b(Clust|Français|English|PDF|CSV|XML|SIREN|Google Merchant|FEC|QR|SKU|EAN|GTIN|WCAG|RGAA)\b"
)
WORD = re.compile(r"[^\W\d_]{2,}")


class Page(HTMLParser):
    """Collects the words of a page, and those of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        for name, value in attrs:
            if name in SPOKEN:
                self.handle_words(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.handle_words(data)

    def handle_words(self, text: str) -> None:
        if WORD.search(NAMES.sub("", text)):
            self.words.append(" ".join(text.split()))


def untranslated(template: str) -> list[str]:
    """Return the words of a template that stand outside its translations."""
    page = Page()
    page.feed("".join(_literal(Lexer(template).tokenize())))
    return page.words


def _literal(tokens: list[Token]) -> Iterator[str]:
    """Yield the text between tags, but for what is translated, a comment or a class name."""
    until = ""
    for token in tokens:
        first, *rest = token.contents.split() or [""]
        if token.token_type == TokenType.TEXT and not until:
            yield token.contents
        elif token.token_type == TokenType.BLOCK and until:
            until = "" if first == until else until
        elif first in {"blocktranslate", "comment"} or (first == "block" and "class" in rest[0]):
            until = f"end{first}"
