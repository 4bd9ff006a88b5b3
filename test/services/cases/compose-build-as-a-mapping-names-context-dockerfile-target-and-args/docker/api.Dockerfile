FROM python:3.12-slim AS runtime
ARG WORKERS
COPY api /app
CMD ["gunicorn", "api"]

FROM runtime AS extra
RUN touch /extra
