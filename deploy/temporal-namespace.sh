#!/bin/sh
# Gives the namespace TEMPORAL_NAMESPACE the retention NAMESPACE_RETENTION and the search attributes. Safe to repeat.
# Reads TEMPORAL_ADDRESS too, as the temporal command does.
set -eu

attempts=60
until temporal operator cluster health > /dev/null 2>&1; do
  attempts=$((attempts - 1))
  if [ "$attempts" -eq 0 ]; then
    echo "namespace: no Temporal server is healthy at $TEMPORAL_ADDRESS" >&2
    exit 1
  fi
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$NAMESPACE_RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$NAMESPACE_RETENTION"
fi

# A server knows a new namespace only after it has read its list again.
attribute() {
  attempts=30
  until temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$1" --type "$2"; do
    attempts=$((attempts - 1))
    if [ "$attempts" -eq 0 ]; then exit 1; fi
    sleep 1
  done
}

attribute IncassoStage Keyword
attribute IncassoReference Keyword
attribute IncassoVendorRefs KeywordList
attribute IncassoNextActionAt Datetime
echo "namespace: $TEMPORAL_NAMESPACE is ready"
