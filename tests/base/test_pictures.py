"""Pictures that are uploaded."""

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFile

from clust.base.pictures import MOST_BYTES, NotAPicture, TooHeavy, TooManyPixels, rewritten
from clust.sourcing.actions.products import add_picture, remove_picture
from clust.sourcing.models import Picture
from tests.world import make_world


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> BytesIO:
    written = BytesIO()
    Image.new("RGB", size, "orange").save(written, kind, **options)
    written.seek(0)
    return written


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def bomb(width: int, height: int) -> BytesIO:
    """A PNG of a few bytes that says it is huge."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b""))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_written_anew_as_webp(kind: str) -> None:
    with Image.open(BytesIO(rewritten(picture(kind)))) as shown:
        assert (shown.format, shown.size) == ("WEBP", (40, 20))


def test_large_pictures_are_made_smaller() -> None:
    with Image.open(BytesIO(rewritten(picture(size=(4000, 1000))))) as shown:
        assert shown.size == (1600, 400)


def test_pictures_are_turned_upright_and_lose_their_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Anne"
    with Image.open(BytesIO(rewritten(picture(exif=exif)))) as shown:
        assert shown.size == (20, 40)
        assert not shown.getexif()
        assert b"Anne" not in rewritten(picture(exif=exif))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a" + bytes(40),
        picture().getvalue()[:200],
        picture("PNG").getvalue()[:60],
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with pytest.raises(NotAPicture):
        rewritten(BytesIO(data))


@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000)])
def test_bombs_are_refused_before_they_are_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels):
        rewritten(bomb(*size))


def test_heavy_files_are_refused() -> None:
    with pytest.raises(TooHeavy):
        rewritten(BytesIO(bytes(MOST_BYTES + 1)))


@pytest.mark.django_db
def test_a_picture_is_kept_under_a_name_of_ours(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    product = make_world().kettle
    upload = picture()
    upload.name = "../../evil.php"
    shown = add_picture(product=product, upload=upload, alt_fr="Une bouilloire", alt_en="A kettle")
    assert Path(shown.file.path).parent == tmp_path / "pictures"
    assert Path(shown.file.path).suffix == ".webp"


@pytest.mark.django_db(transaction=True)
def test_a_picture_taken_away_leaves_no_file(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    shown = add_picture(product=make_world().kettle, upload=picture(), alt_fr="x", alt_en="x")
    remove_picture(shown)
    assert not Picture.objects.exists()
    assert not list(tmp_path.rglob("*.webp"))
