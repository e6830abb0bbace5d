# The portal's web process. It expects a proxy with TLS before it and PostgreSQL beside it: docker-compose.yml.
#
# The bases are named by version. To hold them to what you have looked at yourself, give them with a digest:
# docker compose build --build-arg PYTHON_IMAGE=python:3.11.15-slim-bookworm@sha256:…

ARG NODE_IMAGE=node:22.23.1-bookworm-slim
ARG PYTHON_IMAGE=python:3.11.15-slim-bookworm

FROM ${NODE_IMAGE} AS assets
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY Makefile ./
COPY static static
# The Makefile's own commands; the two files named here stand for what has just been installed.
RUN make --old-file=.venv/node.stamp --old-file=node_modules/.installed assets


FROM ${PYTHON_IMAGE} AS packages
COPY requirements/run.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r run.txt


FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/srv/portal/var
# For the words on pictures of figures; and what reads the words of pages that are pictures, in the worker.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-dejavu-core tesseract-ocr && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY manage.py pyproject.toml LICENSE ./
COPY templates templates
COPY static static
COPY reviews reviews
COPY themes themes
COPY scr_portal scr_portal
COPY --from=assets /build/var/assets var/assets

# The key is for this one command: without any, a key would be made and would stay in the image.
# The portal's account owns only the folders for documents and backups; a volume mounted there starts with that owner.
# Compiled here, for the account cannot write it: each file that somebody gives is opened by a process that starts anew.
RUN python -m compileall -q reviews themes scr_portal \
    && SECRET_KEY=used-only-while-collecting python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal --group=portal --mode=0750 var/documents backups
USER portal

EXPOSE 8000
# Not /health/ready: what replaces unhealthy containers would end, while the database is away, those that still show pages.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=8)"]
CMD ["python", "-m", "gunicorn", "--config", "python:scr_portal.gunicorn", "--bind", "0.0.0.0:8000"]
