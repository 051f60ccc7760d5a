"""Which site answers where."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from clust.config.operations import health, metrics
from clust.integrations.stripe.views import webhook
from clust.web.parts.certificates import tls_allowed
from clust.web.parts.themes import theme
from clust.web.parts.views import choose_language

# One way to sign in, with its second factor and its limits, for the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("clust.web.shop.urls")),
    path("desk/", include("clust.web.desk.urls")),
    path("office/", include("clust.web.office.urls")),
    path("supplier/", include("clust.web.supplier.urls")),
    path("api/v1/", include("clust.web.api.urls")),
    path("widget/", include("clust.web.widget.urls")),
    path("partner/", include("clust.web.partner.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/<str:code>/", choose_language, name="language"),
    path("theme/<slug:digest>.css", theme, name="theme"),
    path("tls/allowed/", tls_allowed, name="tls_allowed"),
    path("health/", health, name="health"),
    path("metrics", metrics, name="metrics"),
]

if settings.STRIPE_KEY:
    urlpatterns.append(path("webhooks/stripe/", webhook, name="stripe_webhook"))

if settings.CARRIER_SECRET.get_secret_value():
    urlpatterns.append(path("webhooks/carriers/", include("clust.integrations.carriers.urls")))

if settings.MAIL_SECRET.get_secret_value():
    urlpatterns.append(path("webhooks/mail/", include("clust.integrations.mail.urls")))

if settings.SANDBOX_ANSWERS:
    urlpatterns.append(path("sandbox/", include("clust.integrations.sandbox.urls")))

if settings.MODE != "production":
    pictures = {"document_root": settings.MEDIA_ROOT}
    urlpatterns.append(path("media/<path:path>", serve, pictures, name="media"))
