"""Where machines call."""

from functools import partial

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from clust.web.api.application import api
from clust.web.api.document import docs_view, document_view
from clust.web.api.door import guarded, nowhere


def _behind_the_door() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        one.callback = csrf_exempt(guarded(one.callback))
    return [one for one in found if one.name != "api-root"]


app_name = "api"
urlpatterns = [
    path("openapi.json", require_safe(partial(document_view, api=api)), name="openapi"),
    path("docs/", require_safe(partial(docs_view, api=api)), name="docs"),
    *_behind_the_door(),
    re_path("", csrf_exempt(guarded(nowhere))),
]
