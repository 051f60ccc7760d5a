"""Keys of machines: shown once, ended by a row, and requests that count once."""

from datetime import timedelta

import pytest

from clust.keys.actions import (
    IN_FLIGHT,
    KEPT,
    MOST_KEYS,
    AlreadyRevoked,
    BadScopes,
    InFlight,
    OtherRequest,
    TooManyKeys,
    erase_keys,
    export_keys,
    forget_answers,
    keep_answer,
    make_key,
    note_use,
    revoke_key,
    take_request,
)
from clust.keys.models import ApiKey, KeptAnswer
from clust.keys.tokens import LASTS, key_of_secret, key_of_token, token_of
from clust.people.models import Person
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def made(world: World) -> tuple[ApiKey, str]:
    return new_key(world, make_person())


def new_key(world: World, person: Person, **facts: object) -> tuple[ApiKey, str]:
    given = {"scopes": ["orders:read", "campaigns:read"], "name": "our site", "now": DAY} | facts
    return make_key(storefront=world.storefront, person=person, **given)  # type: ignore[arg-type]


def test_a_secret_opens_its_key_and_is_kept_nowhere(made: tuple[ApiKey, str]) -> None:
    key, secret = made
    assert key_of_secret(secret) == key
    assert not ApiKey.objects.filter(digest__contains=secret).exists()
    assert secret.rpartition("_")[2] not in str(vars(ApiKey.objects.get()))


@pytest.mark.parametrize("secret", ["", "clust_", "clust_x_y", "clust__", "x\x00_y\x00", "a" * 9])
def test_another_secret_opens_nothing(made: tuple[ApiKey, str], secret: str) -> None:
    assert key_of_secret(secret) is None
    assert key_of_secret(made[1] + "x") is None


def test_scopes_are_kept_in_one_order(made: tuple[ApiKey, str]) -> None:
    assert made[0].scopes == "campaigns:read orders:read"


@pytest.mark.parametrize(
    ("scopes", "for_storefront"),
    [([], False), (["everything"], False), (["orders:read"], True), (["pledges:read"], True)],
)
def test_a_key_may_only_what_there_is_for_it(
    world: World, scopes: list[str], for_storefront: bool
) -> None:
    with pytest.raises(BadScopes):
        new_key(world, make_person(), scopes=scopes, for_storefront=for_storefront)


def test_a_person_has_twenty_keys_at_the_most(world: World) -> None:
    person = make_person()
    keys = [new_key(world, person)[0] for _ in range(MOST_KEYS)]
    with pytest.raises(TooManyKeys):
        new_key(world, person)
    revoke_key(api_key=keys[0], person=person, now=DAY)
    assert new_key(world, person)


def test_a_revoked_key_opens_nothing_and_its_tokens_neither(made: tuple[ApiKey, str]) -> None:
    key, secret = made
    token = token_of(key, key.scope_set, DAY)
    revoke_key(api_key=key, person=key.person, now=DAY)
    assert key_of_secret(secret) is None
    assert key_of_token(token, DAY) is None
    with pytest.raises(AlreadyRevoked):
        revoke_key(api_key=key, person=key.person, now=DAY)


def test_the_key_of_somebody_who_left_opens_nothing(made: tuple[ApiKey, str]) -> None:
    key, secret = made
    Person.objects.filter(pk=key.person_id).update(is_active=False)
    assert key_of_secret(secret) is None


def test_a_token_holds_a_quarter_of_an_hour_for_the_scopes_asked(
    made: tuple[ApiKey, str],
) -> None:
    key, _ = made
    token = token_of(key, frozenset({"orders:read"}), DAY)
    assert key_of_token(token, DAY) == (key, frozenset({"orders:read"}))
    assert key_of_token(token, DAY + LASTS) is None
    assert key_of_token(token[:-1] + "?", DAY) is None


def test_the_day_of_use_is_written_once_a_day(
    made: tuple[ApiKey, str], django_assert_num_queries: object
) -> None:
    note_use(api_key=made[0], now=DAY)
    used = ApiKey.objects.get()
    assert used.last_used_on == DAY.date()
    with django_assert_num_queries(0):  # type: ignore[operator]
        note_use(api_key=used, now=DAY + timedelta(hours=2))


def ask(
    key: ApiKey, asked: str = "a", *, later: timedelta = timedelta(0)
) -> tuple[KeptAnswer, bool]:
    return take_request(
        api_key=key, route="POST /wishes/", idempotency_key="k1", asked=asked, now=DAY + later
    )


def test_a_request_is_answered_once_and_its_answer_replayed(made: tuple[ApiKey, str]) -> None:
    key, _ = made
    kept, is_new = ask(key)
    assert is_new
    keep_answer(kept=kept, status=201, content="{}", kind="application/json", now=DAY)
    again, is_new = ask(key)
    assert not is_new
    assert (again.status, again.content) == (201, "{}")
    with pytest.raises(OtherRequest):
        ask(key, "b")


def test_a_request_in_flight_is_not_answered_twice(made: tuple[ApiKey, str]) -> None:
    key, _ = made
    ask(key)
    with pytest.raises(InFlight):
        ask(key)
    assert ask(key, later=IN_FLIGHT)[1]


def test_a_failure_of_ours_can_be_tried_again(made: tuple[ApiKey, str]) -> None:
    key, _ = made
    kept, _ = ask(key)
    keep_answer(kept=kept, status=500, content="", kind="", now=DAY)
    assert ask(key)[1]


def test_answers_are_kept_for_a_day(made: tuple[ApiKey, str]) -> None:
    ask(made[0])
    assert forget_answers(now=DAY + KEPT) == 0
    assert forget_answers(now=DAY + KEPT + timedelta(seconds=1)) == 1


def test_who_leaves_takes_their_keys_along(world: World, made: tuple[ApiKey, str]) -> None:
    key, secret = made
    assert export_keys(key.person)[0]["name"] == "our site"
    ask(key)
    assert erase_keys(key.person, now=DAY) == 1
    assert key_of_secret(secret) is None
    assert ApiKey.objects.get().name == "–"
    assert not KeptAnswer.objects.exists()
