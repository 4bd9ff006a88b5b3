#!/bin/sh
export PATH=/usr/local/bin:/usr/bin:/bin
exec flask --app app run
