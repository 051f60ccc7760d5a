"""Pictures of wishes are few, small and say nothing of who took them."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clust.base.pictures import PictureRefused
from clust.wishes.actions.posting import TooManyPictures, add_wish_picture
from clust.wishes.models import Wish
from tests.base.test_pictures import bomb, picture
from tests.wishes.wall import post
from tests.world import DAY, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(settings: Any, tmp_path: Path) -> Wish:
    settings.MEDIA_ROOT = tmp_path
    return post(make_world())


def test_a_picture_is_written_anew_without_metadata_under_a_name_of_ours(wish: Wish) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Anne"
    upload = picture(exif=exif)
    upload.name = "../../anne.php"
    shown = add_wish_picture(wish=wish, upload=upload, now=DAY)
    kept = Path(shown.file.path).read_bytes()
    assert b"Anne" not in kept
    assert Image.open(BytesIO(kept)).format == "WEBP"
    assert Path(shown.file.path).suffix == ".webp"


def test_a_wish_shows_five_pictures(wish: Wish) -> None:
    for _ in range(5):
        add_wish_picture(wish=wish, upload=picture(), now=DAY)
    with pytest.raises(TooManyPictures):
        add_wish_picture(wish=wish, upload=picture(), now=DAY)
    assert [shown.position for shown in wish.pictures.all()] == [0, 1, 2, 3, 4]


def test_a_bomb_is_refused_and_nothing_is_kept(wish: Wish, tmp_path: Path) -> None:
    with pytest.raises(PictureRefused):
        add_wish_picture(wish=wish, upload=bomb(60_000, 60_000), now=DAY)
    assert not wish.pictures.exists()
    assert not list(tmp_path.rglob("*.webp"))
