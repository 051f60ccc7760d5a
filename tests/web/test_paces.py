"""By what strangers are told apart where they are counted."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::7", "2001:db8:0:1::/64"),
    ],
)
def test_one_household_is_one_stranger_at_sign_in(address: str, counted: str) -> None:
    request = RequestFactory().post("/account/login/", REMOTE_ADDR=address)
    assert get_adapter(request).get_client_ip(request) == counted
