#!/bin/sh
# Gives Temporal's two databases their schema, or brings it up to the version of this image. Safe to repeat.
# Reads SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD, as temporal-sql-tool does.
set -eu

schema() {
  temporal-sql-tool --db "$1" create
  # Leaves a database that has a version as it is.
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema --schema-name "postgresql/v12/$2"
}

schema temporal temporal
schema temporal_visibility visibility
echo 'schema: ready'
