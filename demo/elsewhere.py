"""
Somebody else's page on another port, strict about what it loads, that carries clusts live.

It knows nothing of the shop but its address, and one line for each clust.
"""

import argparse
import re
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
MOST = 3
POLICY = (
    "default-src 'none'; style-src 'self'; script-src {shop}; connect-src {shop} {live};"
    " frame-src {shop}"
)
STYLE = """
body { font: 1.05rem/1.6 Georgia, serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
main { display: grid; gap: 1.5rem; }
clust-card { --clust-font: 1rem/1.4 Georgia, serif; --clust-paper: #fffdf7; }
iframe { border: 0; max-width: 100%; }
"""
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Le carnet de Mado</title><link rel="stylesheet" href="/style.css"></head>
<body><h1>Le carnet de Mado</h1>
<p>Ce qui se prépare en ce moment chez Clust : plus on est nombreux, moins on paie.</p>
<main><script src="{shop}/widget/clust-card.js"></script>
{cards}
</main></body></html>"""
CARD = '<clust-card campaign="{pk}"><a href="{shop}/clusts/{pk}/">Voir ce clust</a></clust-card>'
FRAME = (
    '<iframe src="{shop}/widget/campaigns/{pk}/" width="416" height="272" title="Clust"></iframe>'
)


def page(shop: str) -> str:
    """Return the page with what the shop's front shows; the last of them in a frame."""
    with urllib.request.urlopen(f"{shop}/", timeout=10) as front:
        found = re.findall(r'href="/clusts/(\d+)/"', front.read().decode())
    first = list(dict.fromkeys(found))[:MOST]
    cards = [CARD.format(shop=shop, pk=pk) for pk in first[:-1]]
    cards += [FRAME.format(shop=shop, pk=pk) for pk in first[-1:]]
    return PAGE.format(shop=shop, cards="\n".join(cards))


def serve(port: int, shop: str, live: str) -> None:
    """Serve it until told to stop."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the page or its style; it has no picture of its own."""
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
                return
            is_style = self.path == "/style.css"
            body = (STYLE if is_style else page(shop)).encode()
            self.send_response(200)
            kind = "text/css" if is_style else "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(shop=shop, live=live))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    ThreadingHTTPServer((HOST, port), Handler).serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--live", required=True)
    given = parser.parse_args()
    serve(given.port, given.shop, given.live)
