//! Scores and totals that other programs found in real data; `fixtures/README.md` says where they come from.

use crate::answers::{fixture_text, score, scores, thresholds};
use crate::workdir::{Workdir, rows};

#[test]
fn the_scores_of_r_for_orders() {
    let mut expected = scores(&rows(&fixture_text("r-orders.expected.csv")));
    assert_eq!(expected.len(), 995);
    // R adds 1 to its cut points, which three values on the edge feel; see fixtures/README.md.
    for (id, measure, theirs, ours) in [("120", 1, "3", "2"), ("132", 3, "1", "2"), ("427", 3, "3", "4")] {
        let row = expected.iter_mut().find(|row| row[0] == id).unwrap();
        assert_eq!(row[measure], theirs);
        row[measure] = ours.into();
    }
    let run = score("r-orders.csv", &["--as-of", "2006-12-31", "--export", "-"]).ok();
    assert_eq!(scores(&run.csv()), expected);
}

#[test]
fn the_scores_of_r_for_customers() {
    let expected = scores(&rows(&fixture_text("r-customers.expected.csv.gz")));
    assert_eq!(expected.len(), 39_999);
    let w = Workdir::new();
    w.fixture("r-customers.csv.gz");
    let run = w.rfm(&["score", "r-customers.csv.gz", "--as-of", "2007-01-01", "--export", "-"]).ok();
    assert!(scores(&run.csv()) == expected, "not R's scores");
    let json = w.rfm(&["score", "r-customers.csv.gz", "--as-of", "2007-01-01", "--format", "json"]).ok().json();
    assert_eq!((&json["rows"]["used"], &json["monetary"]), (&39_999.into(), &"37537400.00".into()));
    assert_eq!(thresholds(&json), "R 76|125|176|265 F 8|10|11|13 M 641|827|1003|1226");
}

#[test]
fn the_totals_of_cdnow() {
    let json = score("cdnow-sample.csv.gz", &["--format", "json"]).ok().json();
    assert_eq!((&json["rows"]["read"], &json["rows"]["used"]), (&6919.into(), &6919.into()));
    assert_eq!((&json["customers"], &json["monetary"], &json["as_of"]), (&2357.into(), &"244091.94".into(), &"1998-06-30".into()));
    assert_eq!(thresholds(&json), "R 152|442|486|512 F 2|2|3|5 M 15.54|31.97|59.26|130.54");
}
