"""Where enquiries, quotes and people are on a supplier's site."""

from django.urls import path

from clust.web.supplier import enquiries, people, quotes, safety

urlpatterns = [
    path("", enquiries.home, name="home"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/question/", enquiries.question, name="question"),
    path("enquiries/<int:pk>/message/", enquiries.message, name="message"),
    path("enquiries/<int:pk>/decline/", enquiries.decline, name="decline"),
    path("enquiries/<int:pk>/quote/", quotes.offer, name="offer"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/new/", quotes.proposal, name="proposal"),
    path("quotes/<int:pk>/", quotes.quote, name="quote"),
    path("quotes/<int:pk>/revision/", quotes.revision, name="revision"),
    path("quotes/<int:pk>/taking/", quotes.taking, name="taking"),
    path("quotes/<int:pk>/standing/", quotes.standing, name="standing"),
    path("quotes/<int:pk>/rejection/", quotes.rejection, name="rejection"),
    path("products/<int:pk>/safety/", safety.safety, name="safety"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.role, name="role"),
    path("people/invitations/<int:pk>/removal/", people.invitation, name="invitation"),
    path("joining/", people.joining, name="joining"),
]
