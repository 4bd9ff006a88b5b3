#!/bin/sh
apt-get update
apt-get install -y tzdata
exec gunicorn app:app
