"""The yearly limit of works councils' gifts, with its source."""

from clust.rules.gifts import gift_limit


def test_five_per_cent_of_the_monthly_ceiling_of_the_year() -> None:
    assert gift_limit(2026) == 20_000
    assert gift_limit(2025) == 19_600


def test_a_year_that_nobody_published_has_none() -> None:
    assert gift_limit(2031) is None
