#!/bin/sh
sed -i "s/HOST/$HOST/" settings.ini
exec gunicorn app:app -b 0.0.0.0:8000
