#!/bin/sh
# Brings the database up to date, then hands over to the command.
set -e

echo "running migrations"
alembic upgrade head

exec "$@"
