"""CDNOW by lifetimes: histories, and what BG/NBD and Gamma-Gamma expect in 39 weeks after 1997-09-30.

    pip install lifetimes==0.11.3
    python3 tests/oracle/clv_lifetimes.py fixtures/cdnow-sample.csv.gz | gzip -9n > fixtures/cdnow-visits-expected.csv.gz

Days are collapsed per day and reported in weeks; the models are fitted to these histories.
"""
import sys
import warnings

warnings.filterwarnings("ignore")
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

data = pd.read_csv(sys.argv[1], dtype={"customer_id": str})
data["date"] = pd.to_datetime(data["date"])
s = summary_data_from_transaction_data(
    data, "customer_id", "date", monetary_value_col="dollar_value", observation_period_end="1997-09-30", freq="D", freq_multiplier=7
)
bg = BetaGeoFitter(0.0).fit(s["frequency"], s["recency"], s["T"])
spent = s[(s["frequency"] > 0) & (s["monetary_value"] > 0)]
gg = GammaGammaFitter(0.0).fit(spent["frequency"], spent["monetary_value"])
s["p_alive"] = bg.conditional_probability_alive(s["frequency"], s["recency"], s["T"])
s["purchases_39w"] = bg.conditional_expected_number_of_purchases_up_to_time(39, s["frequency"], s["recency"], s["T"])
s["amount"] = gg.conditional_expected_average_profit(s["frequency"], s["monetary_value"])
s.index.name = "customer_id"
s.round(8).to_csv(sys.stdout, lineterminator="\n")
