#!/bin/sh
set -e
cd /app
exec make cleanup
