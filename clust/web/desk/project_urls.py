"""Where the desk's pages around projects and royalties are."""

from django.urls import path

from clust.web.desk.views import gone, projects, royalties

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/review/", projects.review, name="review"),
    path("projects/<int:pk>/rights/", projects.rights, name="rights_offer"),
    path("projects/<int:pk>/contract/", projects.contract, name="contract"),
    path("projects/<int:pk>/updates/", projects.updates, name="project_updates"),
    path("projects/<int:pk>/milestones/", projects.new_milestone, name="new_milestone"),
    path("milestones/", projects.milestones, name="milestones"),
    path("milestones/<int:pk>/end/", projects.milestone_end, name="milestone_end"),
    path("projects/questions/<int:pk>/answer/", projects.answer, name="project_answer"),
    path("royalties/", royalties.royalties, name="royalties"),
    path("royalties/creators/", royalties.creators, name="creators"),
    path("royalties/left/", gone.owed, name="owed_to_gone"),
    path("royalties/left/<int:pk>/keeping/", gone.keeping, name="royalty_keeping"),
    path("royalties/years/<int:year>.csv", royalties.year, name="royalties_of_year"),
    path("royalties/<int:pk>/", royalties.statement, name="royalty_statement"),
    path("royalties/<int:pk>/payment/", royalties.payment, name="royalty_payment"),
]
