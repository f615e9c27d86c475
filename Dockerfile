# A small image without a compiler, a shell's history or root; works with a read-only root filesystem.
FROM python:3.13-slim AS packages
# With "postgres mail reports" the picture of /report is drawn, too: 165 MB more.
ARG EXTRAS="postgres mail"
COPY requirements.txt requirements-postgres.txt requirements-mail.txt requirements-reports.txt /tmp/
RUN lists="-r /tmp/requirements.txt"; for extra in $EXTRAS; do lists="$lists -r /tmp/requirements-$extra.txt"; done \
    && python -m venv --without-pip /opt/otklik \
    && pip --python /opt/otklik/bin/python install --no-cache-dir --disable-pip-version-check \
        --no-deps --require-hashes --only-binary :all: $lists
COPY sla/ /opt/otklik/app/sla/
COPY storage/ /opt/otklik/app/storage/
COPY handlers/ /opt/otklik/app/handlers/
COPY bot/ /opt/otklik/app/bot/
# The one time that bytecode can be written.
RUN /opt/otklik/bin/python -m compileall -q -j 0 /opt/otklik

FROM python:3.13-slim
RUN groupadd --system --gid 10001 otklik \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin otklik \
    && install -d -m 700 -o otklik -g otklik /data
COPY --from=packages /opt/otklik /opt/otklik
ENV PATH=/opt/otklik/bin:$PATH \
    PYTHONPATH=/opt/otklik/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/otklik.db \
    HEALTH_PORT=8079 \
    HEALTH_HOST=0.0.0.0 \
    LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# Live, not ready: a restart mends neither Telegram nor a group that has thrown the bot out.
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8079/live', timeout=5)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
