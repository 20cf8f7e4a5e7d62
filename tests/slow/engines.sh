#!/bin/sh
# Holds the statements of `rfm sql` against the engines: on made-up data every customer's row must be the one that rfm gives.
#   tests/slow/engines.sh [path to rfm] [engines…]
#   tests/slow/engines.sh --scale orders.csv [path to rfm] [engines…]    and how long a large file takes
# DuckDB, ClickHouse and Spark come from PyPI into a virtual environment of this script's own (ENGINES_VENV keeps it for the next
# time); PostgreSQL is the one that is installed, started on loopback in a directory that is gone afterwards; Spark needs Java.
# What is not here is said and left out. The dialects without an engine are parsed by sqlglot, turned into DuckDB's and run there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${ENGINES_VENV:-}
if [ -z "$venv" ]; then
    venv=$(mktemp -d)
    trap 'rm -rf "$venv"' EXIT
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import duckdb, sqlglot' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet duckdb==1.5.6 chdb==4.4.0 pyspark==4.3.0 sqlglot==30.30.0
fi
"$venv/bin/python" "$here/engines.py" "$@"
