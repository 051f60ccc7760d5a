"""Pictures: those uploaded are looked at as pixels and written anew without anything else."""

from io import BytesIO
from typing import IO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1_600


class PictureRefused(Exception):
    """The upload is no picture we can show; the subclasses say why."""


class TooHeavy(PictureRefused):
    """More than 10 MB."""


class TooManyPixels(PictureRefused):
    """More than 40 million pixels, however small the file."""


class NotAPicture(PictureRefused):
    """Not a whole JPEG, PNG or WebP picture."""


def rewritten(upload: IO[bytes]) -> bytes:
    """
    Return the picture as WebP of at most 1600 pixels a side: upright, without metadata.

    :raises PictureRefused: a subclass says why
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooHeavy
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels
            return _webp(picture)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAPicture from error


def _webp(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    written = BytesIO()
    bare.save(written, "WEBP", quality=86, method=4)
    return written.getvalue()


def as_png(picture: Image.Image) -> bytes:
    """Return a picture that we drew as PNG."""
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
