//! Text for a terminal that shows ASCII alone. What is not a sign of ours stays as it is: names of customers and Chinese text
//! cannot be said in ASCII, and many such terminals show them after all.

/// Each sign and what stands for it. Both take as many columns, so that tables keep their form; the sign that is longer in ASCII
/// takes the space behind it.
const SIGNS: [(&str, &str); 28] = [
    ("≤ ", "<="),
    ("≥ ", ">="),
    ("→ ", "->"),
    ("← ", "<-"),
    ("≤", "<="),
    ("≥", ">="),
    ("→", ">"),
    ("←", "<"),
    ("─", "-"),
    ("│", "|"),
    ("┼", "+"),
    ("–", "-"),
    ("—", "-"),
    ("−", "-"),
    ("·", "/"),
    ("…", "."),
    ("×", "x"),
    ("÷", "/"),
    ("↑", "^"),
    ("↓", "v"),
    ("•", "*"),
    ("☐", "-"),
    ("█", "#"),
    ("▉", "#"),
    ("▊", "#"),
    ("▋", "#"),
    ("▌", "#"),
    ("▍", "."),
];

/// The rest of the signs of a bar, each less than half a column.
const SLIGHT: [char; 2] = ['▎', '▏'];

/// The text with our own signs in ASCII.
pub fn ascii(text: &str) -> String {
    SIGNS.iter().fold(text.to_owned(), |text, (sign, plain)| text.replace(sign, plain)).replace(SLIGHT, ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::wrap::width;
    use crate::report::{Format, fixture, render};

    #[test]
    fn a_report_in_english_is_ascii_and_keeps_its_form() {
        let base = fixture::base();
        let mut report = fixture::report(&base, Lang::En, 110);
        report.grid = true;
        let text = String::from_utf8(render(&report, Format::Table).unwrap()).unwrap();
        assert!(text.contains('█'), "there is room for bars");
        let plain = ascii(&text);
        for (text, plain) in text.lines().zip(plain.lines()) {
            assert_eq!(width(text), width(plain), "{plain}");
            let rest: String = plain.chars().filter(|c| !c.is_ascii()).collect();
            assert!(["", "欧阳建国", "王芳"].contains(&&*rest), "{plain}");
        }
        assert!(plain.contains("R <=30|60|90|180 / F >=2|3|4|5"));
    }

    #[test]
    fn no_sign_is_lost() {
        assert_eq!(ascii("重要价值 · 35% → 40%"), "重要价值 / 35% ->40%");
        for (sign, plain) in SIGNS {
            assert!(plain.is_ascii() && !plain.is_empty() && width(plain) >= width(sign), "{sign}");
        }
    }
}
