"""Runs the statements of `rfm sql` on engines and compares every row with rfm's own answer. See engines.sh."""
import argparse, csv, datetime, io, json, os, random, re, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, time
from decimal import Decimal

SEEN_WITH = {"bigquery": "duckdb", "snowflake": "duckdb", "trino": "duckdb", "databricks": "duckdb"}
COLUMNS = ["customer_id", "order_date", "amount", "order_id", "status", "profit", "cost"]

CUTS = "cuts.toml"  # in the folder of the run, as --save-cuts would write it
SAVED = 'r_at_most = [5, 33, 90, 400]\nf_at_least = [2, 3, "none", "none"]\nm_at_least = ["0.5", "20", "1000.25", "5600.000001"]\n'


# ---- made-up data --------------------------------------------------------------------------------------------------------

def ids(rng, n):
    odd = ["007", "7", "a", "A", "客户甲", "客户 乙", "é", "e\u0301", "x'y", 'x"y', "a;b", "--", "%", "\\", "a\\b", "${x}", "{{x}}", "😀", "Z", "_", "a\tb"]
    plain = [f"C{number:04d}" for number in range(n)]
    return (rng.sample(odd, min(len(odd), max(1, n // 4))) + plain)[:n]


def table(rng, n, rows, wide):
    """Rows as (id, date, amount, order, status, profit, cost): dirty ids, ties, refunds, several decimals."""
    people = ids(rng, n)
    heavy = rng.random() < 0.4
    decimals = rng.choice([0, 2, 2, 3, 6])
    first = datetime.date(2024, 2, 29) - datetime.timedelta(days=rng.randrange(800))
    span = rng.choice([1, 30, 400, 1500])
    refunds_only = {person for person in people if rng.random() < 0.08}
    out = []
    for _ in range(rows):
        person = people[min(int(rng.expovariate(3) * n), n - 1)]
        day = first + datetime.timedelta(days=rng.randrange(span))
        number = rng.choice([10, 10, 20, 25]) if heavy else rng.randrange(1, 100_000)
        amount = Decimal(number).scaleb(-decimals if not heavy else 0)
        if person in refunds_only or rng.random() < 0.1:
            amount = -amount
        if rng.random() < 0.04:
            amount = Decimal(0)
        if rng.random() < 0.02:
            amount = Decimal("999999999999.999999" if wide else "99999.999999")
        order = rng.choice(["", " ", None, f"O{rng.randrange(rows)}", f" O{rng.randrange(1 + rows // 3)} ", "订单1", "o1", "O1"])
        status = rng.choice(["paid", "Paid", "CANCELLED", "payment failed", "已取消", "已退款", "on-hold", "wc_refunded", "", None, "odd", "ÉCHEC", "échec", "N/A"])
        profit = (amount * Decimal("0.3")).quantize(Decimal("0.000001"))
        cost = abs(amount * Decimal("0.6")).quantize(Decimal("0.000001"))
        written = rng.choice([person, person, " " + person, person + "  ", "\t" + person + "\r\n"])
        row = [written, day, amount, order, status, profit, cost]
        wrong = rng.random()
        if wrong < 0.01: row[0] = rng.choice(["", "  ", None])
        elif wrong < 0.02: row[1] = None
        elif wrong < 0.03: row[2] = None
        elif wrong < 0.04: row[2] = Decimal("1.2345678")
        elif wrong < 0.045: row[2] = Decimal(10) ** 15
        elif wrong < 0.05: row[0] = "bell\x07"
        elif wrong < 0.055: row[1] = datetime.date(1899, 12, 31)
        elif wrong < 0.06: row[5] = None
        out.append(row)
    return out


def flags(rng, rows):
    """What is asked of both, and the columns that are named."""
    days = [row[1] for row in rows if row[1]]
    out = []
    if rng.random() < 0.5: out += ["--order", "order_id"]
    if rng.random() < 0.3: out += ["--status", "status"]
    if rng.random() < 0.2: out += ["--profit", "profit"]
    elif rng.random() < 0.2: out += ["--cost", "cost"]
    if rng.random() < 0.4: out += ["--refunds", rng.choice(["net", "drop", "count"])]
    if rng.random() < 0.4: out += ["--zero-amounts", rng.choice(["keep", "drop"])]
    if rng.random() < 0.5: out += ["--frequency", rng.choice(["rows", "days"])]
    if rng.random() < 0.5: out += ["--window", rng.choice(["30d", "12m", "1m", "3w", "1y", "18m", "400y"])]
    if days and rng.random() < 0.5:
        out += ["--as-of", str(rng.choice([rng.choice(days), max(days) + datetime.timedelta(days=40), datetime.date(2024, 2, 29)]))]
    if rng.random() < 0.3: out += ["--cuts", rng.choice(["r=30,60,90,180", "f=2,3,4,5", "m=0.5,20,none,1000.25"])]
    elif rng.random() < 0.15: out += ["--preset", "after-sales"]
    elif rng.random() < 0.15: out += ["--cuts-from", CUTS]
    if "--status" in out and rng.random() < 0.3: out += ["--status-drop", "odd,échec,n/a", "--status-keep", "on-hold,payment failed"]
    if rng.random() < 0.2: out += ["--high", rng.choice(["2", "3", "5"])]
    if rng.random() < 0.2: out += ["--active-only"]
    if rng.random() < 0.2: out += ["--ignore-ids", "C0001,客户甲,x'y,a\\b"]
    return out


def cases(seed, count, wide):
    rng = random.Random(seed)
    for n in range(1, 8):  # the fewest customers there can be
        rows = table(rng, n, n * 2, wide)
        yield rows, flags(rng, rows)
    ties = [[f"T{i}", datetime.date(2025, 1, 1), Decimal(10), None, None, Decimal(1), Decimal(2)] for i in range(50)]
    yield ties, []
    yield ties + [["U", datetime.date(2023, 1, 1), Decimal("10.01"), "x", "paid", Decimal(1), Decimal(2)]], ["--window", "12m"]
    yield [["A", datetime.date(2025, 1, 1), Decimal(10), None, None, Decimal(1), Decimal(2)]], ["--as-of", "2026-06-30", "--window", "1m"]
    yield [["A", datetime.date(2025, 1, 1), Decimal(-10), None, None, Decimal(-1), Decimal(2)]], []
    while count > 0:
        rows = table(rng, rng.choice([3, 8, 20, 60, 300]), rng.choice([20, 100, 600, 2000]), wide)
        yield rows, flags(rng, rows)
        count -= 1


# ---- rfm's own answer ----------------------------------------------------------------------------------------------------

def plain(value):
    if value is None: return ""
    if isinstance(value, Decimal): return format(value.normalize() if value % 1 else value.to_integral_value(), "f")
    return str(value)


class Rfm:
    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder
        with open(os.path.join(folder, CUTS), "w") as out: out.write(SAVED)

    def sql(self, *args):
        return subprocess.run([self.path, "sql", *args], capture_output=True, text=True, check=True, cwd=self.folder).stdout

    def answers(self, rows, asked):
        """(customers, segments, fates): what rfm makes of the same rows in a file; none where there is nothing to score."""
        file = os.path.join(self.folder, "orders.csv")
        used = [at for at, name in enumerate(COLUMNS) if at < 3 or name in asked]
        with open(file, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerow([COLUMNS[at] for at in used])
            writer.writerows([[plain(row[at]) for at in used] for row in rows])
        export = os.path.join(self.folder, "customers.csv")
        if os.path.exists(export): os.remove(export)
        base = [self.path, "score", file, "-q", "--max-rejects", "100%", "--encoding", "utf-8", "--date-format", "%Y-%m-%d"] + asked
        run = subprocess.run(base + ["--export", export, "-f", "json"], capture_output=True, text=True, cwd=self.folder)
        if run.returncode != 0:
            assert "no usable rows" in run.stderr or "no customer" in run.stderr.lower(), run.stderr
            return [], None, None
        with open(export, newline="", encoding="utf-8") as text:
            customers = [row for row in csv.reader(text)][1:]
        report = json.loads(run.stdout)
        counts = report["rows"]
        fates = {**counts.get("rejected_by_reason", {}), **counts["left_out"], "used": counts["used"]}
        run = subprocess.run(base + ["-f", "csv"], capture_output=True, text=True, check=True, cwd=self.folder)
        segments = [[row["segment"], row["customers"], row["share"], row["value"], row["value_share"]] for row in csv.DictReader(io.StringIO(run.stdout))]
        return customers, segments, {fate: count for fate, count in fates.items() if count}


def same(value):
    """One form for what engines give in several: days, whole numbers, decimals, nothing."""
    if value is None or value == "": return None
    if isinstance(value, (datetime.date, datetime.datetime)): return str(value)[:10]
    if isinstance(value, float): value = Decimal(repr(value))
    if isinstance(value, (int, Decimal)): return Decimal(value).normalize() + 0
    return value


TEXT = {"scores": {0, 8, 9}, "segments": {0}}  # the columns that are text


def rows_of(stage, rows):
    def cell(at, value):
        if value is None or value == "": return None
        if at in TEXT[stage]: return str(value)
        value = same(value)
        if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value): value = Decimal(value).normalize() + 0
        return value
    return [[cell(at, value) for at, value in enumerate(row)] for row in rows]


# ---- engines -------------------------------------------------------------------------------------------------------------

def write_jsonl(folder, rows, first_year=0):
    """The rows for engines that read them best from a file; a date before the first that fits becomes none: both are rejected."""
    path = os.path.join(folder, "orders.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            day = str(row[1]) if row[1] and row[1].year >= first_year else None
            others = [plain(value) if isinstance(value, Decimal) else value for value in row[2:]]
            out.write(json.dumps(dict(zip(COLUMNS, [row[0], day, *others])), ensure_ascii=False) + "\n")
    return path


class DuckDb:
    dialect = stands_in = "duckdb"
    is_quick, is_own = True, True

    def __init__(self, folder):
        import duckdb
        self.db, self.folder = duckdb.connect(), folder
        self.name = f"DuckDB {duckdb.__version__}"

    def load(self, rows):
        decimal = {name: "DECIMAL(38, 8)" for name in ("amount", "profit", "cost")}
        kinds = {**{name: "VARCHAR" for name in COLUMNS}, "order_date": "DATE", **decimal}
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in kinds.items())
        self.db.execute(f"CREATE OR REPLACE TABLE orders AS SELECT * FROM read_json('{write_jsonl(self.folder, rows)}', format = 'newline_delimited', columns = {{{columns}}})")

    def run(self, sql):
        return self.db.execute(sql).fetchall()

    def do(self, sql): self.db.execute(sql)

    def scale(self, file):
        self.db.execute(f"CREATE OR REPLACE TABLE orders AS SELECT customer_id, CAST(order_date AS DATE) AS order_date, CAST(amount AS DECIMAL(18, 2)) AS amount FROM read_csv('{file}', header = true, quote = '\"', escape = '\"', all_varchar = true)")

    def close(self): self.db.close()


class Translated(DuckDb):
    """A dialect without an engine here: parsed by sqlglot, turned into DuckDB's, run there."""
    is_own = False

    def __init__(self, folder, dialect):
        super().__init__(folder)
        self.dialect, self.name = dialect, f"{dialect} by sqlglot, on {self.name}"

    def run(self, sql):
        import sqlglot
        from sqlglot import exp
        tree = sqlglot.parse_one(sql, read=self.dialect, error_level=sqlglot.ErrorLevel.RAISE)
        for kind in tree.find_all(exp.DataType):
            # BigQuery's decimals have their places by themselves; DuckDB's would have three.
            places = {"DECIMAL": 9, "BIGDECIMAL": 18}.get(kind.this.name) if self.dialect == "bigquery" else None
            if places: kind.replace(exp.DataType.build(f"DECIMAL(38, {places})"))
        return self.db.execute(tree.sql(dialect="duckdb")).fetchall()


class Sqlite:
    dialect = stands_in = "sqlite"
    is_quick, is_own = True, True

    def __init__(self, folder):
        self.db = sqlite3.connect(":memory:")
        self.name = f"SQLite {sqlite3.sqlite_version}"

    def load(self, rows):
        self.db.execute("DROP TABLE IF EXISTS orders")
        self.db.execute("CREATE TABLE orders (customer_id TEXT, order_date TEXT, amount TEXT, order_id TEXT, status TEXT, profit TEXT, cost TEXT)")
        self.db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", [[None if value is None else plain(value) for value in row] for row in rows])

    def run(self, sql):
        return self.db.execute(sql).fetchall()

    def close(self): self.db.close()


class ClickHouse:
    dialect = stands_in = "clickhouse"
    is_quick, is_own = True, True

    def __init__(self, folder):
        import chdb
        from chdb import session
        self.db, self.folder = session.Session(os.path.join(folder, "ch")), folder
        self.name = f"ClickHouse {self.db.query('SELECT version()').bytes().decode().strip().strip(chr(34))} (chdb {chdb.__version__ if hasattr(chdb, '__version__') else ''})"

    def load(self, rows):
        self.db.query("CREATE DATABASE IF NOT EXISTS d")
        self.db.query("USE d")
        self.db.query("DROP TABLE IF EXISTS orders")
        self.db.query("CREATE TABLE orders (customer_id Nullable(String), order_date Nullable(Date32), amount Nullable(Decimal(38, 8)), order_id Nullable(String), status Nullable(String), profit Nullable(Decimal(38, 8)), cost Nullable(Decimal(38, 8))) ENGINE = MergeTree ORDER BY tuple()")
        path = write_jsonl(self.folder, rows, first_year=1900)
        self.db.query(f"INSERT INTO orders SELECT * FROM file('{path}', JSONEachRow, 'customer_id Nullable(String), order_date Nullable(Date32), amount Nullable(Decimal(38, 8)), order_id Nullable(String), status Nullable(String), profit Nullable(Decimal(38, 8)), cost Nullable(Decimal(38, 8))')")

    def run(self, sql):
        text = self.db.query(sql.rstrip().rstrip(";") + " FORMAT JSONCompactEachRowWithNames SETTINGS output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 0").bytes().decode()
        names, *rows = [json.loads(line) for line in text.splitlines()]
        assert not any("." in name for name in names), names  # a name is a name, whatever was joined
        return rows

    def do(self, sql): self.db.query(sql)

    def scale(self, file):
        self.db.query("CREATE DATABASE IF NOT EXISTS d")
        self.db.query("USE d")
        self.db.query("CREATE TABLE orders (customer_id String, order_date Date32, amount Decimal(18, 2)) ENGINE = MergeTree ORDER BY tuple()")
        self.db.query(f"INSERT INTO orders SELECT customer_id, toDate32(substring(order_date, 1, 10)), toDecimal64(amount, 2) FROM file('{file}', CSVWithNames, 'order_id String, customer_id String, order_date String, amount String, channel String, note String')")

    def close(self): self.db.close()


class Spark:
    dialect = stands_in = "spark"
    is_quick, is_own = False, True

    def __init__(self, folder):
        if not shutil.which("java"): raise RuntimeError("there is no Java")
        import pyspark
        from pyspark.sql import SparkSession
        os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
        self.name = f"Spark {pyspark.__version__}"
        self.folder = folder
        builder = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "4").config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").config("spark.driver.memory", "3g")
        self.db = builder.config("spark.local.dir", folder).config("spark.sql.warehouse.dir", folder).getOrCreate()
        self.db.sparkContext.setLogLevel("ERROR")

    def load(self, rows):
        from pyspark.sql import types as t
        kinds = [t.StringType(), t.DateType(), t.DecimalType(38, 8), t.StringType(), t.StringType(), t.DecimalType(38, 8), t.DecimalType(38, 8)]
        schema = t.StructType([t.StructField(name, kind) for name, kind in zip(COLUMNS, kinds)])
        self.db.createDataFrame([tuple(row) for row in rows], schema).coalesce(2).createOrReplaceTempView("orders")

    def run(self, sql):
        return [tuple(row) for row in self.db.sql(sql.rstrip().rstrip(";")).collect()]

    def do(self, sql): self.db.sql(sql)

    def scale(self, file):
        frame = self.db.read.option("header", True).option("multiLine", True).option("escape", '"').schema("order_id STRING, customer_id STRING, order_date STRING, amount STRING, channel STRING, note STRING").csv(file)
        path = os.path.join(self.folder, "orders.parquet")
        frame.selectExpr("customer_id", "CAST(order_date AS DATE) AS order_date", "CAST(amount AS DECIMAL(18, 2)) AS amount").write.parquet(path)
        self.db.read.parquet(path).createOrReplaceTempView("orders")

    def close(self): self.db.stop()


class Postgres:
    dialect = stands_in = "postgres"
    is_quick, is_own = True, True

    def __init__(self, folder):
        found = sorted((path for path in (f"/usr/lib/postgresql/{v}/bin" for v in (os.listdir("/usr/lib/postgresql") if os.path.isdir("/usr/lib/postgresql") else [])) if os.path.exists(path + "/initdb")))
        bin = found[-1] if found else os.path.dirname(shutil.which("initdb") or "")
        if not bin or not shutil.which("psql"): raise RuntimeError("PostgreSQL is not installed")
        self.dir = tempfile.mkdtemp(prefix="rfm-postgres-")
        self.bin, self.as_user = bin, []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            self.as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.dir, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        data = os.path.join(self.dir, "data")
        # The locale sorts as people do, so that an order by bytes is seen to be asked for.
        self.sh(bin + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8")
        self.sh(bin + "/pg_ctl", "-D", data, "-w", "-l", os.path.join(self.dir, "log"), "-o", f"-p {self.port} -h 127.0.0.1 -k {self.dir} -c fsync=off", "start")
        self.data = data
        self.name = "PostgreSQL " + self.psql("SHOW server_version").strip().split()[0]

    def sh(self, *command):
        subprocess.run([*self.as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=self.dir)

    def psql(self, sql, *more):
        command = ["psql", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-t", "--csv", *more]
        run = subprocess.run(command, input=sql, capture_output=True, text=True)
        if run.returncode: raise RuntimeError(run.stderr)
        return run.stdout

    def load(self, rows):
        self.psql("DROP TABLE IF EXISTS orders; CREATE TABLE orders (customer_id TEXT, order_date DATE, amount NUMERIC, order_id TEXT, status TEXT, profit NUMERIC, cost NUMERIC)")
        file = os.path.join(self.dir, "orders.csv")
        with open(file, "w", newline="", encoding="utf-8") as out:
            for row in rows:
                out.write(",".join("" if value is None else '"' + plain(value).replace('"', '""') + '"' for value in row) + "\n")
        self.psql(f"\\copy orders FROM '{file}' WITH (FORMAT csv)")

    def run(self, sql):
        return [row for row in csv.reader(io.StringIO(self.psql(sql), newline=""))]

    def do(self, sql): self.psql(sql)

    def scale(self, file):
        self.psql("CREATE TABLE raw (order_id TEXT, customer_id TEXT, order_date TEXT, amount TEXT, channel TEXT, note TEXT)")
        self.psql(f"\\copy raw FROM '{file}' WITH (FORMAT csv, HEADER)")
        self.psql("CREATE TABLE orders AS SELECT customer_id, CAST(order_date AS DATE) AS order_date, CAST(amount AS NUMERIC(18, 2)) AS amount FROM raw; DROP TABLE raw; ANALYZE orders")

    def close(self):
        self.sh(self.bin + "/pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.dir, ignore_errors=True)


ENGINES = {"sqlite": Sqlite, "duckdb": DuckDb, "postgres": Postgres, "clickhouse": ClickHouse, "spark": Spark}


# ---- the comparison ------------------------------------------------------------------------------------------------------

# One row with a date in every type that the engine has for one, and an order line. Which of them --tz moves: moments, whether they
# have a type of their own or are text with an offset. A date, or a time that names no zone, stays as it stands.
DATES = ["day", "local", "moment", "text_day", "text_local", "text_moment"]
TEXTS = "'2025-12-31' AS text_day, '2025-12-31 20:00:00' AS text_local, '2025-12-31 20:00:00+00:00' AS text_moment"
LINE = f"'A' AS customer_id, DATE '2025-12-31' AS day, {TEXTS}, 5 AS amount, 3 AS quantity, "
EXTRA = {
    "duckdb": f"CREATE OR REPLACE TABLE extra AS SELECT {LINE} TIMESTAMP '2025-12-31 20:00:00' AS local, TIMESTAMPTZ '2025-12-31 20:00:00+00' AS moment, CAST(1.255 AS DECIMAL(18, 3)) AS price",
    "postgres": f"CREATE TABLE extra AS SELECT {LINE} TIMESTAMP '2025-12-31 20:00:00' AS local, TIMESTAMPTZ '2025-12-31 20:00:00+00' AS moment, CAST(1.255 AS NUMERIC(18, 3)) AS price",
    # Its DateTime is a moment, always; there is no time without a zone.
    "clickhouse": f"CREATE TABLE extra ENGINE = MergeTree ORDER BY tuple() AS SELECT {LINE} toDate32('2025-12-31') AS local, toDateTime('2025-12-31 20:00:00', 'UTC') AS moment, toDecimal64('1.255', 3) AS price",
    "spark": f"CREATE OR REPLACE TEMP VIEW extra AS SELECT {LINE} TIMESTAMP_NTZ '2025-12-31 20:00:00' AS local, TIMESTAMP '2025-12-31 20:00:00+00:00' AS moment, CAST(1.255 AS DECIMAL(18, 3)) AS price",
}
ZONES = [("Asia/Shanghai", "2026-01-01"), ("+08:00", "2026-01-01"), ("UTC", "2025-12-31"), ("-11:00", "2025-12-31"), ("America/New_York", "2025-12-31")]


def extras(engine, rfm):
    """Zones, products, approximate quantiles: how many of them are not as they must be."""
    engine.do(EXTRA[engine.stands_in])
    unequal = 0

    def check(what, got, wanted):
        nonlocal unequal
        if got != wanted:
            unequal += 1
            print(f"  {what}: {wanted} wanted, {got} given", file=sys.stderr)

    ask = lambda *flags: rows_of("scores", engine.run(rfm.sql("--dialect", engine.dialect, "--table", "extra", *flags)))
    for column in DATES:
        for zone, day in ZONES:
            wanted = day if column.endswith("moment") else "2025-12-31"
            check(f"{column} in {zone}", [row[1] for row in ask("--date", column, f"--tz={zone}")], [wanted])
    if engine.is_own:
        check("a product", [row[4] for row in ask("--date", "day", "--amount", "quantity*price")], [Decimal("3.765")])
    if engine.is_own and engine.dialect != "postgres":
        rows = rows_of("scores", engine.run(rfm.sql("--dialect", engine.dialect, "--approximate")))
        exact = rows_of("scores", engine.run(rfm.sql("--dialect", engine.dialect)))
        check("approximate", [row[:5] for row in rows], [row[:5] for row in exact])  # the measures are exact all the same
    return unequal


def of_stage(stage, asked):
    """Of the flags those to which a stage comes; rfm refuses the others."""
    idle = {"rows": ["--active-only", "--cuts", "--cuts-from", "--high"] + ([] if "--order" in asked else ["--frequency"])}.get(stage, [])
    out, at = [], 0
    while at < len(asked):
        width = 1 if asked[at] == "--active-only" else 2
        out += [] if asked[at] in idle else asked[at:at + width]
        at += width
    return out


def compare(engine, rfm, args):
    runs = customers = unequal = 0
    count = args.cases if engine.is_quick else max(1, args.cases // 8)
    for number, (rows, asked) in enumerate(cases(args.seed, count, engine.dialect != "sqlite")):  # whose sums end at nine million million
        expected, segments, fates = rfm.answers(rows, asked)
        engine.load(rows)
        statement = lambda stage: rfm.sql("--dialect", engine.dialect, "--stage", stage, *of_stage(stage, asked))
        checks = [("scores", expected)]
        if segments and (engine.is_quick or number % 4 == 0): checks.append(("segments", segments))
        for stage, wanted in checks:
            wanted, got = rows_of(stage, wanted), rows_of(stage, engine.run(statement(stage)))
            runs += 1
            customers += len(wanted)
            wrong = [(w, g) for w, g in zip(wanted, got) if w != g]
            wrong += [(None, None)] * abs(len(wanted) - len(got))
            if wrong:
                unequal += len(wrong)
                print(f"  case {number}, {stage}, {' '.join(asked)}: {len(wanted)} rows wanted, {len(got)} given, {len(wrong)} differ", file=sys.stderr)
                for w, g in wrong[:2]: print(f"    rfm    {w}\n    engine {g}", file=sys.stderr)
        if fates and engine.dialect != "clickhouse":  # whose dates begin in 1900
            got = {fate: int(count) for fate, count in engine.run(statement("rows"))}
            runs += 1
            if got != fates:
                unequal += 1
                print(f"  case {number}, rows, {' '.join(asked)}:\n    rfm    {fates}\n    engine {got}", file=sys.stderr)
    if engine.stands_in in EXTRA: unequal += extras(engine, rfm)
    return runs, customers, unequal


def scale(engine, rfm, args, asked):
    started = time.time()
    engine.scale(args.scale)
    loaded = time.time() - started
    ours, theirs = [], []
    statement = rfm.sql("--dialect", engine.dialect, "--stage", "segments", *asked)
    for _ in range(3):  # in turns, so that a busy moment hits both
        started = time.time()
        rows = engine.run(statement)
        theirs.append(time.time() - started)
        started = time.time()
        run = subprocess.run([rfm.path, "score", args.scale, "-q", "-f", "csv", *asked], capture_output=True, text=True, check=True)
        ours.append(time.time() - started)
    wanted = [[row["segment"], row["customers"], row["share"], row["value"], row["value_share"]] for row in csv.DictReader(io.StringIO(run.stdout))]
    equal = rows_of("segments", wanted) == rows_of("segments", rows)
    pairs = sorted(there / here for there, here in zip(theirs, ours))
    print(f"{engine.name}: loading {loaded:.1f} s, statement {sorted(theirs)[1]:.2f} s, rfm from the file {sorted(ours)[1]:.2f} s, {pairs[1]:.1f} times; {'equal' if equal else 'NOT EQUAL'}")
    return equal


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", metavar="FILE")
    parser.add_argument("rfm", nargs="?", default="target/debug/rfm")
    parser.add_argument("engines", nargs="*")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a server is stopped
    wanted = args.engines or [*ENGINES, *SEEN_WITH]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        rfm = Rfm(args.rfm, folder)
        for number, name in enumerate(wanted):
            own = os.path.join(folder, str(number))
            os.mkdir(own)
            try:
                engine = ENGINES[name](own) if name in ENGINES else Translated(own, name)
            except (ImportError, RuntimeError, subprocess.CalledProcessError) as why:
                print(f"{name}: left out, {why}", file=sys.stderr)
                continue
            try:
                if args.scale:
                    failed |= hasattr(engine, "scale") and not isinstance(engine, Translated) and not scale(engine, rfm, args, ["--frequency", "rows"])
                    continue
                runs, rows, unequal = compare(engine, rfm, args)
                print(f"{engine.name}: {runs} runs, {rows:,} rows compared, {unequal} differ", flush=True)
                failed |= unequal > 0
            finally:
                engine.close()
    sys.exit(1 if failed else 0)


main()
