"""Where the desk's pages around partners and their money are."""

from django.urls import path

from clust.web.desk.views import partners, shop_earnings, transfer_returns, transfers

urlpatterns = [
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.new_partner, name="new_partner"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/agreements/", partners.agreement, name="new_agreement"),
    path("partners/agreements/<int:pk>/end/", partners.agreement_end, name="agreement_end"),
    path("partners/<int:pk>/links/", partners.links, name="partner_links"),
    path("partners/statements/", partners.statements, name="commission_statements"),
    path("partners/statements/<int:pk>/", partners.statement, name="commission_statement"),
    path("partners/shops/", shop_earnings.shops, name="shop_earnings"),
    path("partners/shops/<int:pk>/keeper/", shop_earnings.keeper, name="shop_keeper"),
    path("partners/fees/<int:pk>/", shop_earnings.fee, name="fee_invoice"),
    path("partners/<int:pk>/fees/", shop_earnings.payment, name="fee_payment"),
    path("transfers/", transfers.files, name="transfer_files"),
    path("transfers/new/", transfers.new_file, name="new_transfer_file"),
    path("transfers/<int:pk>/", transfers.file, name="transfer_file"),
    path("transfers/<int:pk>/file/", transfers.download, name="transfer_download"),
    path("transfers/<int:pk>/payment/", transfers.payment, name="transfer_payment"),
    path("transfers/lines/<int:pk>/end/", transfers.line_end, name="transfer_end"),
    path("transfers/lines/<int:pk>/return/", transfer_returns.line_return, name="transfer_return"),
]
