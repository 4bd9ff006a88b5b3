#!/bin/sh
# HMRC asks for a trace of every submission, so this service is the only one
# that is started under the OpenTelemetry launcher.
set -eu

: "${PORT:=8000}"

if [ "${TRACING:-on}" = "off" ]; then
    exec python -m uvicorn apps.svc_hmrc.main:app --host 0.0.0.0 --port "$PORT"
fi

exec opentelemetry-instrument python -m uvicorn apps.svc_hmrc.main:app --host 0.0.0.0 --port "$PORT"
