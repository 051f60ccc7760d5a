"""docs/walk.md tells what the rows say."""

import pytest

from demo.story import tell
from demo.walk import DOCUMENT


@pytest.mark.django_db
def test_the_walk_is_what_the_rows_say() -> None:
    assert DOCUMENT.read_text() == tell(), "python -m demo.walk writes docs/walk.md anew"
