"""What the shop says about itself, in both languages, and when something is wrong."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from clust.storefronts.models import Terms
from tests.web.shop.pages import text
from tests.world import World


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path",
    ["about", "terms", "terms/1", "seller", "privacy", "accessibility", "withdrawal", "guarantee"],
)
def test_every_page_answers(client: Client, world: World, path: str, language: str) -> None:
    answer = client.get(f"/{path}/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"'.encode() in answer.content


def test_the_seller_names_its_mediator(client: Client, world: World) -> None:
    page = text(client.get("/seller/"))
    assert "Médiation de la consommation" in page
    assert "RCS Lyon" in page


def test_the_unions_notice_is_shown_where_its_file_was_put(
    client: Client, world: World, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert "<img" not in guarantee(client, "fr")
    default_storage.save("legal/guarantee-fr.svg", ContentFile(b"<svg/>"))
    assert "/media/legal/guarantee-fr.svg" in guarantee(client, "fr")
    assert "<img" not in guarantee(client, "en")


def guarantee(client: Client, language: str) -> str:
    page = client.get("/guarantee/", headers={"Accept-Language": language}).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def test_old_versions_of_the_terms_stay_readable(client: Client, world: World) -> None:
    Terms.objects.create(
        seller=world.storefront.seller,
        version=2,
        text_fr="CGV 2",
        text_en="Terms 2",
        published_at=timezone.now(),
    )
    assert "version 2 of" in text(client.get("/terms/"))
    assert "the version in force" in text(client.get("/terms/1/"))
    assert client.get("/terms/3/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Il n’y a rien ici"), ("en", "There is nothing here")]
)
def test_nothing_here_is_said_in_the_readers_language(
    client: Client, world: World, language: str, words: str
) -> None:
    answer = client.get("/nowhere/", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert words in text(answer)
