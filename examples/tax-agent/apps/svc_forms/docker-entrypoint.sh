#!/bin/sh
# Brings the schema up to date, then hands over to the server.
set -e

cd /app
if [ "${SKIP_MIGRATIONS:-0}" != "1" ]; then
    alembic -c apps/svc_forms/alembic.ini upgrade head
fi

exec "$@"
