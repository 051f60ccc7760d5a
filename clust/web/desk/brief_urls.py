"""Where the desk's pages of a negotiation are."""

from django.urls import path

from clust.web.desk.views import briefs, comparison, enquiries

urlpatterns = [
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/new/", briefs.new_brief, name="new_brief"),
    path("briefs/<int:pk>/", briefs.brief, name="brief"),
    path("briefs/<int:pk>/wishes/", briefs.addition, name="brief_wishes"),
    path("briefs/<int:pk>/wishes/<int:wish>/removal/", briefs.removal, name="brief_removal"),
    path("briefs/<int:pk>/demand.csv", briefs.demand_csv, name="demand_csv"),
    path("briefs/<int:pk>/enquiry/", enquiries.new_enquiry, name="new_enquiry"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/invitation/", enquiries.invitation, name="invitation"),
    path("enquiries/<int:pk>/comparison/", comparison.comparison, name="comparison"),
    path("questions/<int:pk>/answer/", enquiries.question_answer, name="question_answer"),
    path("invitees/<int:pk>/", enquiries.invitee, name="invitee"),
    path("quotes/<int:pk>/counter/", comparison.counter, name="counter"),
]
