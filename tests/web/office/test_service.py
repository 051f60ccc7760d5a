"""Signing in at a community's own service, against a real provider beside us."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from clust.integrations.oidc.line import NotPublic, check_public
from clust.people.models import Person
from clust.storefronts.actions.providers import connect_provider, trust_provider
from clust.storefronts.models import Admission, IdentityProvider
from tests.web.office.conftest import Shop, make_member, make_shop
from tests.world import DAY, World

pytestmark = pytest.mark.django_db

PEOPLE = (
    User(sub="ana", claims={"email": "ana@acme.example", "email_verified": True}),
    User(sub="eve", claims={"email": "eve@elsewhere.example", "email_verified": True}),
    User(sub="nomail", claims={"name": "No Mail"}),
)


@pytest.fixture(autouse=True)
def beside_us(settings: Any) -> None:
    settings.OIDC_MAY_BE_LOCAL = True


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A real provider on a port of its own."""
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def council(world: World, service: str) -> Shop:
    """A works council's shop, for whoever signs in at its service."""
    shop = make_shop(world, "acme", admission="oidc", mail_domains="acme.example")
    connect(shop, service)
    return shop


def connect(shop: Shop, url: str) -> IdentityProvider:
    provider = connect_provider(
        storefront=shop.storefront,
        label="Acme",
        server_url=url,
        client_id="clust",
        secret="secret",
        now=DAY,
    )
    return trust_provider(provider=provider, domains=["acme.example"], now=DAY)


def leave(shop: Shop, browser: Client) -> Any:
    number = shop.storefront.identity_provider.app.provider_id
    return browser.get(f"/account/community/{number}/login/")


def sign_in(shop: Shop, who: str, browser: Client | None = None) -> tuple[Client, Any]:
    """Somebody goes to the service, says who they are, and comes back."""
    browser = browser or shop.reading()
    answer = httpx.post(leave(shop, browser).url, data={"sub": who})
    back = urlsplit(answer.headers["location"])
    assert back.hostname == shop.host
    return browser, browser.get(f"{back.path}?{back.query}")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_welcome_leads_to_the_service(council: Shop) -> None:
    assert "/account/community/s" in text(council.reading().get("/welcome/"))


def test_whoever_signs_in_there_is_let_in(council: Shop) -> None:
    browser, answer = sign_in(council, "ana")
    assert answer.url == "/"
    assert browser.get("/").status_code == 200
    person = Person.objects.by_confirmed_address("ana@acme.example")
    assert Admission.objects.get(person=person).how == "oidc"


def test_signing_in_again_is_the_same_person(council: Shop) -> None:
    sign_in(council, "ana")
    sign_in(council, "ana")
    assert EmailAddress.objects.filter(email="ana@acme.example").count() == 1


def test_who_has_an_account_already_keeps_it_where_the_service_is_trusted(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    sign_in(council, "ana")
    assert Admission.objects.get(storefront=council.storefront).person == ana


def test_a_service_that_is_not_trusted_takes_nobodys_account(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    trust_provider(provider=council.storefront.identity_provider, domains=[], now=DAY)
    browser, answer = sign_in(council, "ana")
    assert answer.status_code == 403
    assert "An account with this address is here already." in text(answer)
    assert "_auth_user_id" not in browser.session
    assert not ana.socialaccount_set.exists()  # type: ignore[attr-defined]


def test_nobody_comes_to_the_desk_by_a_communitys_word(council: Shop) -> None:
    make_member("ana@acme.example")
    Person.objects.filter(emailaddress__email="ana@acme.example").update(is_staff=True)
    browser, answer = sign_in(council, "ana")
    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session


def test_an_address_that_is_not_theirs_is_refused_in_clear_words(council: Shop) -> None:
    _, answer = sign_in(council, "eve")
    assert answer.status_code == 403
    assert "is not one of this community’s" in text(answer)
    assert not EmailAddress.objects.filter(email="eve@elsewhere.example").exists()


def test_no_address_is_refused_in_clear_words(council: Shop) -> None:
    browser, answer = sign_in(council, "nomail")
    assert answer.status_code == 403
    assert "did not tell us an e-mail address" in text(answer)
    assert "_auth_user_id" not in browser.session


def test_a_service_that_is_down_says_so(council: Shop) -> None:
    connect(council, "http://localhost:9")
    answer = leave(council, council.reading())
    assert answer.status_code == 502
    assert "does not answer" in text(answer)


def test_a_token_signed_by_somebody_else_is_not_believed(council: Shop, service: str) -> None:
    with run_server_in_thread(user_claims=PEOPLE) as forger, other_keys(council, forger):
        browser, answer = sign_in(council, "ana")
    assert answer.status_code in (403, 502)
    assert "_auth_user_id" not in browser.session
    assert not Admission.objects.filter(storefront=council.storefront).exists()


@contextmanager
def other_keys(shop: Shop, forger: Any) -> Iterator[None]:
    """The keys that we check with are those of another service."""
    app = shop.storefront.identity_provider.app
    keys = f"http://localhost:{forger.server_port}/jwks"
    app.settings["openid_configuration_overrides"] = {"jwks_uri": keys}
    app.save()
    yield


def test_an_answer_that_nobody_asked_for_is_not_taken(council: Shop) -> None:
    number = council.storefront.identity_provider.app.provider_id
    path = f"/account/community/{number}/login/callback/?code=x&state=forged"
    answer = council.reading().get(path)
    assert answer.status_code == 403
    assert "could not be trusted" in text(answer)


def test_a_service_is_that_of_its_own_storefront_only(council: Shop, club: Shop) -> None:
    number = council.storefront.identity_provider.app.provider_id
    assert club.reading().get(f"/account/community/{number}/login/").status_code == 404
    assert "Acme" not in text(club.reading().get("/account/login/"))


def test_an_officer_connects_the_service(club: Shop, office: Client, service: str) -> None:
    sent = {"label": "Go", "server_url": service, "client_id": "go", "secret": "s"}
    assert office.post("/office/service/", sent).status_code == 302
    assert "callback" in text(office.get("/office/service/"))
    assert club.storefront.identity_provider.app.settings["trusted_domains"] == []


def test_another_service_is_trusted_by_nobody_and_knows_nobody(council: Shop) -> None:
    sign_in(council, "ana")
    app = council.storefront.identity_provider.app
    connect_provider(
        storefront=council.storefront,
        label="New",
        server_url="https://new.example",
        client_id="clust",
        secret="",
        now=DAY,
    )
    app.refresh_from_db()
    assert (app.settings["trusted_domains"], app.secret) == ([], "secret")
    ana = Person.objects.by_confirmed_address("ana@acme.example")
    assert not ana.socialaccount_set.exists()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example",
        "https://127.0.0.1",
        "https://localhost",
        "https://10.0.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "ftp://acme.example",
    ],
)
def test_a_service_lies_on_the_public_internet(url: str) -> None:
    with pytest.raises(NotPublic):
        check_public(url)
