"""`python -m fakes.oidc --port N`: who works at the demo's company signs in by choosing a name."""

import argparse
import html
import json
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from fakes.oidc.tokens import Keys

# Name, address, and whether the company says that the address is theirs.
PEOPLE = {
    "camille": ("Camille, à l’atelier", "camille@acme.example", True),
    "noa": ("Noa, à la compta", "noa@acme.example", False),
    "sans-adresse": ("Quelqu’un sans adresse", "", False),
}
PAGE = """<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Acme</title>
<body><h1>Acme : qui êtes-vous ?</h1><form method="post">{buttons}</form></body></html>"""


class Provider:
    """What the provider knows: its keys, and the codes and tokens it gave."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys = Keys()
        self.codes: dict[str, tuple[str, dict[str, str]]] = {}
        self.tokens: dict[str, str] = {}

    def discovery(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def code_for(self, who: str, asked: dict[str, str]) -> str:
        """Return where to go back to with a code."""
        code = token_urlsafe(24)
        self.codes[code] = (who, asked)
        told = {"code": code, "state": asked.get("state", "")}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, once; None where it is not one of ours."""
        found = self.codes.pop(sent.get("code", ""), None)
        if found is None or found[1]["redirect_uri"] != sent.get("redirect_uri"):
            return None
        who, asked = found
        access = token_urlsafe(24)
        self.tokens[access] = who
        claims = {**self.claims(who), "aud": asked["client_id"], "nonce": asked.get("nonce")}
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.keys.signed({"iss": self.issuer, **claims}),
        }

    def claims(self, who: str) -> dict[str, Any]:
        """Return what is told of somebody."""
        name, email, verified = PEOPLE[who]
        told = {"email": email, "email_verified": verified} if email else {}
        return {"sub": who, "name": name, **told}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """Return what answers for a provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages: dict[str, Callable[[], Any]] = {
                "/.well-known/openid-configuration": provider.discovery,
                "/jwks": provider.keys.public,
                "/userinfo": self._userinfo,
            }
            path = urlsplit(self.path).path
            if path == "/authorize":
                self._say(200, PAGE.format(buttons=_buttons()), "text/html; charset=utf-8")
            elif path in pages:
                told = pages[path]()
                self._say(200 if told else 401, json.dumps(told or {}), "application/json")
            elif path == "/favicon.ico":
                self._say(204, "", "image/x-icon")
            else:
                self._say(404, "not found", "text/plain")

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            length = min(int(self.headers.get("Content-Length", 0)), 20_000)
            sent = dict(parse_qsl(self.rfile.read(length).decode()))
            if parts.path == "/authorize" and sent.get("sub") in PEOPLE:
                self.send_response(302)
                asked = dict(parse_qsl(parts.query))
                self.send_header("Location", provider.code_for(sent["sub"], asked))
                self.end_headers()
            elif parts.path == "/token":
                told = provider.exchange(sent | self._basic())
                answer = json.dumps(told or {"error": "invalid_grant"})
                self._say(200 if told else 400, answer, "application/json")
            else:
                self._say(404, "not found", "text/plain")

        def _userinfo(self) -> dict[str, Any]:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            who = provider.tokens.get(token)
            return provider.claims(who) if who else {}

        def _basic(self) -> dict[str, str]:
            given = self.headers.get("Authorization", "")
            if not given.startswith("Basic "):
                return {}
            client, _, _secret = b64decode(given[6:]).decode().partition(":")
            return {"client_id": unquote(client)}

        def _say(self, status: int, text: str, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


def _buttons() -> str:
    return "".join(
        f'<p><button name="sub" value="{who}">{html.escape(name)}</button></p>'
        for who, (name, *_) in PEOPLE.items()
    )


def serve(port: int) -> ThreadingHTTPServer:
    """Return a server, which is not started yet."""
    server = ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler)
    issuer = f"http://localhost:{server.server_address[1]}"
    server.RequestHandlerClass = handler(Provider(issuer))
    return server


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8010)
    serve(parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
