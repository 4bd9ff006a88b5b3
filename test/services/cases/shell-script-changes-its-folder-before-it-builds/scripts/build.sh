#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")/../services"
for name in api worker; do
  (cd "$name" && docker build -t "acme/$name" .)
done
