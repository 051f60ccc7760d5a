"""Pictures of wishes, as long as the wish itself may be seen."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from clust.web.shop.wall import reader_of
from clust.wishes.readings import is_public, with_picture

FOLDER = "wishes/"
KEPT = "public, max-age=300"
NOT_KEPT = "private, no-store"


@require_safe
def wish_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a picture; of a wish that is hidden only to its author and to the desk."""
    path = f"{FOLDER}{name}"
    wish = with_picture(path)
    if wish is None or not default_storage.exists(path):
        raise Http404
    public = is_public(wish)
    reader = None if public else reader_of(request)
    if not public and not (reader and (reader.is_staff or reader == wish.person)):
        raise Http404
    headers = {"Cache-Control": KEPT if public else NOT_KEPT}
    return FileResponse(default_storage.open(path), headers=headers)
