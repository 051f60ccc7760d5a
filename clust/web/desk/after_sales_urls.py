"""Where the desk's pages after the sale are."""

from django.urls import path

from clust.web.desk.views import after_sales, returns

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/<int:pk>/", returns.return_page, name="return"),
    path("returns/<int:pk>/label/", returns.label, name="return_label"),
    path("returns/<int:pk>/arrival/", returns.arrival, name="return_arrival"),
    path("returns/<int:pk>/check/", returns.check, name="return_check"),
    path("returns/<int:pk>/refusal/", returns.refusal, name="return_refusal"),
    path("returns/<int:pk>/exchange/", returns.exchange, name="return_exchange"),
    path("exchanges/<int:pk>/end/", returns.exchange_end, name="exchange_end"),
    path("claims/", returns.claims, name="claims"),
    path("claims/<int:pk>/", returns.claim, name="claim"),
    path("claims/<int:pk>/answer/", returns.claim_answer, name="claim_answer"),
    path("products/<int:pk>/recall/", returns.recall, name="recall"),
    path("after-sales/", after_sales.threads, name="threads"),
    path("after-sales/<int:pk>/", after_sales.thread, name="thread"),
    path("after-sales/<int:pk>/assignment/", after_sales.assignment, name="assignment"),
    path("after-sales/<int:pk>/settlement/", after_sales.settlement, name="settlement"),
    path("replies/", after_sales.replies, name="replies"),
    path("replies/new/", after_sales.new_reply, name="new_reply"),
    path("replies/<int:pk>/", after_sales.reply, name="reply"),
    path("replies/<int:pk>/retirement/", after_sales.reply_retirement, name="reply_retirement"),
]
