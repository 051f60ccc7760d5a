"""What communities pay towards their people's orders: plans, budgets, and what is promised."""
