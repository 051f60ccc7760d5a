"""Where the desk's pages around wishes are."""

from django.urls import path

from clust.web.desk.views import moderation, shelves, wishes

urlpatterns = [
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/<int:pk>/", wishes.wish, name="wish"),
    path("wishes/<int:pk>/backings/", wishes.backings, name="backings"),
    path("wishes/<int:pk>/merge/", wishes.merge, name="merge_wish"),
    path("wishes/<int:pk>/shelf/", shelves.shelf, name="shelve_wish"),
    path("wishes/<int:pk>/hiding/", moderation.hiding, name="hide_wish"),
    path("wishes/<int:pk>/dismissal/", moderation.dismissal, name="dismiss_reports"),
    path("reports/", moderation.reports, name="reports"),
    path("appeals/", moderation.appeals, name="appeals"),
    path("appeals/<int:pk>/", moderation.appeal, name="appeal"),
    path("categories/", shelves.categories, name="categories"),
    path("categories/new/", shelves.new_category, name="new_category"),
    path("categories/<int:pk>/", shelves.category, name="category"),
]
