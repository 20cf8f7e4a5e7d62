//! In what the engines differ: one table, a row for each. Everything else of the statement is the same for all.
//!
//! A template has `{0}` and `{1}` for what is put in. Where an engine's manual and its deeds differ, the deeds count: the
//! table is held against the engines by `tests/cli/sql` (SQLite) and `tests/slow/engines`.

/// An engine, by the SQL it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// PostgreSQL.
    Postgres,
    /// ClickHouse.
    ClickHouse,
    /// Apache Spark.
    Spark,
    /// Google BigQuery.
    BigQuery,
    /// Snowflake.
    Snowflake,
    /// Trino.
    Trino,
    /// Databricks.
    Databricks,
    /// SQLite.
    Sqlite,
}

/// How a mark that ends a name or a text is written inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Twice; a backslash is a backslash.
    Doubled,
    /// After a backslash; a backslash twice.
    Backslash,
    /// Twice, and where there is a backslash in it as `E'…'`, which means the same under every setting of the server.
    DoubledOrE,
}

/// How a moment becomes a day in a zone. What is no moment, a date or a time that names no zone, stays as it stands; the
/// statement asks the value itself, since nothing else tells what type the column has.
#[derive(Clone, Copy, Debug)]
pub struct Zoned {
    /// A value is a moment: by its type, where that can be asked, and by its text, which has an offset after the time.
    pub is_moment: &'static str,
    /// The day of a moment in a zone.
    pub day: &'static str,
}

/// A row of the table.
#[derive(Debug)]
pub struct Differences {
    /// The dialect.
    pub dialect: Dialect,
    /// Its name on the command line.
    pub slug: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The mark around a name.
    pub quote: char,
    /// How that mark is written in a name.
    pub name_escape: Escape,
    /// How `'` is written in a text.
    pub text_escape: Escape,
    /// Plain names that are not quoted stand for upper case.
    pub folds_upper: bool,
    /// A whole path can stand within one pair of quotes: `my-project.shop.orders`.
    pub quotes_paths: bool,
    /// Anything as text.
    pub text: &'static str,
    /// A text without blanks, tabs and line ends around it: ASCII white space, as in files.
    pub trim: &'static str,
    /// A text has a control character, for which no output has room.
    pub has_control: &'static str,
    /// A column as a day.
    pub day: &'static str,
    /// Days in a zone; none where the engine knows no zones.
    pub zoned: Option<Zoned>,
    /// A day that is known.
    pub day_literal: &'static str,
    /// The day on which the statement runs.
    pub today: &'static str,
    /// Whole days from one day to another.
    pub days_between: &'static str,
    /// So many days before a day.
    pub days_back: &'static str,
    /// The same day so many months before, clamped to the month's end.
    pub months_back: &'static str,
    /// A column of amounts as the first step takes it.
    pub amount: &'static str,
    /// That amount as a number, to be compared with whole numbers.
    pub number: &'static str,
    /// That amount needs more than six decimals.
    pub too_precise: &'static str,
    /// That amount in fixed point, with six decimals and room for a sum.
    pub money: &'static str,
    /// An amount that is known, in fixed point.
    pub money_literal: &'static str,
    /// A count in fixed point, to stand in one column with amounts.
    pub count_as_money: &'static str,
    /// The exact product of two columns; none where the engine has no decimals.
    pub product: Option<&'static str>,
    /// Fixed point as it is shown.
    pub shown: &'static str,
    /// One amount by another that is above zero, rounded half away from zero to six decimals.
    pub ratio: &'static str,
    /// A text by its bytes, to order by.
    pub by_bytes: &'static str,
    /// The engine's own approximate quantile; none where it has none.
    pub quantile: Option<&'static str>,
    /// What says that a step is put in where it is used, though it is used twice; nothing where that is a matter of course.
    pub inline: &'static str,
    /// What makes a view.
    pub view: &'static str,
    /// What a user of this engine must know: comment lines at the top.
    pub remarks: &'static [&'static str],
}

const TRAILING_ZEROS: &str = "Amounts are fixed point with six decimals.";

/// The table.
pub const DIALECTS: [Differences; 9] = [
    Differences {
        dialect: Dialect::DuckDb,
        slug: "duckdb",
        name: "DuckDB",
        quote: '"',
        name_escape: Escape::Doubled,
        text_escape: Escape::Doubled,
        folds_upper: false,
        quotes_paths: false,
        text: "CAST({0} AS VARCHAR)",
        trim: r"TRIM({0}, E' \t\n\f\r')",
        has_control: r"regexp_matches({0}, '[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]')",
        day: "CAST({0} AS DATE)",
        zoned: Some(Zoned {
            is_moment: "regexp_matches(CAST({0} AS VARCHAR), ':[0-9. ]*([-+]|Z|z|UTC|GMT)')",
            day: "CAST(timezone({1}, CAST({0} AS TIMESTAMPTZ)) AS DATE)",
        }),
        day_literal: "DATE '{0}'",
        today: "CURRENT_DATE",
        days_between: "date_diff('day', {0}, {1})",
        days_back: "CAST({0} - INTERVAL '{1} days' AS DATE)",
        months_back: "CAST({0} - INTERVAL '{1} months' AS DATE)",
        amount: "{0}",
        number: "{0}",
        too_precise: "{0} <> ROUND({0}, 6)",
        money: "CAST({0} AS DECIMAL(38, 6))",
        money_literal: "CAST('{0}' AS DECIMAL(38, 6))",
        count_as_money: "CAST({0} AS DECIMAL(38, 6))",
        product: Some("CAST({0} AS DECIMAL(18, 6)) * CAST({1} AS DECIMAL(18, 6))"),
        shown: "{0}",
        ratio: "CAST(ROUND({0} / {1}, 6) AS DECIMAL(18, 6))",
        by_bytes: "{0}",
        quantile: Some("approx_quantile({0}, {1})"),
        inline: "NOT MATERIALIZED ",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &[TRAILING_ZEROS],
    },
    Differences {
        dialect: Dialect::Postgres,
        slug: "postgres",
        name: "PostgreSQL",
        quote: '"',
        name_escape: Escape::Doubled,
        text_escape: Escape::DoubledOrE,
        folds_upper: false,
        quotes_paths: false,
        text: "CAST({0} AS TEXT)",
        trim: r"BTRIM({0}, E' \t\n\f\r')",
        has_control: r"{0} ~ E'[\\x01-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]'",
        day: "CAST({0} AS DATE)",
        zoned: Some(Zoned {
            is_moment: "CAST(TO_JSON({0}) AS TEXT) ~ ':[0-9. ]*([-+]|Z|z|UTC|GMT)'",
            day: "CAST(CAST({0} AS TIMESTAMP WITH TIME ZONE) AT TIME ZONE {1} AS DATE)",
        }),
        day_literal: "DATE '{0}'",
        today: "CURRENT_DATE",
        days_between: "({1} - {0})",
        days_back: "CAST({0} - INTERVAL '{1} days' AS DATE)",
        months_back: "CAST({0} - INTERVAL '{1} months' AS DATE)",
        amount: "CAST({0} AS NUMERIC)",
        number: "{0}",
        too_precise: "{0} <> ROUND({0}, 6)",
        money: "CAST({0} AS NUMERIC(38, 6))",
        money_literal: "CAST('{0}' AS NUMERIC(38, 6))",
        count_as_money: "CAST({0} AS NUMERIC(38, 6))",
        product: Some("CAST({0} AS NUMERIC) * CAST({1} AS NUMERIC)"),
        shown: "{0}",
        ratio: "ROUND({0} / {1}, 6)",
        by_bytes: "{0} COLLATE \"C\"",
        quantile: None,
        inline: "NOT MATERIALIZED ",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &[TRAILING_ZEROS],
    },
    Differences {
        dialect: Dialect::ClickHouse,
        slug: "clickhouse",
        name: "ClickHouse",
        quote: '`',
        name_escape: Escape::Backslash,
        text_escape: Escape::Backslash,
        folds_upper: false,
        quotes_paths: false,
        text: "CAST({0} AS Nullable(String))",
        trim: r"trim(BOTH ' \t\n\f\r' FROM {0})",
        has_control: r"match({0}, '[\\x01-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]')",
        day: "CAST({0} AS Nullable(Date32))",
        zoned: Some(Zoned {
            is_moment: "toTypeName({0}) LIKE '%DateTime%' OR match(toString({0}), ':[0-9. ]*([-+]|Z|z|UTC|GMT)')",
            day: "CAST(toTimeZone(if(toTypeName({0}) LIKE '%DateTime%', CAST({0} AS Nullable(DateTime64(6))), parseDateTime64BestEffort(toString({0}), 6)), {1}) AS Nullable(Date32))",
        }),
        day_literal: "toDate32('{0}')",
        today: "toDate32(today())",
        days_between: "dateDiff('day', {0}, {1})",
        days_back: "subtractDays({0}, {1})",
        months_back: "subtractMonths({0}, {1})",
        amount: "{0}",
        number: "{0}",
        too_precise: "{0} <> round({0}, 6)",
        money: "CAST({0} AS Nullable(Decimal(38, 6)))",
        money_literal: "CAST('{0}' AS Decimal(38, 6))",
        count_as_money: "CAST({0} AS Nullable(Decimal(38, 6)))",
        product: Some("CAST({0} AS Nullable(Decimal(38, 6))) * CAST({1} AS Nullable(Decimal(38, 6)))"),
        shown: "{0}",
        ratio: "CAST(round(CAST({0} AS Nullable(Decimal(76, 20))) / {1}, 6) AS Nullable(Decimal(18, 6)))",
        by_bytes: "{0}",
        quantile: Some("quantileTDigest({1})(toFloat64({0}))"),
        inline: "",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &["Amounts are fixed point with up to six decimals."],
    },
    Differences { dialect: Dialect::Spark, slug: "spark", name: "Spark", ..SPARK },
    Differences {
        dialect: Dialect::BigQuery,
        slug: "bigquery",
        name: "BigQuery",
        quote: '`',
        name_escape: Escape::Backslash,
        text_escape: Escape::Backslash,
        folds_upper: false,
        quotes_paths: true,
        text: "CAST({0} AS STRING)",
        trim: r"TRIM({0}, ' \t\n\f\r')",
        has_control: r"REGEXP_CONTAINS({0}, r'[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]')",
        day: "CAST({0} AS DATE)",
        zoned: Some(Zoned {
            is_moment: "REGEXP_CONTAINS(CAST({0} AS STRING), r':[0-9. ]*([-+]|Z|z|UTC|GMT)')",
            day: "DATE(CAST({0} AS TIMESTAMP), {1})",
        }),
        day_literal: "DATE '{0}'",
        today: "CURRENT_DATE()",
        days_between: "DATE_DIFF({1}, {0}, DAY)",
        days_back: "DATE_SUB({0}, INTERVAL {1} DAY)",
        months_back: "DATE_SUB({0}, INTERVAL {1} MONTH)",
        amount: "{0}",
        number: "{0}",
        too_precise: "{0} <> ROUND({0}, 6)",
        money: "CAST({0} AS NUMERIC)",
        money_literal: "NUMERIC '{0}'",
        count_as_money: "CAST({0} AS NUMERIC)",
        product: Some("CAST({0} AS BIGNUMERIC) * CAST({1} AS BIGNUMERIC)"),
        shown: "{0}",
        ratio: "CAST(ROUND(CAST({0} AS BIGNUMERIC) / {1}, 6) AS NUMERIC)",
        by_bytes: "{0}",
        quantile: Some("APPROX_QUANTILES({0}, 5)[OFFSET(CAST({1} * 5 AS INT64))]"),
        inline: "",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &["Amounts are NUMERIC: 29 digits before the point; a sum beyond them is an error."],
    },
    Differences {
        dialect: Dialect::Snowflake,
        slug: "snowflake",
        name: "Snowflake",
        quote: '"',
        name_escape: Escape::Doubled,
        text_escape: Escape::Backslash,
        folds_upper: true,
        quotes_paths: false,
        text: "CAST({0} AS VARCHAR)",
        trim: r"TRIM({0}, ' \t\n\f\r')",
        has_control: r"REGEXP_INSTR({0}, '[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]') > 0",
        day: "CAST({0} AS DATE)",
        zoned: Some(Zoned {
            is_moment: "TYPEOF(TO_VARIANT({0})) IN ('TIMESTAMP_LTZ', 'TIMESTAMP_TZ') OR REGEXP_INSTR(CAST({0} AS VARCHAR), ':[0-9. ]*([-+]|Z|z|UTC|GMT)') > 0",
            day: "CAST(CONVERT_TIMEZONE({1}, CAST({0} AS TIMESTAMP_TZ)) AS DATE)",
        }),
        day_literal: "DATE '{0}'",
        today: "CURRENT_DATE",
        days_between: "DATEDIFF(day, {0}, {1})",
        days_back: "DATEADD(day, -{1}, {0})",
        months_back: "DATEADD(month, -{1}, {0})",
        amount: "{0}",
        number: "{0}",
        too_precise: "{0} <> ROUND({0}, 6)",
        money: "CAST({0} AS NUMBER(38, 6))",
        money_literal: "CAST('{0}' AS NUMBER(38, 6))",
        count_as_money: "CAST({0} AS NUMBER(38, 6))",
        product: Some("CAST({0} AS NUMBER(18, 6)) * CAST({1} AS NUMBER(18, 6))"),
        shown: "{0}",
        ratio: "CAST(ROUND({0} / {1}, 6) AS NUMBER(18, 6))",
        by_bytes: "{0}",
        quantile: Some("APPROX_PERCENTILE({0}, {1})"),
        inline: "",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &[TRAILING_ZEROS, "Plain names stand for upper case, as Snowflake's own do; columns of the answer are upper case too."],
    },
    Differences {
        dialect: Dialect::Trino,
        slug: "trino",
        name: "Trino",
        quote: '"',
        name_escape: Escape::Doubled,
        text_escape: Escape::Doubled,
        folds_upper: false,
        quotes_paths: false,
        text: "CAST({0} AS VARCHAR)",
        trim: r"TRIM(BOTH U&' \0009\000A\000C\000D' FROM {0})",
        has_control: r"regexp_like({0}, '[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]')",
        day: "CAST({0} AS DATE)",
        zoned: Some(Zoned {
            is_moment: "regexp_like(CAST({0} AS VARCHAR), ':[0-9. ]*[-+A-Za-z]')",
            day: "CAST(CAST({0} AS TIMESTAMP(12) WITH TIME ZONE) AT TIME ZONE {1} AS DATE)",
        }),
        day_literal: "DATE '{0}'",
        today: "CURRENT_DATE",
        days_between: "date_diff('day', {0}, {1})",
        days_back: "date_add('day', -{1}, {0})",
        months_back: "date_add('month', -{1}, {0})",
        amount: "{0}",
        number: "{0}",
        too_precise: "{0} <> ROUND({0}, 6)",
        money: "CAST({0} AS DECIMAL(38, 6))",
        money_literal: "CAST('{0}' AS DECIMAL(38, 6))",
        count_as_money: "CAST({0} AS DECIMAL(38, 6))",
        product: Some("CAST({0} AS DECIMAL(18, 6)) * CAST({1} AS DECIMAL(18, 6))"),
        shown: "{0}",
        ratio: "CAST({0} / {1} AS DECIMAL(18, 6))",
        by_bytes: "{0}",
        quantile: Some("approx_percentile(CAST({0} AS DOUBLE), {1})"),
        inline: "",
        view: "CREATE OR REPLACE VIEW {0} AS",
        remarks: &[TRAILING_ZEROS],
    },
    Differences { dialect: Dialect::Databricks, slug: "databricks", name: "Databricks", ..SPARK },
    Differences {
        dialect: Dialect::Sqlite,
        slug: "sqlite",
        name: "SQLite",
        quote: '"',
        name_escape: Escape::Doubled,
        text_escape: Escape::Doubled,
        folds_upper: false,
        quotes_paths: false,
        text: "CAST({0} AS TEXT)",
        trim: "TRIM({0}, CHAR(32, 9, 10, 12, 13))",
        has_control: "{0} GLOB '*[' || CHAR(1) || '-' || CHAR(8, 11, 12, 14) || '-' || CHAR(31, 127) || ']*'",
        // A day that is none, such as the 30th of February, would be taken for one of March.
        day: "CASE WHEN DATE(SUBSTR({0}, 1, 10)) = SUBSTR({0}, 1, 10) THEN SUBSTR({0}, 1, 10) END",
        zoned: None,
        day_literal: "'{0}'",
        today: "DATE('now', 'localtime')",
        days_between: "CAST(JULIANDAY({1}) - JULIANDAY({0}) AS INTEGER)",
        days_back: "DATE({0}, '-{1} days')",
        // Of the same day, which runs over into the next month where there is none, and the month's end the earlier.
        months_back: "MIN(DATE({0}, '-{1} months'), DATE({0}, 'start of month', '-{1} months', '+1 month', '-1 day'))",
        // As text, so that no float is added up: a REAL to six decimals, all that it can hold below a thousand million.
        amount: "CASE WHEN TYPEOF({0}) = 'real' AND ABS({0}) < 1e9 THEN PRINTF('%.6f', {0}) ELSE CAST({0} AS TEXT) END",
        number: "CAST({0} AS REAL)",
        too_precise: "LENGTH(RTRIM(SUBSTR({0} || '.', INSTR({0} || '.', '.') + 1), '0.')) > 6",
        // Whole millionths: the digits before the point, and six after it with the sign of the whole.
        money: "(CAST(SUBSTR({0}, 1, INSTR({0} || '.', '.') - 1) AS INTEGER) * 1000000\n      + \
                CAST(SUBSTR(REPLACE(SUBSTR({0} || '.', INSTR({0} || '.', '.') + 1), '.', '') || '000000', 1, 6) AS INTEGER)\n      * \
                CASE WHEN {0} LIKE '-%' THEN -1 ELSE 1 END)",
        money_literal: "{0}",
        count_as_money: "{0}",
        product: None,
        shown: "PRINTF('%s%d.%06d', CASE WHEN {0} < 0 THEN '-' ELSE '' END, ABS({0}) / 1000000, ABS({0}) % 1000000)",
        ratio: "ROUND(CAST({0} AS REAL) / {1}, 6)",
        by_bytes: "{0}",
        quantile: None,
        inline: "",
        view: "CREATE VIEW {0} AS",
        remarks: &[
            "Amounts are whole millionths while they are added up, for SQLite has no decimals, and text in the answer;",
            "a sum of nine million million and more is an error. Dates are text: 2026-11-01, a time after it is no matter.",
        ],
    },
];

const SPARK: Differences = Differences {
    dialect: Dialect::Spark,
    slug: "",
    name: "",
    quote: '`',
    name_escape: Escape::Doubled,
    text_escape: Escape::Backslash,
    folds_upper: false,
    quotes_paths: false,
    text: "CAST({0} AS STRING)",
    trim: r"TRIM(BOTH ' \t\n\u000C\r' FROM {0})",
    has_control: r"{0} RLIKE '[\\x01-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]'",
    day: "CAST({0} AS DATE)",
    zoned: Some(Zoned {
        is_moment: "TYPEOF({0}) = 'timestamp' OR CAST({0} AS STRING) RLIKE ':[0-9. ]*([-+]|Z|z|UTC|GMT)'",
        day: "DATE_FROM_UNIX_DATE(CAST(FLOOR(UNIX_SECONDS(FROM_UTC_TIMESTAMP(CAST({0} AS TIMESTAMP), {1})) / 86400) AS INT))",
    }),
    day_literal: "DATE '{0}'",
    today: "CURRENT_DATE()",
    days_between: "DATEDIFF({1}, {0})",
    days_back: "DATE_SUB({0}, {1})",
    months_back: "ADD_MONTHS({0}, -{1})",
    amount: "{0}",
    number: "{0}",
    too_precise: "{0} <> ROUND({0}, 6)",
    // Ten digits less than the widest, which is what a sum adds.
    money: "CAST({0} AS DECIMAL(28, 6))",
    money_literal: "CAST('{0}' AS DECIMAL(38, 6))",
    count_as_money: "CAST({0} AS DECIMAL(38, 6))",
    product: Some("CAST({0} AS DECIMAL(18, 6)) * CAST({1} AS DECIMAL(18, 6))"),
    shown: "{0}",
    ratio: "CAST({0} / {1} AS DECIMAL(18, 6))",
    by_bytes: "{0}",
    quantile: Some("percentile_approx({0}, {1}, 10000)"),
    inline: "",
    view: "CREATE OR REPLACE VIEW {0} AS",
    remarks: &[TRAILING_ZEROS],
};

impl Dialect {
    /// The dialect of this name.
    pub fn find(slug: &str) -> Option<Dialect> {
        DIALECTS.iter().find(|row| row.slug == slug).map(|row| row.dialect)
    }

    /// Its row of the table.
    pub fn differences(self) -> &'static Differences {
        &DIALECTS[self as usize]
    }
}

/// The template with these in the places of `{0}`, `{1}`, …; what is put in is not looked at again.
pub fn fill(template: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let value = rest[at..].get(1..3).filter(|mark| mark.ends_with('}')).and_then(|mark| mark[..1].parse::<usize>().ok());
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        match value.and_then(|place| values.get(place)) {
            Some(value) => {
                out.push_str(value);
                rest = &after[3..];
            }
            None => {
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (place, row) in DIALECTS.iter().enumerate() {
            assert_eq!(row.dialect as usize, place, "{}", row.slug);
            assert_eq!(Dialect::find(row.slug), Some(row.dialect));
        }
        assert_eq!(Dialect::find("mysql"), None);
    }

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        assert_eq!(fill("f({0}, {1}, {0})", &["{1}", "b"]), "f({1}, b, {1})");
        assert_eq!(fill("{2} {x} {", &["a"]), "{2} {x} {");
    }
}
