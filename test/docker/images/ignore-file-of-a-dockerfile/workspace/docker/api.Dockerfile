FROM python:3.11-slim-bookworm
WORKDIR /srv
COPY services/ services/
COPY shared/*.py shared/
