#!/bin/sh
case "$1" in
  web) exec gunicorn web:app ;;
  worker) exec dramatiq worker ;;
  shell) exec ipython ;;
  *) exec "$@" ;;
esac
