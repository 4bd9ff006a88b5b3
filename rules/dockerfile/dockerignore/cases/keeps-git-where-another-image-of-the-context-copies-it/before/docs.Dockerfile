FROM python:3.12-slim-bookworm
COPY .git /src/.git
COPY requirements.txt /src/
