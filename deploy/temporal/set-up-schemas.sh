#!/bin/sh
# Brings Temporal's two databases to the schemas of this version. Safe to run again, which is how an upgrade gets its own.
# Reads what temporal-sql-tool reads: SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD; and SQL_PASSWORD_FILE.
set -eu

if [ -n "${SQL_PASSWORD_FILE:-}" ]; then
  SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
  export SQL_PASSWORD
fi

# 0.0 stands for an empty database; one that is further is left as it is.
set_up() {
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

set_up temporal temporal
set_up temporal_visibility visibility
