"""Budgets and plans of communities, and what they have promised to whom."""

from clust.subsidies.models.plans import BudgetChange as BudgetChange
from clust.subsidies.models.plans import SubsidyBudget as SubsidyBudget
from clust.subsidies.models.plans import SubsidyPlan as SubsidyPlan
from clust.subsidies.models.plans import SubsidyPlanEnd as SubsidyPlanEnd
from clust.subsidies.models.promises import Promise as Promise
from clust.subsidies.models.promises import PromiseEnd as PromiseEnd
from clust.subsidies.models.promises import PromiseKey as PromiseKey
from clust.subsidies.models.promises import PromisePart as PromisePart
from clust.subsidies.models.promises import SubsidyAllowance as SubsidyAllowance
