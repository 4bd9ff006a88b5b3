#!/bin/bash
apt-get install -y --no-install-recommends gettext-base
