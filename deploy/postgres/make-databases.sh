#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is new. Two users, each owner of its own databases and of nothing else:
# Temporal cannot read the record and the books, and the workers cannot read Temporal's runs.
# PGHOST, PGPORT and PGPASSWORD are unset there; whoever runs it elsewhere sets them. SECRETS_DIR: where the passwords lie.
set -eu

secrets=${SECRETS_DIR:-/run/secrets}

# The password goes in by standard input: an argument could be read in the list of processes.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
\set temporal_password \`cat '$secrets/temporal_database_password'\`
\set sync_password \`cat '$secrets/sync_database_password'\`
create role temporal login password :'temporal_password';
create role traede_sync login password :'sync_password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
create database traede_sync owner traede_sync;
revoke connect on database temporal, temporal_visibility, traede_sync from public;
SQL
