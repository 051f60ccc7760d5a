"""Where the pages around wishes are."""

from django.urls import path

from clust.web.shop.views import backing, pictures, speaking, wall, wishing

urlpatterns = [
    path("wishes/", wall.wall, name="wishes"),
    path("wishes/new/", wishing.new_wish, name="new_wish"),
    path("wishes/similar/", wishing.similar_wishes, name="similar_wishes"),
    path("wishes/<int:pk>/", wall.wish, name="wish"),
    path("wishes/<int:pk>/backing/", backing.backing, name="backing"),
    path("wishes/<int:pk>/backing/end/", backing.backing_end, name="backing_end"),
    path("wishes/<int:pk>/backing/again/", backing.backing_again, name="backing_again"),
    path("wishes/<int:pk>/backing/card/<int:check>/", backing.backing_card, name="backing_card"),
    path("wishes/<int:pk>/report/", speaking.report, name="report_wish"),
    path("wishes/<int:pk>/appeal/", speaking.appeal_page, name="appeal"),
    path("media/wishes/<str:name>", pictures.wish_picture, name="wish_picture"),
    path("my/wishes/", wall.my_wishes, name="my_wishes"),
]
