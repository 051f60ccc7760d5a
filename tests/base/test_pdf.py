"""Papers as PDF: what a page may fetch."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clust.base.pdf import as_pdf

PICTURE = b"/Subtype /Image"


def printed(path: Path) -> bytes:
    """Return a paper that shows the picture at a path, written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 4), "red").save(path)
    return as_pdf(f'<p>x</p><img src="{path.as_uri()}">')


def test_a_picture_of_the_shop_is_printed(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "pictures"
    assert PICTURE in printed(tmp_path / "pictures" / "logos" / "one.webp")


@pytest.mark.parametrize("place", ["elsewhere/one.webp", "pictures/../elsewhere/one.webp"])
def test_no_other_file_is(settings: Any, tmp_path: Path, place: str) -> None:
    settings.MEDIA_ROOT = tmp_path / "pictures"
    assert PICTURE not in printed(tmp_path / place)
