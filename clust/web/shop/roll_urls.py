"""Where people say who they are on a community's roll."""

from django.urls import path

from clust.web.shop.views import roll

urlpatterns = [path("staff-number/", roll.staff_number, name="staff_number")]
