#!/bin/sh
pip install -r /data/plugins.txt
exec flask --app app run
