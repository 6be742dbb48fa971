#!/bin/sh
# Makes the folder of secrets that docker-compose.yml reads: passwords of the databases are made up, what only you know is left
# empty for you to fill in. What is there already stays.
set -eu

folder=${1:-secrets}
# Only the owner gets into the folder. Containers are given single files, and read them as users of their own.
mkdir -p "$folder"
chmod 700 "$folder"

made_up() {
  [ -e "$folder/$1" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$1"
  chmod 444 "$folder/$1"
}

to_fill_in() {
  [ -e "$folder/$1" ] || : >"$folder/$1"
  chmod 644 "$folder/$1"
  [ -s "$folder/$1" ] || echo "fill in $folder/$1: $2"
}

made_up postgres_password
made_up temporal_database_password
made_up sync_database_password
made_up grafana_admin_password
to_fill_in traede_access_token 'the access token, made in TRAEDE'
to_fill_in traede_app_key "the app key of TRAEDE's partner programme"
to_fill_in erp_secret "the ERP's password or key (leave it empty with the ledger)"
