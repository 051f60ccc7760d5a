"""The pages, as a WSGI server runs them."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clust.config.settings")
application = get_wsgi_application()
