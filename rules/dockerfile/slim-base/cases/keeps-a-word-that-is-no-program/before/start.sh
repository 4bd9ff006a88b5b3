#!/bin/sh
# the file that names the app, run as nobody
echo "no file to watch"
exec flask --app app run
