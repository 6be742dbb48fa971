#!/bin/sh
# The server's image takes its password from a variable only: here it comes from a file.
set -eu

POSTGRES_PWD=$(cat "$POSTGRES_PWD_FILE")
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
