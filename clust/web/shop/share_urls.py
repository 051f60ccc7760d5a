"""Where what is passed on can be found."""

from django.urls import path

from clust.web.shop.views import sharing

urlpatterns = [
    path("c/<int:pk>/", sharing.short, name="short"),
    path("w/<int:pk>/", sharing.short_wish, name="short_wish"),
    path("p/<int:pk>/", sharing.short_project, name="short_project"),
    path(
        "share/<slug:kind>/<int:pk>/<slug:language>/<slug:version>.png",
        sharing.share_image,
        name="share_image",
    ),
    path("r/<slug:code>/<slug:language>/<slug:size>.png", sharing.banner, name="banner"),
    path("share/colours.css", sharing.colours, name="share_colours"),
    path("<slug:kind>/<int:pk>/poster/<slug:size>/", sharing.paper, name="paper"),
]
