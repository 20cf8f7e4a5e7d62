-- RFM scores and segment of every customer, made by `rfm sql` for DuckDB.
-- As of: the latest date of the rows that count. Window: all purchases. Frequency: rows.
-- Refunds: lower the amount spent. Amounts of 0: count as visits. High: 4 and above.
-- Amounts are fixed point with six decimals.
WITH
-- The columns that are needed. Ids are text without white space around them; case and leading zeros are kept.
step_typed AS NOT MATERIALIZED (
  SELECT
    COALESCE(TRIM(CAST(t."customer_id" AS VARCHAR), E' \t\n\f\r'), '') AS customer_id,
    CAST(t."order_date" AS DATE) AS sold_on,
    t."amount" AS amount
  FROM "orders" t
),

-- What becomes of each row: used, or the first reason why not.
step_judged AS NOT MATERIALIZED (
  SELECT
    customer_id,
    sold_on,
    amount,
    CASE
      WHEN sold_on IS NULL THEN 'missing_date'
      WHEN sold_on < DATE '1900-01-01' OR sold_on > DATE '2199-12-31' THEN 'date_out_of_range'
      WHEN amount IS NULL THEN 'missing_amount'
      WHEN ABS(amount) >= 1000000000000000 THEN 'out_of_range'
      WHEN amount <> ROUND(amount, 6) THEN 'too_precise'
      WHEN regexp_matches(customer_id, '[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]') THEN 'control_character'
      WHEN customer_id = '' THEN 'no_customer'
      ELSE 'used'
    END AS fate
  FROM step_typed
),

-- The day from which recency is counted.
step_period AS (
  SELECT
    as_of
  FROM (SELECT MAX(sold_on) AS as_of FROM step_judged WHERE fate = 'used') latest
),

-- The rows that count. A refund is neither a purchase nor a sign of life.
step_sales AS (
  SELECT
    j.customer_id,
    j.sold_on,
    CAST(j.amount AS DECIMAL(38, 6)) AS amount,
    CASE WHEN j.amount < 0 THEN 1 ELSE 0 END AS is_refund,
    1 AS in_window
  FROM step_judged j
  WHERE j.fate = 'used'
),

-- One row a customer.
step_per_customer AS (
  SELECT
    customer_id,
    MAX(CASE WHEN is_refund = 0 THEN sold_on END) AS last_purchase,
    COUNT(CASE WHEN is_refund = 0 AND in_window = 1 THEN 1 END) AS frequency,
    SUM(amount) AS monetary
  FROM step_sales
  GROUP BY customer_id
),

-- Recency: whole days since the last purchase; none where there were refunds only.
step_customers AS (
  SELECT
    c.customer_id,
    c.last_purchase,
    date_diff('day', c.last_purchase, p.as_of) AS recency_days,
    c.frequency,
    c.monetary
  FROM step_per_customer c
  CROSS JOIN step_period p
),

-- The measures of customers with a purchase, one below the other.
step_measured AS (
  SELECT
    k.measure,
    CASE k.measure
      WHEN 'r' THEN CAST(c.recency_days AS DECIMAL(38, 6))
      WHEN 'f' THEN CAST(c.frequency AS DECIMAL(38, 6))
      WHEN 'm' THEN c.monetary
    END AS measured_value
  FROM step_customers c
  CROSS JOIN (SELECT 'r' AS measure UNION ALL SELECT 'f' UNION ALL SELECT 'm') k
  WHERE c.frequency >= 1
),

-- How many customers have each value: all that the thresholds need to know.
step_counted AS (
  SELECT measure, measured_value, COUNT(*) AS customer_count
  FROM step_measured
  GROUP BY measure, measured_value
),

-- Of n customers, up_to have this value or less.
step_running AS (
  SELECT
    measure,
    measured_value,
    customer_count,
    SUM(customer_count) OVER (PARTITION BY measure ORDER BY measured_value ROWS UNBOUNDED PRECEDING) AS up_to,
    SUM(customer_count) OVER (PARTITION BY measure) AS n
  FROM step_counted
),

-- What each score takes: r5 is at most so many days for score 5, f2 at least so many purchases for score 2.
-- The k-th cut point is the value of the row with ROW_NUMBER() = (k * n + 4) div 5; recency takes it, frequency and
-- monetary the next value that occurs above it. None: no customer can reach that score.
step_thresholds AS (
  SELECT
    MIN(CASE WHEN measure = 'r' AND up_to * 5 >= n * 1 THEN measured_value END) AS r5,
    MIN(CASE WHEN measure = 'r' AND up_to * 5 >= n * 2 THEN measured_value END) AS r4,
    MIN(CASE WHEN measure = 'r' AND up_to * 5 >= n * 3 THEN measured_value END) AS r3,
    MIN(CASE WHEN measure = 'r' AND up_to * 5 >= n * 4 THEN measured_value END) AS r2,
    MIN(CASE WHEN measure = 'f' AND (up_to - customer_count) * 5 >= n * 1 THEN measured_value END) AS f2,
    MIN(CASE WHEN measure = 'f' AND (up_to - customer_count) * 5 >= n * 2 THEN measured_value END) AS f3,
    MIN(CASE WHEN measure = 'f' AND (up_to - customer_count) * 5 >= n * 3 THEN measured_value END) AS f4,
    MIN(CASE WHEN measure = 'f' AND (up_to - customer_count) * 5 >= n * 4 THEN measured_value END) AS f5,
    MIN(CASE WHEN measure = 'm' AND (up_to - customer_count) * 5 >= n * 1 THEN measured_value END) AS m2,
    MIN(CASE WHEN measure = 'm' AND (up_to - customer_count) * 5 >= n * 2 THEN measured_value END) AS m3,
    MIN(CASE WHEN measure = 'm' AND (up_to - customer_count) * 5 >= n * 3 THEN measured_value END) AS m4,
    MIN(CASE WHEN measure = 'm' AND (up_to - customer_count) * 5 >= n * 4 THEN measured_value END) AS m5
  FROM step_running
),

-- The highest score whose threshold is met; without a purchase in the window F and M are 1.
step_scores AS (
  SELECT
    c.customer_id,
    c.last_purchase,
    c.recency_days,
    c.frequency,
    c.monetary,
    CASE
      WHEN c.recency_days <= q.r5 THEN 5
      WHEN c.recency_days <= q.r4 THEN 4
      WHEN c.recency_days <= q.r3 THEN 3
      WHEN c.recency_days <= q.r2 THEN 2
      ELSE 1
    END AS r,
    CASE
      WHEN c.frequency = 0 THEN 1
      WHEN c.frequency >= q.f5 THEN 5
      WHEN c.frequency >= q.f4 THEN 4
      WHEN c.frequency >= q.f3 THEN 3
      WHEN c.frequency >= q.f2 THEN 2
      ELSE 1
    END AS f,
    CASE
      WHEN c.frequency = 0 THEN 1
      WHEN c.monetary >= q.m5 THEN 5
      WHEN c.monetary >= q.m4 THEN 4
      WHEN c.monetary >= q.m3 THEN 3
      WHEN c.monetary >= q.m2 THEN 2
      ELSE 1
    END AS m
  FROM step_customers c
  CROSS JOIN step_thresholds q
)

SELECT
  customer_id,
  last_purchase,
  recency_days,
  frequency,
  monetary,
  r,
  f,
  m,
  CAST(r * 100 + f * 10 + m AS VARCHAR) AS rfm,
  CASE
    WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'important-value'
    WHEN r < 4 AND f >= 4 AND m >= 4 THEN 'important-keep'
    WHEN r >= 4 AND f < 4 AND m >= 4 THEN 'important-develop'
    WHEN r < 4 AND f < 4 AND m >= 4 THEN 'important-win-back'
    WHEN r >= 4 AND f >= 4 AND m < 4 THEN 'general-value'
    WHEN r < 4 AND f >= 4 AND m < 4 THEN 'general-keep'
    WHEN r >= 4 AND f < 4 AND m < 4 THEN 'general-develop'
    WHEN r < 4 AND f < 4 AND m < 4 THEN 'lost'
  END AS segment
FROM step_scores
ORDER BY customer_id;
