//! A user's own playbook: the built-in one as TOML to start from, and what of it a file replaces.
//!
//! What a file may hold is told by the built-in playbook itself: the same keys, texts where texts are, lists where lists
//! are. A text or a list takes the place of the built-in one; what a file leaves out stays. A mistake is told with its place.

use crate::error::Cause;
use crate::lang::{Lang, Text};
use crate::near::near;
use crate::note::printable;
use crate::playbook::fill::{Field, Piece, pieces};
use crate::playbook::{Playbook, Playbooks};
use crate::segment::Segment;
use serde::Deserialize;
use std::error::Error;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

/// The whole playbook as TOML, with comments in this language.
pub fn to_toml(playbook: &Playbook, lang: Lang) -> Result<String, toml::ser::Error> {
    let mut out = head(lang);
    let mut section = String::new();
    for line in toml::to_string_pretty(playbook)?.lines() {
        // No text holds a line break, so only a heading begins with a bracket.
        if let Some(path) = line.strip_prefix('[').map(|path| path.trim_matches(['[', ']'])) {
            let name = path.split('.').next().unwrap_or(path);
            if name != section {
                let words = SECTIONS.iter().find(|(section, _)| *section == name).map_or("", |(_, words)| words.get(lang));
                out += &format!("\n# ---- {words}\n\n");
                section = name.to_owned();
            }
            let segment = Segment::ALL.into_iter().find(|segment| format!("segments.{}", segment.slug()) == path);
            if let Some(segment) = segment {
                let (number, name, pattern) = (segment.number(), segment.name(lang), segment.pattern(lang));
                out += &lang.pick(format!("# {number} {name} ({pattern})\n"), format!("# {number} {name}（{pattern}）\n"));
            }
        }
        out += line;
        out.push('\n');
    }
    Ok(out)
}

/// The sections with what they hold.
const SECTIONS: [(&str, Text); 6] = [
    ("segments", Text::new("What each of the eight segments is due", "八类客户各自的服务")),
    ("routine", Text::new("The new-customer routine: rfm playbook checklist", "新客户接待流程：rfm playbook checklist")),
    ("win_back", Text::new("A customer won back: rfm playbook win-back", "一位客户的挽回：rfm playbook win-back")),
    ("interview", Text::new("What to ask a customer who stays away: rfm playbook interview", "流失访谈：rfm playbook interview")),
    ("reasons", Text::new("The answer to each reason for leaving: rfm playbook reasons", "离开的原因与应对：rfm playbook reasons")),
    ("messages", Text::new("What to say and to write: rfm playbook messages", "电话和消息：rfm playbook messages")),
];

fn head(lang: Lang) -> String {
    let fields: Vec<String> = Field::all().map(|field| format!("{{{}}} {}", field.slug(), field.label(lang))).collect();
    let lines = lang.pick(
        "The playbook of rfm. Change what you like, and hand it over with --playbook FILE.\n\
         What you take out stays as it is built in. A list takes the place of the whole list.\n\
         Every text is one line; basis says whose advice a part is. Figures that differ from the built-in ones are shown as your own.\n\
         Messages have places that are filled for each customer, or left as blanks:",
        "rfm 的客户服务手册。改好以后，用 --playbook 文件名 启用。\n\
         删掉的内容沿用内置的；列表会整个替换。\n\
         每段文字只占一行；basis 写明依据。与内置不同的数据，显示为自有数据。\n\
         话术中可用以下占位，按客户填入，没有数据的留空：",
    );
    let comment = |line: &str| format!("# {line}\n");
    lines.lines().map(comment).chain(fields.iter().map(|field| comment(&format!("  {field}")))).collect()
}

/// The bytes of a file.
pub fn read_file(path: &Path) -> Result<Vec<u8>, PlaybookError> {
    let unreadable = |error: io::Error| PlaybookError { place: path.display().to_string(), problem: Problem::Unreadable(error.into()) };
    std::fs::read(path).map_err(unreadable)
}

/// The built-in playbooks with what a file of these bytes replaces, which is the same in both languages; `name` is told in
/// errors.
pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Playbooks, PlaybookError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or(bytes));
        PlaybookError { place: place(name, &before), problem: Problem::NotUtf8 }
    })?;
    Ok(Playbooks { en: from_toml(text, name, Lang::En)?, zh: from_toml(text, name, Lang::Zh)? })
}

/// File, line and column of what comes after a text.
fn place(name: &str, before: &str) -> String {
    let (line, column) = (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
    format!("{name}:{line}:{column}")
}

/// The built-in playbook of this language with what the text replaces; `name` is told in errors.
pub fn from_toml(text: &str, name: &str, lang: Lang) -> Result<Playbook, PlaybookError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = |offset: usize, problem| PlaybookError { place: place(name, text.get(..offset).unwrap_or("")), problem };
    let theirs = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        at(offset, Problem::NotToml(error.message().to_owned()))
    })?;
    let mut built_in = [Playbook::built_in(Lang::En), Playbook::built_in(Lang::Zh)];
    let [en, zh] = built_in.each_ref().map(Value::try_from);
    let not_toml = |error: toml::ser::Error| at(0, Problem::NotToml(error.to_string()));
    let tables = [en.map_err(not_toml)?, zh.map_err(not_toml)?];
    let mut merged = lang.pick(&tables[0], &tables[1]).clone();
    table("", &mut merged, theirs.get_ref()).map_err(|Fault { span, problem }| at(span.start, problem))?;
    claim(&mut merged, tables.each_ref(), lang);
    let mut playbook = Playbook::deserialize(merged).map_err(|error| at(0, Problem::NotToml(error.message().to_owned())))?;
    // A figure of the course is that in either language: a file is in one, and read for both.
    let [en, zh] = built_in.each_mut().map(Playbook::figures_mut);
    for ((figures, en), zh) in playbook.figures_mut().into_iter().zip(en).zip(zh) {
        for figure in figures {
            figure.own = !en.contains(figure) && !zh.contains(figure);
        }
    }
    Ok(playbook)
}

/// The basis of a part that a user has changed without saying whose advice it is now.
const OWN: Text = Text::new("your own playbook, where it differs from the built-in one", "自有手册；未改动的部分沿用内置内容");

/// Neither the course nor we are named as the source of what a user wrote. Figures are told apart one by one.
fn claim(part: &mut Value, built_in: [&Value; 2], lang: Lang) {
    let Value::Table(texts) = part else { return };
    for (key, text) in texts.iter_mut() {
        if let [Some(en), Some(zh)] = built_in.map(|built_in| built_in.get(key)) {
            claim(text, [en, zh], lang);
        }
    }
    let same = |key: &str, built_in: &Value| texts.get(key) == built_in.get(key);
    let is_built_in = |built_in: &Value| texts.keys().all(|key| key == "figures" || same(key, built_in));
    if texts.contains_key("basis") && !built_in.iter().any(|of| is_built_in(of)) && built_in.iter().any(|of| same("basis", of)) {
        texts.insert("basis".to_owned(), Value::String(OWN.get(lang).to_owned()));
    }
}

/// What is wrong in a file, and where.
struct Fault {
    span: Range<usize>,
    problem: Problem,
}

/// Replaces what a table of the file names. `path` is where in the playbook.
fn table(path: &str, ours: &mut Value, theirs: &DeTable<'_>) -> Result<(), Fault> {
    let Value::Table(ours) = ours else { return Ok(()) };
    for (key, value) in theirs {
        let name = key.get_ref().as_ref();
        if !ours.contains_key(name) {
            let problem = Problem::UnknownKey {
                key: name.to_owned(),
                of: path.to_owned(),
                near: near(name, ours.keys().map(String::as_str)).map(str::to_owned),
                keys: ours.keys().cloned().collect(),
            };
            return Err(Fault { span: key.span(), problem });
        }
        if let Some(ours) = ours.get_mut(name) {
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            replace(&path, ours, value)?;
        }
    }
    Ok(())
}

/// Replaces one value, if it is of the same kind.
fn replace(path: &str, ours: &mut Value, theirs: &Spanned<DeValue<'_>>) -> Result<(), Fault> {
    let fault = |problem| Fault { span: theirs.span(), problem };
    match (ours, theirs.get_ref()) {
        (ours @ Value::Table(_), DeValue::Table(theirs)) => table(path, ours, theirs),
        (Value::String(ours), DeValue::String(text)) => {
            check(path, text).map_err(fault)?;
            *ours = text.to_string();
            Ok(())
        }
        (Value::Array(ours), DeValue::Array(theirs)) => {
            // Every item is like the first of the built-in ones, and has all that it has.
            let Some(model) = ours.first().cloned() else { return Ok(()) };
            ours.clear();
            for item in theirs {
                let mut new = model.clone();
                replace(path, &mut new, item)?;
                if let (Value::Table(model), DeValue::Table(item_table)) = (&model, item.get_ref())
                    && let Some(missing) = model.keys().find(|key| !item_table.contains_key(key.as_str()))
                {
                    let problem = Problem::MissingKey { key: missing.clone(), of: path.to_owned() };
                    return Err(Fault { span: item.span(), problem });
                }
                ours.push(new);
            }
            Ok(())
        }
        (ours, _) => Err(fault(Problem::WrongKind { key: path.to_owned(), wanted: kind(ours) })),
    }
}

/// What a value should be.
fn kind(value: &Value) -> Text {
    match value {
        Value::Table(_) => Text::new("a table", "表"),
        Value::Array(items) if matches!(items.first(), Some(Value::Table(_))) => Text::new("a list of tables", "表的列表"),
        Value::Array(_) => Text::new("a list of texts", "文字的列表"),
        _ => Text::new("a text in quotes", "带引号的文字"),
    }
}

/// A text must be there, on one line, and a message's places must be known.
fn check(path: &str, text: &str) -> Result<(), Problem> {
    let key = path.to_owned();
    if text.trim().is_empty() {
        return Err(Problem::Empty(key));
    }
    if printable(text) != text {
        return Err(Problem::Control(key));
    }
    if !path.starts_with("messages.") {
        return Ok(());
    }
    for piece in pieces(text) {
        if let Piece::Unknown(name) = piece {
            let near = near(name, Field::all().map(Field::slug)).map(str::to_owned);
            return Err(Problem::UnknownField { name: name.to_owned(), near });
        }
    }
    Ok(())
}

/// A playbook that cannot be read: where, why, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookError {
    /// File, line and column.
    place: String,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Unreadable(Cause),
    NotUtf8,
    NotToml(String),
    UnknownKey { key: String, of: String, near: Option<String>, keys: Vec<String> },
    MissingKey { key: String, of: String },
    WrongKind { key: String, wanted: Text },
    Empty(String),
    Control(String),
    UnknownField { name: String, near: Option<String> },
}

impl PlaybookError {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        "bad_playbook"
    }

    /// What is wrong and what to write instead.
    pub fn text(&self, lang: Lang) -> String {
        let place = printable(&self.place);
        let what = match &self.problem {
            Problem::Unreadable(cause) => {
                let cause = cause.text(lang);
                lang.pick(
                    format!("cannot be read: {cause}; `rfm playbook --export-toml` writes one"),
                    format!("无法读取：{cause}；可用 `rfm playbook --export-toml` 生成一份"),
                )
            }
            Problem::NotUtf8 => lang.pick("this is not UTF-8; save the file as UTF-8", "不是 UTF-8 编码；请另存为 UTF-8").to_owned(),
            // What the reader of TOML has to say is English.
            Problem::NotToml(why) if lang == Lang::Zh => match why.starts_with("duplicate key") {
                true => "不是有效的 TOML：这一项写了两次".to_owned(),
                false => "从这里起不是有效的 TOML；请检查引号、括号和等号".to_owned(),
            },
            Problem::NotToml(why) => format!("this is no TOML: {}", printable(why)),
            Problem::UnknownKey { key, of, near, keys } => {
                let (key, of) = (printable(key), printable(of));
                let mut text = match of.as_str() {
                    "" => lang.pick(format!("a playbook has no '{key}'"), format!("手册里没有“{key}”")),
                    "segments" => lang.pick(format!("'{key}' is not a segment"), format!("没有客群“{key}”")),
                    _ => lang.pick(format!("{of} has no '{key}'"), format!("{of} 中没有“{key}”")),
                };
                if let Some(near) = near {
                    text += &lang.pick(format!("; did you mean {near}?"), format!("；是不是 {near}？"));
                }
                let keys = keys.join(lang.pick(", ", "、"));
                text + &lang.pick(format!("\n  there are: {keys}"), format!("\n  可用：{keys}"))
            }
            Problem::MissingKey { key, of } => {
                lang.pick(format!("'{key}' is missing; every item of {of} has one"), format!("缺少“{key}”；{of} 的每一项都要有"))
            }
            Problem::WrongKind { key, wanted } => {
                let wanted = wanted.get(lang);
                lang.pick(format!("{key} takes {wanted}"), format!("{key} 应为{wanted}"))
            }
            Problem::Empty(key) => lang.pick(
                format!("{key} is empty; take the line out to keep what is built in"),
                format!("{key} 是空的；要沿用内置内容，请删去这一行"),
            ),
            Problem::Control(key) => lang.pick(
                format!("{key} holds a line break or another control character; a text is one line"),
                format!("{key} 含有换行或其他控制字符；每段文字只能占一行"),
            ),
            Problem::UnknownField { name, near } => {
                let near = near
                    .as_ref()
                    .map_or(String::new(), |near| lang.pick(format!("; did you mean {{{near}}}?"), format!("；是不是 {{{near}}}？")));
                let fields: Vec<String> = Field::all().map(|field| format!("{{{}}}", field.slug())).collect();
                let fields = fields.join(lang.pick(", ", "、"));
                lang.pick(
                    format!("nothing fills {{{name}}}{near}\n  there are: {fields}"),
                    format!("没有占位 {{{name}}}{near}\n  可用：{fields}"),
                )
            }
        };
        lang.pick(format!("{place}: {what}"), format!("{place}：{what}"))
    }
}

impl fmt::Display for PlaybookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for PlaybookError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

    fn wrong(text: &str) -> String {
        from_toml(text, "my.toml", Lang::En).unwrap_err().text(Lang::En)
    }

    #[test]
    fn what_is_written_is_read_back() {
        for lang in BOTH {
            let built_in = Playbook::built_in(lang);
            let text = to_toml(&built_in, lang).unwrap();
            assert_eq!(from_toml(&text, "my.toml", lang).unwrap(), built_in);
            // Windows editors like a byte order mark and their own line ends.
            let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            assert_eq!(from_toml(&windows, "my.toml", lang).unwrap(), built_in);
            for segment in Segment::ALL {
                let heading = format!("# {} {}", segment.number(), segment.name(lang));
                assert!(text.contains(&heading) && text.contains(&format!("[segments.{}]", segment.slug())), "{heading}");
            }
            for (section, words) in SECTIONS {
                assert!(text.contains(&format!("# ---- {}\n", words.get(lang))), "{section}");
            }
        }
    }

    #[test]
    fn an_empty_file_replaces_nothing() {
        for lang in BOTH {
            assert_eq!(from_toml("# nothing\n", "my.toml", lang).unwrap(), Playbook::built_in(lang));
        }
    }

    #[test]
    fn a_text_and_a_list_take_the_place_of_the_built_in_ones() {
        let text = "[segments.lost]\ntier = \"Silence\"\nportrait = [\"gone\"]\npitfalls = []\n\
                    [[segments.lost.figures]]\nwhat = \"Share of customers\"\nvalue = \"25–35%\"\n\
                    [[segments.lost.figures]]\nwhat = \"Share of profit\"\nvalue = \"2%\"\n";
        let own = from_toml(text, "my.toml", Lang::En).unwrap();
        let mut expected = Playbook::built_in(Lang::En);
        let lost = &mut expected.segments.lost;
        lost.tier = "Silence".into();
        lost.portrait = vec!["gone".into()];
        lost.pitfalls.clear();
        lost.figures[1].value = "2%".into();
        lost.figures[1].own = true; // the first is as the course has it
        lost.basis = OWN.en.into();
        assert_eq!(own, expected);
        // And what a user has changed comes back from an export of it.
        assert_eq!(from_toml(&to_toml(&own, Lang::En).unwrap(), "my.toml", Lang::En).unwrap(), own);
    }

    /// A playbook exported in one language is read for both.
    #[test]
    fn what_is_the_courses_is_so_in_either_language() {
        let text = to_toml(&Playbook::built_in(Lang::Zh), Lang::Zh).unwrap();
        assert_eq!(from_toml(&text, "my.toml", Lang::En).unwrap(), Playbook::built_in(Lang::Zh));
        let changed = text.replacen("tier = \"专人服务\"", "tier = \"贵宾服务\"", 1);
        let own = from_toml(&changed, "my.toml", Lang::Zh).unwrap();
        assert_eq!((own.segments.important_value.basis.as_ref(), own.segments.important_value.figures[0].own), (OWN.zh, false));
        assert_eq!(own.segments.important_keep, Playbook::built_in(Lang::Zh).segments.important_keep);
    }

    #[test]
    fn whose_advice_it_is() {
        let basis = |text: &str| from_toml(text, "my.toml", Lang::En).unwrap().segments.lost.basis.into_owned();
        let built_in = Playbook::built_in(Lang::En).segments.lost.basis.into_owned();
        assert_eq!(basis("[segments.general-keep]\ntier = \"x\""), built_in, "another segment");
        assert_eq!(basis("[[segments.lost.figures]]\nwhat = \"x\"\nvalue = \"y\""), built_in, "figures are told one by one");
        assert_eq!(basis("[segments.lost]\nportrait = [\"x\"]"), OWN.en);
        assert_eq!(basis("[segments.lost]\nportrait = [\"x\"]\nbasis = \"head office\""), "head office");
        let reasons = from_toml("[reasons.wait]\nanswer = [\"x\"]", "my.toml", Lang::En).unwrap().reasons;
        assert_eq!(reasons.basis, OWN.en);
    }

    #[test]
    fn mistakes_are_told_with_their_place_and_what_was_meant() {
        for (text, expected) in [
            ("[segments.important-kep]\n", "my.toml:1:11: 'important-kep' is not a segment; did you mean important-keep?\n  there are: "),
            ("\n[segments.lost]\n  tire = \"x\"", "my.toml:3:3: segments.lost has no 'tire'; did you mean tier?"),
            ("[mesages.call]\nname = \"x\"", "my.toml:1:2: a playbook has no 'mesages'; did you mean messages?"),
            ("[segments.lost]\ntier = 5", "my.toml:2:8: segments.lost.tier takes a text in quotes"),
            ("[segments.lost]\nportrait = \"x\"", "my.toml:2:12: segments.lost.portrait takes a list of texts"),
            ("[segments.lost]\nportrait = [\"x\", 1]", "my.toml:2:18: segments.lost.portrait takes a text in quotes"),
            ("[segments.lost]\nfigures = \"x\"", "my.toml:2:11: segments.lost.figures takes a list of tables"),
            ("[segments.lost]\nfigures = [\"x\"]", "my.toml:2:12: segments.lost.figures takes a table"),
            ("segments = 1", "my.toml:1:12: segments takes a table"),
            (
                "[[segments.lost.figures]]\nwhat = \"x\"\n[[segments.lost.figures]]\nvalue = \"y\"",
                "my.toml:1:1: 'value' is missing; every item of segments.lost.figures has one",
            ),
            ("[segments.lost]\ntier = \" \"", "my.toml:2:8: segments.lost.tier is empty"),
            ("[segments.lost]\ntier = \"a\\nb\"", "my.toml:2:8: segments.lost.tier holds a line break"),
            ("[segments.lost]\ntier = \"a\\u001b[31m\"", "my.toml:2:8: segments.lost.tier holds a line break or another control"),
            ("[messages.call]\ntext = [\"Dear {nmae}\"]", "my.toml:2:9: nothing fills {nmae}; did you mean {name}?\n  there are: {name}, "),
            ("[segments.lost]\ntier = \"a\"\ntier = \"b\"", "my.toml:3:1: this is no TOML: "),
            ("[segments.lost\n", "my.toml:1:15: this is no TOML: "),
            ("# 客户\n[segments.lost]\n\"键\" = 1", "my.toml:3:1: segments.lost has no '键'\n"),
            (
                "[[segments.lost.strategies]]\nname = \"a\"\nhwo = []",
                "my.toml:3:1: segments.lost.strategies has no 'hwo'; did you mean how?",
            ),
        ] {
            let error = wrong(text);
            assert!(error.starts_with(expected), "{error}\n{expected}");
        }
        let missing = read_file(Path::new("/no/such/my.toml")).unwrap_err();
        assert!(missing.text(Lang::Zh).starts_with("/no/such/my.toml：无法读取"), "{}", missing.text(Lang::Zh));
        for (text, expected) in [
            ("[segments.lost]\ntier = \"a\"\ntier = \"b\"", "my.toml:3:1：不是有效的 TOML：这一项写了两次"),
            ("[segments.lost\n", "my.toml:1:15：从这里起不是有效的 TOML；请检查引号、括号和等号"),
        ] {
            assert_eq!(from_toml(text, "my.toml", Lang::Zh).unwrap_err().text(Lang::Zh), expected);
        }
        // As a Chinese Windows may save it: 客 in GBK.
        let error = from_bytes(b"[segments.lost]\ntier = \"\xbf\xcd\"\n", "my.toml").unwrap_err();
        assert_eq!(error.text(Lang::En), "my.toml:2:9: this is not UTF-8; save the file as UTF-8");
        let error = from_toml("[segments.lots]", "my.toml", Lang::Zh).unwrap_err().text(Lang::Zh);
        assert!(error.starts_with("my.toml:1:11：没有客群“lots”；是不是 lost？\n  可用：general-develop、"), "{error}");
    }

    proptest! {
        #[test]
        fn any_texts_come_back(texts in proptest::collection::vec("\\PC{0,20}[^\\s\\p{C}{}]\\PC{0,20}", 1..6)) {
            prop_assume!(texts.iter().all(|text| printable(text) == *text));
            let mut playbook = Playbook::built_in(Lang::En);
            let of = |place: usize| texts[place % texts.len()].clone().into();
            playbook.segments.general_value.tier = of(0);
            playbook.segments.general_value.portrait = texts.iter().map(|text| text.clone().into()).collect();
            playbook.segments.lost.strategies[0].how = vec![of(1), of(2)];
            playbook.routine.after.steps = vec![of(3)];
            playbook.reasons.other.name = of(4);
            let Playbook { segments: plays, routine, reasons, .. } = &mut playbook;
            for basis in [&mut plays.general_value.basis, &mut plays.lost.basis, &mut routine.basis, &mut reasons.basis] {
                *basis = OWN.en.into();
            }
            let text = to_toml(&playbook, Lang::Zh).unwrap();
            prop_assert_eq!(from_toml(&text, "my.toml", Lang::En).unwrap(), playbook);
        }
    }
}
