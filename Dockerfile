# One image for web, worker and beat.
FROM python:3.12-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
# The font of the picture in reports: Pillow's own lacks accents.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin migops && install -d -o migops -m 700 /data
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 MIGOPS_DATA=/data
WORKDIR /app
COPY . .
# Collecting reads the settings, which make a key and a data folder: not those of the image.
RUN mkdir staticfiles && MIGOPS_DATA=/tmp/build python manage.py collectstatic --noinput && rm -r /tmp/build
USER migops
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
  "--blocking-threads", "8", "--no-ws", "--respawn-failed-workers", "migops.wsgi:application"]
