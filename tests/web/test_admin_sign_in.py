"""Django's admin has no door of its own: who comes in passes the shop's sign-in and its limits."""

import pytest
from django.test import Client

from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_the_admin_sends_strangers_to_the_sign_in_of_all(client: Client) -> None:
    make_world()
    answer = client.post("/admin/login/?next=/admin/", {"username": "a@b.example", "password": "x"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
