#!/usr/bin/env bash
shift
shift
exec "$@"
