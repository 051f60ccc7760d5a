"""Where the pages around projects are."""

from django.urls import path

from clust.web.shop.views import creating, projects, royalties

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", creating.new_project, name="new_project"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/votes/", projects.votes, name="votes"),
    path("projects/<int:pk>/votes/end/", projects.vote_end, name="vote_end"),
    path("projects/<int:pk>/questions/", projects.questions, name="questions"),
    path("my/projects/", creating.my_projects, name="my_projects"),
    path("my/projects/<int:pk>/", creating.my_project, name="my_project"),
    path("my/projects/<int:pk>/updates/", creating.updates, name="updates"),
    path("my/projects/<int:pk>/milestones/", creating.milestones, name="milestones"),
    path("my/milestones/<int:pk>/end/", creating.milestone_end, name="milestone_end"),
    path("my/questions/<int:pk>/answer/", creating.answer, name="answer"),
    path("my/projects/<int:pk>/rights/", creating.rights, name="rights"),
    path("my/projects/<int:pk>/contract/", creating.contract, name="contract"),
    path("my/royalties/", royalties.royalties, name="royalties"),
    path("my/royalties/<int:pk>/", royalties.statement, name="royalty_statement"),
]
