-- The eight RFM segments, made by `rfm sql` for BigQuery.
-- As of: the day on which this runs. Window: 12m. Frequency: distinct orders.
-- Refunds: lower the amount spent. Amounts of 0: count as visits. High: 4 and above.
-- A moment counts on its day in a zone; a date, or a time that names no zone, counts on the day that stands there.
-- Amounts are NUMERIC: 29 digits before the point; a sum beyond them is an error.
WITH
-- The columns that are needed. Ids are text without white space around them; case and leading zeros are kept.
step_typed AS (
  SELECT
    COALESCE(TRIM(CAST(t.`customer_id` AS STRING), ' \t\n\f\r'), '') AS customer_id,
    CASE
      WHEN REGEXP_CONTAINS(CAST(t.`order_date` AS STRING), r':[0-9. ]*([-+]|Z|z|UTC|GMT)')
      THEN DATE(CAST(t.`order_date` AS TIMESTAMP), 'Asia/Shanghai')
      ELSE CAST(t.`order_date` AS DATE)
    END AS sold_on,
    t.`amount` AS amount,
    t.`cost` AS cost,
    COALESCE(TRIM(CAST(t.`order_id` AS STRING), ' \t\n\f\r'), '') AS order_id,
    LOWER(REPLACE(REPLACE(REPLACE(COALESCE(TRIM(CAST(t.`status` AS STRING), ' \t\n\f\r'), ''), ' ', ''), '_', ''), '-', '')) AS status
  FROM `shop`.`orders` t
),

-- What becomes of each row: used, or the first reason why not.
step_judged AS (
  SELECT
    customer_id,
    sold_on,
    amount,
    cost,
    order_id,
    CASE
      WHEN status IN ('abandoned', 'awaitingpayment', 'cancel', 'canceled', 'cancelled', 'closed', 'declined', 'draft', 'expired', 'failed', 'incomplete', 'notpay', 'onhold', 'paymentfailed', 'pending', 'pendingpayment', 'rejected', 'requirespaymentmethod', 'test', 'trash', 'unpaid', 'void', 'voided', 'wccancelled', 'wcfailed', 'wconhold', 'wcpending', '交易关闭', '交易失败', '付款失败', '作废', '关闭', '反结算', '取消', '取消预约', '已作废', '已关闭', '已取消', '已撤销', '已退单', '废单', '待付款', '待支付', '撤销', '支付失败', '无效', '未付款', '未支付', '未结算', '测试', '等待买家付款', '等待付款', '订单关闭', '订单取消', '预约取消') THEN 'status'
      WHEN sold_on IS NULL THEN 'missing_date'
      WHEN sold_on < DATE '1900-01-01' OR sold_on > DATE '2199-12-31' THEN 'date_out_of_range'
      WHEN amount IS NULL THEN 'missing_amount'
      WHEN ABS(amount) >= 1000000000000000 THEN 'out_of_range'
      WHEN amount <> ROUND(amount, 6) THEN 'too_precise'
      WHEN cost IS NULL THEN 'missing_amount'
      WHEN ABS(cost) >= 1000000000000000 THEN 'out_of_range'
      WHEN cost <> ROUND(cost, 6) THEN 'too_precise'
      WHEN status IN ('chargeback', 'chargedback', 'fullyrefunded', 'refund', 'refunded', 'returned', 'reversed', 'storniert', 'wcrefunded', '全额退款', '冲销', '已全额退款', '已退款', '已退货', '红冲', '退单', '退款', '退款成功', '退货') AND amount >= 0 THEN 'status'
      WHEN REGEXP_CONTAINS(customer_id, r'[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]') THEN 'control_character'
      WHEN customer_id = '' THEN 'no_customer'
      WHEN customer_id IN ('guest', 'o\'neil') THEN 'ignored_id'
      WHEN sold_on > CURRENT_DATE() THEN 'after_as_of'
      WHEN REGEXP_CONTAINS(order_id, r'[\x01-\x08\x0B\x0C\x0E-\x1F\x7F]') THEN 'control_character'
      ELSE 'used'
    END AS fate
  FROM step_typed
),

-- The day from which recency is counted, and the last day before the window.
step_period AS (
  SELECT
    as_of,
    DATE_SUB(as_of, INTERVAL 12 MONTH) AS window_start
  FROM (SELECT CURRENT_DATE() AS as_of) known
),

-- The rows that count. A refund is neither a purchase nor a sign of life.
step_sales AS (
  SELECT
    j.customer_id,
    j.sold_on,
    CAST(j.amount AS NUMERIC) AS amount,
    CAST(j.amount AS NUMERIC) - CAST(j.cost AS NUMERIC) AS profit,
    j.order_id,
    CASE WHEN j.amount < 0 THEN 1 ELSE 0 END AS is_refund,
    CASE WHEN j.sold_on > p.window_start THEN 1 ELSE 0 END AS in_window
  FROM step_judged j
  CROSS JOIN step_period p
  WHERE j.fate = 'used'
),

-- One row a customer.
-- Frequency: distinct orders, and each purchase without an order id.
-- What was bought before the window still dates the last purchase; refunds of that time are nothing.
step_per_customer AS (
  SELECT
    customer_id,
    MAX(CASE WHEN is_refund = 0 THEN sold_on END) AS last_purchase,
    COUNT(DISTINCT CASE WHEN is_refund = 0 AND in_window = 1 AND order_id <> '' THEN order_id END)
      + COUNT(CASE WHEN is_refund = 0 AND in_window = 1 AND order_id = '' THEN 1 END) AS frequency,
    SUM(CASE WHEN in_window = 1 THEN amount ELSE CAST(0 AS NUMERIC) END) AS monetary,
    SUM(CASE WHEN in_window = 1 THEN profit ELSE CAST(0 AS NUMERIC) END) AS total_profit
  FROM step_sales
  WHERE NOT (is_refund = 1 AND in_window = 0)
  GROUP BY customer_id
),

-- Recency: whole days since the last purchase; none where there were refunds only.
step_customers AS (
  SELECT
    c.customer_id,
    c.last_purchase,
    DATE_DIFF(p.as_of, c.last_purchase, DAY) AS recency_days,
    c.frequency,
    c.monetary,
    c.total_profit
  FROM step_per_customer c
  CROSS JOIN step_period p
),

-- The measures of customers with a purchase, one below the other.
step_measured AS (
  SELECT
    k.measure,
    CASE k.measure
      WHEN 'f' THEN CAST(c.frequency AS NUMERIC)
      WHEN 'm' THEN c.monetary
    END AS measured_value
  FROM step_customers c
  CROSS JOIN (SELECT 'f' AS measure UNION ALL SELECT 'm') k
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
    c.total_profit,
    CASE
      WHEN c.recency_days <= 30 THEN 5
      WHEN c.recency_days <= 60 THEN 4
      WHEN c.recency_days <= 90 THEN 3
      WHEN c.recency_days <= 180 THEN 2
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
),

-- The segment of each customer; value is profit.
step_placed AS (
  SELECT
    CASE
      WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'important-value'
      WHEN r < 4 AND f >= 4 AND m >= 4 THEN 'important-keep'
      WHEN r >= 4 AND f < 4 AND m >= 4 THEN 'important-develop'
      WHEN r < 4 AND f < 4 AND m >= 4 THEN 'important-win-back'
      WHEN r >= 4 AND f >= 4 AND m < 4 THEN 'general-value'
      WHEN r < 4 AND f >= 4 AND m < 4 THEN 'general-keep'
      WHEN r >= 4 AND f < 4 AND m < 4 THEN 'general-develop'
      WHEN r < 4 AND f < 4 AND m < 4 THEN 'lost'
    END AS segment,
    total_profit AS customer_value
  FROM step_scores
),

-- Customers and value by segment.
step_sizes AS (
  SELECT segment, COUNT(*) AS customer_count, SUM(customer_value) AS segment_value
  FROM step_placed
  GROUP BY segment
),

-- All customers and all value.
step_totals AS (
  SELECT SUM(customer_count) AS customer_total, SUM(segment_value) AS value_total
  FROM step_sizes
),

-- All eight, in order: an empty segment is one too.
step_listed AS (
  SELECT 1 AS place, 'important-value' AS segment UNION ALL
  SELECT 2, 'important-keep' UNION ALL
  SELECT 3, 'important-develop' UNION ALL
  SELECT 4, 'important-win-back' UNION ALL
  SELECT 5, 'general-value' UNION ALL
  SELECT 6, 'general-keep' UNION ALL
  SELECT 7, 'general-develop' UNION ALL
  SELECT 8, 'lost'
)

SELECT
  l.segment AS segment,
  COALESCE(s.customer_count, 0) AS customers,
  CASE WHEN t.customer_total > 0 THEN CAST(ROUND(CAST(CAST(COALESCE(s.customer_count, 0) AS NUMERIC) AS BIGNUMERIC) / CAST(t.customer_total AS NUMERIC), 6) AS NUMERIC) END AS share,
  COALESCE(s.segment_value, CAST(0 AS NUMERIC)) AS value,
  CASE WHEN t.value_total > 0 THEN CAST(ROUND(CAST(COALESCE(s.segment_value, CAST(0 AS NUMERIC)) AS BIGNUMERIC) / t.value_total, 6) AS NUMERIC) END AS value_share
FROM step_listed l
CROSS JOIN step_totals t
LEFT JOIN step_sizes s ON s.segment = l.segment
ORDER BY l.place;
