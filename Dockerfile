# One image for every process: the command says which, `serve` (all in one) by default.
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
COPY requirements.lock ./
RUN uv venv /opt/evolution-todo \
 && VIRTUAL_ENV=/opt/evolution-todo uv pip install --no-cache -r requirements.lock
COPY . .
RUN uv build --wheel -o /dist . \
 && VIRTUAL_ENV=/opt/evolution-todo uv pip install --no-cache --no-deps /dist/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --no-create-home todo \
 && install -d -o todo -g todo -m 0700 /data
COPY --from=build /opt/evolution-todo /opt/evolution-todo
# 0.0.0.0 inside, with the port published on loopback outside: in local mode nobody signs in.
ENV PATH=/opt/evolution-todo/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    EVOLUTION_TODO_HOST=0.0.0.0 \
    EVOLUTION_TODO_LOCAL_BIND=container \
    EVOLUTION_TODO_DATA_DIR=/data \
    EVOLUTION_TODO_LOG_FORMAT=json
USER todo
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
ENTRYPOINT ["evolution-todo"]
CMD ["serve"]
