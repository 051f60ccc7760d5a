"""The community's money: its roll, its subsidies, what it owes."""

from django.urls import path

from clust.web.office.views import contributions, earnings, roll, subsidies

urlpatterns = [
    path("roll/", roll.roll, name="roll"),
    path("roll/lists/<int:pk>/", roll.roll_list, name="roll_list"),
    path("roll/lists/<int:pk>/faults/", roll.faults, name="roll_faults"),
    path("subsidies/", subsidies.subsidies, name="subsidies"),
    path("subsidies/budgets/", subsidies.budget_new, name="budget_new"),
    path("subsidies/budgets/<int:pk>/", subsidies.budget, name="budget"),
    path("subsidies/budgets/<int:pk>/plans/", subsidies.plan_new, name="plan_new"),
    path("subsidies/plans/<int:pk>/", subsidies.plan, name="plan"),
    path("subsidies/plans/<int:pk>/end/", subsidies.plan_end, name="plan_end"),
    path("subsidies/people/", subsidies.people, name="subsidy_people"),
    path("contributions/", contributions.contributions, name="contributions"),
    path("contributions/<int:pk>/", contributions.statement, name="contribution"),
    path("contributions/<int:pk>/list/", contributions.statement_list, name="contribution_list"),
    path("earnings/", earnings.earnings, name="earnings"),
    path("earnings/<int:pk>/", earnings.earning, name="earning"),
    path("earnings/<int:pk>/lines/", earnings.earning_lines, name="earning_lines"),
    path("earnings/fees/<int:pk>/", earnings.fee, name="fee"),
]
