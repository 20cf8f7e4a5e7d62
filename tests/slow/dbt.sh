#!/bin/sh
# Builds the models that `rfm sql --dbt` writes with a real dbt on DuckDB: they compile, their tests pass, and the scores are those of
# `rfm score`.
#   tests/slow/dbt.sh [path to rfm]
# dbt and DuckDB come from PyPI into a virtual environment of this script's own; DBT_VENV keeps it for the next time, DBT names
# another version than the one below, such as 1.10.8, the oldest that reads the tests.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rfm=$(realpath "${1:-target/debug/rfm}")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
venv=${DBT_VENV:-$dir/venv}
if [ ! -x "$venv/bin/dbt" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "dbt-core==${DBT:-1.11.16}" dbt-duckdb==1.11.1 duckdb==1.5.6
fi
mkdir "$dir/models"
cd "$dir"
cat >dbt_project.yml <<'END'
{name: shop, version: '1.0', profile: shop, models: {shop: {+materialized: table}}}
END
cat >profiles.yml <<'END'
shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, threads: 1}}}
END
cat >models/visits.sql <<'END'
SELECT customer_id, order_id, status, visit_date, CAST(amount AS DECIMAL(18, 2)) AS amount, CAST(cost AS DECIMAL(18, 2)) AS cost
FROM read_csv('visits.csv', header = true)
END
"$rfm" demo -q -o visits.csv
for stage in rows customers scores segments; do
    "$rfm" sql --dialect duckdb --stage $stage --dbt models --table visits --date visit_date --order order_id --status status --cost cost
done
"$venv/bin/dbt" build --profiles-dir . --no-use-colors --no-send-anonymous-usage-stats >dbt.log || { tail -30 dbt.log >&2; exit 1; }
grep -i 'deprecat' dbt.log >&2 || true
"$rfm" score visits.csv -q --frequency orders --export customers.csv >/dev/null
"$venv/bin/python" - <<'END'
import csv, decimal, duckdb
db = duckdb.connect("shop.duckdb")
answer = db.execute("SELECT * FROM rfm_scores")
names = [column[0] for column in answer.description]
got = sorted([None if cell is None else str(cell) for cell in row] for row in answer.fetchall())
with open("customers.csv", newline="", encoding="utf-8") as text:
    head, *rows = csv.reader(text)
assert names == head, (names, head)
money = [head.index(name) for name in ("monetary", "profit")]
plain = lambda row: [None if cell in (None, "") else decimal.Decimal(cell) if at in money else cell for at, cell in enumerate(row)]
assert len(rows) > 100 and [plain(row) for row in got] == [plain(row) for row in sorted(rows)], "the customers differ"
print(f"{len(rows)} customers of a dbt model are those of rfm score")
END
tail -1 dbt.log
