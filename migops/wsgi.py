import os

from django.core.wsgi import get_wsgi_application

from migops import supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migops.settings")

if os.environ.get(supervisor.SUPERVISED):
    supervisor.end_with(os.getppid())  # no web process stays behind on the port when its server is killed
application = get_wsgi_application()
