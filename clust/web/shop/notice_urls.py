"""Where the pages around notices are."""

from django.urls import path

from clust.web.shop.views import app, choosing, following, notices, screens

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/preferences/", choosing.preferences, name="preferences"),
    path("notices/addresses/", choosing.addresses_again, name="addresses_again"),
    path("notices/news/", following.news, name="follow_news"),
    path("notices/leave/<str:token>/", choosing.leave, name="leave"),
    path("notices/leave/<str:token>/undo/", choosing.leave_undo, name="leave_undo"),
    path("notices/screens/", screens.screens, name="screens"),
    path("notices/screens/end/", screens.screen_end, name="screen_end"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("app-<int:size>.png", app.icon, name="app_icon"),
    path("worker-<str:language>.js", app.service_worker, name="service_worker"),
    path("offline/<str:language>/", app.offline, name="offline"),
    path("clusts/<int:pk>/following/", following.following, name="following"),
    path("clusts/<int:pk>/following/end/", following.following_end, name="following_end"),
]
