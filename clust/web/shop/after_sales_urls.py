"""Where the pages after the sale are."""

from django.urls import path

from clust.web.shop.views import retracting, returning, talking

urlpatterns = [
    path("retractions/", retracting.retractions, name="retractions"),
    path("retractions/<int:pk>/", retracting.retraction_receipt, name="retraction_receipt"),
    path("orders/<int:pk>/retraction/", retracting.retraction, name="retraction"),
    path("orders/<int:pk>/returns/new/", returning.new_return, name="new_return"),
    path("orders/<int:pk>/claims/new/", returning.new_claim, name="new_claim"),
    path("orders/<int:pk>/messages/new/", talking.new_thread, name="new_thread"),
    path("returns/<int:pk>/", returning.return_page, name="return"),
    path("returns/<int:pk>/label/", returning.return_label, name="return_label"),
    path("returns/<int:pk>/sending/", returning.return_sending, name="return_sending"),
    path("returns/<int:pk>/keeping/", returning.return_keeping, name="return_keeping"),
    path("claims/<int:pk>/", returning.claim, name="claim"),
    path("my/messages/", talking.threads, name="threads"),
    path("my/messages/<int:pk>/", talking.thread, name="thread"),
    path("my/photos/<int:pk>/", returning.photo, name="photo"),
]
