#!/bin/sh
chown -R 1000 /srv/data
exec gosu 1000 gunicorn app:app
