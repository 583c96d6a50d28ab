#!/bin/bash
# One database and one role for each service, which alone may connect to it. Runs once, on an empty cluster.
set -euo pipefail

for service in registration review choices admission notify; do
  variable="${service^^}_DB_PASSWORD"
  psql -v ON_ERROR_STOP=1 -v service="$service" -v password="${!variable}" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
