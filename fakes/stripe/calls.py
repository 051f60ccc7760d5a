"""One call of the interface: who asks, under which key, and what they are told."""

import time
from dataclasses import dataclass, field
from typing import Any

from fakes.stripe.errors import ApiError, invalid
from fakes.stripe.fake import Fake
from fakes.stripe.faults import Fault
from fakes.stripe.forms import parse, read
from fakes.stripe.lists import expanded
from fakes.stripe.routes import route

NOT_KEPT = {400, 401, 404, 409, 429}


@dataclass
class Answer:
    """A status and a body; the headers say whether it was given before."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False


@dataclass(frozen=True)
class Asked:
    """A call as it came."""

    method: str
    path: str
    body: str
    key: str
    secret: str
    fault: Fault | None = None


def refused(error: ApiError) -> Answer:
    """Return an error as Stripe words it."""
    return Answer(error.status, {"error": error.error})


def answer(fake: Fake, asked: Asked) -> Answer:
    """Do what is asked once: the same key again is given the same answer."""
    try:
        _check_secret(asked)
        if asked.method != "POST" or not asked.key:
            return _do(fake, asked)
        return _do_once(fake, asked)
    except ApiError as error:
        return refused(error)


def _check_secret(asked: Asked) -> None:
    if not asked.secret.startswith(("sk_test_", "rk_test_")):
        raise ApiError(401, "invalid_request_error", "Invalid API Key provided.")


def _do_once(fake: Fake, asked: Asked) -> Answer:
    """
    Answer a call with a key.

    What was answered is kept once the call was begun, a refused card and an error of the server
    included; a request that was wrong from the start is not.
    """
    words = [asked.method, asked.path, asked.body]
    with fake.store.lock:
        kept = fake.store.answers.get(asked.key)
        if kept and kept["asked"] != words:
            raise _other_words(asked.key)
        if kept and kept["status"] == 0:
            raise _under_way(asked.key)
        if kept:
            return Answer(kept["status"], kept["body"], {"Idempotent-Replayed": "true"})
        fake.store.answers[asked.key] = {"asked": words, "status": 0, "body": {}}
    given = Answer(404, {})
    try:
        given = _do(fake, asked)
    except ApiError as error:
        given = refused(error)
    finally:
        with fake.store.lock:
            if given.status in NOT_KEPT:
                del fake.store.answers[asked.key]
            else:
                kept = {"asked": words, "status": given.status, "body": given.body}
                fake.store.keep_answer(asked.key, kept)
    return given


def _other_words(key: str) -> ApiError:
    return ApiError(
        400,
        "idempotency_error",
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
    )


def _under_way(key: str) -> ApiError:
    return ApiError(
        409,
        "idempotency_error",
        f"There is currently another in-progress request using this Idempotent Key ({key}).",
        code="idempotency_key_in_use",
    )


def _do(fake: Fake, asked: Asked) -> Answer:
    """
    Do what a call asks for.

    :raises ApiError: as Stripe would
    """
    found = route(asked.method, asked.path)
    if not found:
        raise ApiError(
            404,
            "invalid_request_error",
            f"Unrecognized request URL ({asked.method}: {asked.path}).",
        )
    known, numbers = found
    given = read(parse(asked.body), known.shape)
    paths, types = given.pop("expand", []), given.pop("allowed_payment_method_types", ["card"])
    if "card" not in types:
        raise invalid("This fake knows cards only.", param="allowed_payment_method_types")
    goes_wrong = asked.fault.kind if asked.fault else ""
    if asked.fault and goes_wrong == "slow":
        time.sleep(asked.fault.seconds)
    if goes_wrong == "500_before":
        raise _server_error()
    with fake.store.lock:
        made = known.call(fake, given, **numbers)
        if goes_wrong == "500_after":
            raise _server_error()
        silent = bool(made.get("_silent"))
        return Answer(200, expanded(fake.store, made, paths), silent=silent)


def _server_error() -> ApiError:
    return ApiError(500, "api_error", "An error occurred with our connection to the bank.")


def busy(kind: str) -> Answer:
    """Return what is said to those who come too fast, or to two who want one object."""
    code = "lock_timeout" if kind == "lock_timeout" else "rate_limit"
    return refused(ApiError(429, "invalid_request_error", "Come more slowly.", code=code))
