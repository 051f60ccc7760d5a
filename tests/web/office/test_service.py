"""Signing in at a community's own service, against a real provider beside us."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import requests
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from oidc_provider_mock import User, run_server_in_thread

from clust.integrations.oidc.line import (
    MOST_BYTES,
    CommunityAdapter,
    NotPublic,
    PinnedAdapter,
    PublicSession,
    check_public,
)
from clust.people.models import Person
from clust.storefronts.actions.officers import appoint_officer, invite_officer
from clust.storefronts.actions.providers import connect_provider, trust_provider
from clust.storefronts.actions.roll import entry_of
from clust.storefronts.models import Admission, IdentityProvider, Role, RollEntry
from tests.web.office.conftest import Shop, make_member, make_shop
from tests.world import DAY, World

pytestmark = pytest.mark.django_db

PEOPLE = (
    User(sub="ana", claims={"email": "ana@acme.example", "email_verified": True}),
    User(sub="eve", claims={"email": "eve@elsewhere.example", "email_verified": True}),
    User(sub="unsure", claims={"email": "unsure@acme.example", "email_verified": False}),
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


def leave(shop: Shop, browser: Client, asked: str = "") -> Any:
    number = shop.storefront.identity_provider.app.provider_id
    return browser.get(f"/account/community/{number}/login/{asked}")


def sign_in(
    shop: Shop, who: str, browser: Client | None = None, asked: str = ""
) -> tuple[Client, Any]:
    """Somebody goes to the service, says who they are, and comes back."""
    browser = browser or shop.reading()
    answer = httpx.post(leave(shop, browser, asked).url, data={"sub": who})
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


def test_whoever_is_on_the_roll_by_that_address_is_known_without_a_number(council: Shop) -> None:
    entry = RollEntry.objects.create(
        storefront=council.storefront, number="A1", email="Ana@acme.example", at=DAY
    )
    sign_in(council, "ana")
    ana = Person.objects.by_confirmed_address("ana@acme.example")
    assert ana
    assert entry_of(storefront=council.storefront, person=ana, now=timezone.now()) == entry


def test_a_shop_for_the_roll_lets_in_who_signs_in_with_an_address_on_it(world: World) -> None:
    shop = make_shop(world, "works", admission="roll")
    RollEntry.objects.create(
        storefront=shop.storefront, number="A1", email="bo@works.example", at=DAY
    )
    bo = make_member("bo@works.example")
    bo.set_password("let-me-in-please")
    bo.save()
    told = {"login": "bo@works.example", "password": "let-me-in-please"}
    shop.reading().post("/account/login/", told)
    assert Admission.objects.get(storefront=shop.storefront, person=bo).how == "roll"


def test_signing_in_again_is_the_same_person(council: Shop) -> None:
    sign_in(council, "ana")
    sign_in(council, "ana")
    assert EmailAddress.objects.filter(email="ana@acme.example").count() == 1


def test_who_has_an_account_and_is_signed_in_is_asked_and_keeps_it(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    browser, answer = sign_in(council, "ana", council.reading(ana))
    assert "Link this account to Acme?" in text(browser.get(answer.url))
    assert not ana.socialaccount_set.exists()  # type: ignore[attr-defined]
    assert browser.post(answer.url).url == "/"
    assert ana.socialaccount_set.count() == 1  # type: ignore[attr-defined]
    assert Admission.objects.get(storefront=council.storefront).person == ana
    assert browser.post(answer.url).status_code == 404, "a yes is said once"
    again, _ = sign_in(council, "ana")
    assert again.session["_auth_user_id"] == str(ana.pk)


def test_without_a_yes_nothing_is_linked(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    browser, _ = sign_in(council, "ana", council.reading(ana))
    browser.get("/")
    assert sign_in(council, "ana")[1].status_code == 403
    assert not ana.socialaccount_set.exists()  # type: ignore[attr-defined]


def test_a_yes_is_that_of_whoever_was_asked(council: Shop) -> None:
    ana, bo = make_member("ana@acme.example"), make_member("bo@acme.example")
    _, answer = sign_in(council, "ana", council.reading(ana))
    other = council.reading(bo)
    assert other.get(answer.url).status_code == 404
    assert other.post(answer.url).status_code == 404
    assert council.reading().get(answer.url).status_code == 404
    assert not SocialAccount.objects.exists()


def test_a_question_left_open_is_over_after_ten_minutes(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    browser, answer = sign_in(council, "ana", council.reading(ana))
    kept = browser.session
    kept["community_link"] = kept["community_link"] | {"until": DAY.timestamp()}
    kept.save()
    assert browser.post(answer.url).status_code == 404
    assert not SocialAccount.objects.exists()


def test_who_became_an_officer_meanwhile_is_linked_no_more(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    browser, answer = sign_in(council, "ana", council.reading(ana))
    appoint_officer(
        storefront=council.storefront, person=ana, role=Role.HOST, by=council.owner, now=DAY
    )
    assert browser.post(answer.url).status_code == 403
    assert not SocialAccount.objects.exists()


def test_no_account_is_given_to_who_is_not_signed_in_with_it(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    browser, answer = sign_in(council, "ana")
    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session
    assert not ana.socialaccount_set.exists()  # type: ignore[attr-defined]


def test_officers_are_signed_in_by_no_service(council: Shop) -> None:
    ana = make_member("ana@acme.example")
    appoint_officer(
        storefront=council.storefront, person=ana, role=Role.HOST, by=council.owner, now=DAY
    )
    browser, answer = sign_in(council, "ana", council.reading(ana))
    assert answer.status_code == 403
    assert "You stay signed in here" in text(answer)
    assert browser.session["_auth_user_id"] == str(ana.pk)
    assert not ana.socialaccount_set.exists()  # type: ignore[attr-defined]


def test_who_was_linked_before_and_became_an_officer_is_signed_in_no_more(
    club: Shop, council: Shop
) -> None:
    sign_in(council, "ana")
    ana = Person.objects.by_confirmed_address("ana@acme.example")
    assert ana
    appoint_officer(storefront=club.storefront, person=ana, role=Role.OWNER, by=club.owner, now=DAY)
    browser, answer = sign_in(council, "ana")
    assert answer.status_code == 403
    assert "sign in with your e-mail address" in text(answer)
    assert "_auth_user_id" not in browser.session


def test_a_session_that_a_service_began_takes_up_and_opens_no_office(council: Shop) -> None:
    browser, _ = sign_in(council, "ana")
    ana = Person.objects.by_confirmed_address("ana@acme.example")
    assert ana
    assert browser.get("/office/").status_code == 404
    told = {"storefront": council.storefront, "by": council.owner, "now": timezone.now()}
    invited = invite_officer(**told, email="ana@acme.example", role=Role.HOST)
    answer = browser.post("/office/officers/joining/", {"invitation": invited.pk})
    assert answer.url.startswith("/account/login/")
    assert "_auth_user_id" not in browser.session
    browser, _ = sign_in(council, "ana")
    appoint_officer(**told, person=ana, role=Role.HOST)
    assert browser.get("/office/").url.startswith("/account/login/")
    assert "_auth_user_id" not in browser.session
    assert council.reading(ana).get("/office/").status_code == 200


def test_a_link_connects_nobody_to_a_service(council: Shop) -> None:
    reader = make_member("reader@example.org")
    browser = council.reading(reader)
    sign_in(council, "ana", browser, "?process=connect")
    assert not reader.socialaccount_set.exists()  # type: ignore[attr-defined]


def test_an_address_that_the_service_has_not_confirmed_is_not(council: Shop) -> None:
    browser, _ = sign_in(council, "unsure")
    assert "_auth_user_id" not in browser.session
    assert not EmailAddress.objects.get(email="unsure@acme.example").verified


def test_a_service_knows_nobody_by_an_address_confirmed_elsewhere(council: Shop) -> None:
    sign_in(council, "unsure")
    mail = EmailAddress.objects.get(email="unsure@acme.example")
    assert not SocialAccount.objects.exists()
    council.reading().post(f"/account/confirm-email/{EmailConfirmationHMAC(mail).key}/")
    mail.refresh_from_db()
    assert mail.verified
    assert not SocialAccount.objects.exists()


def test_a_service_knows_who_confirms_in_the_same_browser(council: Shop) -> None:
    browser, _ = sign_in(council, "unsure")
    mail = EmailAddress.objects.get(email="unsure@acme.example")
    browser.post(f"/account/confirm-email/{EmailConfirmationHMAC(mail).key}/")
    assert SocialAccount.objects.get().user == mail.user


def test_what_is_told_of_somebody_else_is_not_believed(council: Shop, service: str) -> None:
    eve = User(sub="somebody-else", claims={"email": "ana@acme.example", "email_verified": True})
    with run_server_in_thread(user_claims=[eve]) as other:
        told = f"http://localhost:{other.server_port}/userinfo"
        token = token_of(other, "somebody-else")
        app = council.storefront.identity_provider.app
        app.settings["openid_configuration_overrides"] = {"userinfo_endpoint": told}
        app.save()
        line = CommunityAdapter._fetch_user_info
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(CommunityAdapter, "_fetch_user_info", lambda it, _: line(it, token))
            browser, answer = sign_in(council, "ana")
    assert answer.status_code in (403, 502)
    assert "_auth_user_id" not in browser.session


def token_of(server: Any, who: str) -> str:
    """Return a token that a provider gave to somebody."""
    home, back = f"http://localhost:{server.server_port}", "http://localhost/back"
    asked = {"client_id": "clust", "response_type": "code", "redirect_uri": back}
    asked |= {"scope": "openid email"}
    went = httpx.post(f"{home}/oauth2/authorize", params=asked, data={"sub": who})
    code = parse_qs(urlsplit(went.headers["location"]).query)["code"][0]
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    given = httpx.post(f"{home}/oauth2/token", data=sent, auth=("clust", "secret"))
    return str(given.json()["access_token"])


class Leads(BaseHTTPRequestHandler):
    """Leads elsewhere, or tells more than anybody wants to hear."""

    def do_GET(self) -> None:
        long = self.path == "/long"
        self.send_response(200 if long else 302)
        self.send_header("location", "/long")
        self.end_headers()
        if long:
            self.wfile.write(b"x" * (MOST_BYTES + 1))

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


@pytest.fixture
def leading() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Leads) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_line_follows_nowhere(leading: str) -> None:
    assert PublicSession().get(leading).status_code == 302


def test_the_line_reads_no_endless_answer(leading: str) -> None:
    with pytest.raises(requests.RequestException):
        PublicSession().get(f"{leading}/long")


def test_the_line_checks_the_address_it_connects_to(leading: str, settings: Any) -> None:
    settings.OIDC_MAY_BE_LOCAL = False
    with pytest.raises(NotPublic):
        PinnedAdapter().send(requests.Request("GET", leading).prepare())


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
