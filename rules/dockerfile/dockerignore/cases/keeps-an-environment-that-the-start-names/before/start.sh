#!/bin/sh
. .venv/bin/activate
exec python app.py
