# syntax=docker/dockerfile:1
# Stage 1 compiles llama.cpp for any x86-64 or arm64 machine: GGML_NATIVE=OFF builds no code for the builder's own
# CPU, and GGML_CPU_ALL_VARIANTS builds one CPU library per instruction set, chosen when the model is loaded.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++ make git && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
ENV CMAKE_ARGS="-DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON"
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /app/.venv && /app/.venv/bin/pip install --disable-pip-version-check -r requirements.txt

# Stage 2 has no compiler, no pip cache, no root.
FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin copydesk \
    && install -d -o copydesk -g copydesk /var/lib/copydesk
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY bot bot
COPY copywriting copywriting
COPY desk desk
COPY documents documents
COPY handlers handlers
COPY inference inference
COPY storage storage
COPY sandbox sandbox
COPY migrations migrations
COPY data data
COPY models models
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONFAULTHANDLER=1 DATABASE_PATH=/var/lib/copydesk/copydesk.sqlite3 HEALTH_PORT=8081 LOG_FORMAT=json
USER copydesk
VOLUME /var/lib/copydesk
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-S", "-m", "bot.pulse"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
