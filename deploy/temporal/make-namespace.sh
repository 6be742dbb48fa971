#!/bin/sh
# Makes the namespace where it is missing. The workers register their search attributes in it by themselves.
# Reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, as the temporal CLI does. Safe to run again.
set -eu

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "${RETENTION:-30d}"
