#!/bin/sh
# PostgreSQL takes a while after a power cut: wait for its port, then start.
set -eu

host="${DB_HOST:-postgres}"
tries=0
until nc -z "$host" 5432; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
        echo "no $host:5432 after $tries seconds" >&2
        exit 1
    fi
    sleep 1
done

exec uvicorn pipeline.app:app --host 0.0.0.0 --port 8002 --workers 1
