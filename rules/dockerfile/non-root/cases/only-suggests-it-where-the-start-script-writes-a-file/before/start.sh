#!/bin/sh
echo "{\"host\": \"$HOST\"}" > /srv/settings.json
exec gunicorn app:app -b 0.0.0.0:8000
