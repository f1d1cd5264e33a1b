//! Reports in words: the messages of `messages/*.json`, filled in.

use std::collections::BTreeMap;
use std::env;
use std::str::FromStr;
use std::sync::OnceLock;

use exam_preflight::finding::{Finding, Param, Severity};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::policy::Text;
use exam_preflight::rules::slots::Need;
use exam_preflight::rules::text::Language;

/// A language of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "zh-CN" | "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            other => Err(format!("no messages in {other}; there are zh-CN and en")),
        }
    }
}

impl Lang {
    /// Returns Chinese if the environment asks for it, otherwise English.
    pub fn of_environment() -> Self {
        let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| env::var(v).ok().filter(|v| !v.is_empty()));
        if wanted.is_some_and(|v| v.starts_with("zh")) { Lang::Zh } else { Lang::En }
    }

    /// Returns the language of a policy's texts.
    pub fn language(self) -> Language {
        match self {
            Lang::Zh => Language::ZhCn,
            Lang::En => Language::En,
        }
    }

    fn messages(self) -> &'static BTreeMap<String, String> {
        static ZH: OnceLock<BTreeMap<String, String>> = OnceLock::new();
        static EN: OnceLock<BTreeMap<String, String>> = OnceLock::new();
        let (cell, json) = match self {
            Lang::Zh => (&ZH, include_str!("../../../messages/zh-CN.json")),
            Lang::En => (&EN, include_str!("../../../messages/en.json")),
        };
        cell.get_or_init(|| serde_json::from_str(json).expect("a test reads the messages"))
    }

    /// Returns one message by its key, with the finding's figures filled in; the key itself if there is no message.
    fn fill(self, key: &str, params: &BTreeMap<&'static str, Param>) -> String {
        let mut text = self.messages().get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in params {
            let hundredths = |v: f64| (v * 100.0).round() / 100.0;
            let shown = match value {
                Param::Integer(v) => v.to_string(),
                Param::Number(v) => hundredths(*v).to_string(),
                Param::Text(v) => self.messages().get(&format!("word.{v}")).unwrap_or(v).clone(),
            };
            text = text.replace(&format!("{{{name}}}"), &shown);
            // `{name%}` shows a ratio as a percentage.
            if let Param::Number(v) = value {
                text = text.replace(&format!("{{{name}%}}"), &format!("{}%", hundredths(v * 100.0)));
            }
        }
        text
    }

    /// Returns the sentence of a finding, on one line.
    pub fn message(self, finding: &Finding) -> String {
        self.fill(&self.key(finding, ""), &finding.params)
    }

    /// Returns the key of a finding's sentence or hint: that of its severity, if there is one.
    fn key(self, finding: &Finding, ending: &str) -> String {
        let code = finding.code.as_str();
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        let own = format!("{code}.{severity}{ending}");
        if self.messages().contains_key(&own) { own } else { format!("{code}{ending}") }
    }

    /// Returns a policy's text in this language.
    pub fn pick(self, text: &Text) -> &str {
        text.get(self.language())
    }

    /// Returns the separator of a list.
    pub fn comma(self) -> &'static str {
        match self {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }

    /// Returns the word for a need.
    pub fn need(self, need: Need) -> &'static str {
        match (self, need) {
            (Lang::Zh, Need::Required) => "必传",
            (Lang::Zh, Need::Optional) => "选传",
            (Lang::Zh, Need::None) => "不需要",
            (Lang::En, Need::Required) => "required",
            (Lang::En, Need::Optional) => "optional",
            (Lang::En, Need::None) => "not needed",
        }
    }

    /// Returns a name and its verdict.
    pub fn verdict(self, name: &str, verdict: Verdict) -> String {
        let key = match verdict {
            Verdict::Ready => "verdict.ready",
            Verdict::Blocked => "verdict.blocked",
        };
        format!("{name}: {}", self.fill(key, &BTreeMap::new()))
    }

    /// Returns a finding as two lines: its place and sentence, and its hint.
    pub fn finding(self, finding: &Finding) -> String {
        let mark = match finding.severity {
            Severity::Error => "✗",
            Severity::Warning => "!",
            Severity::Info => "·",
        };
        let place: Vec<&str> = finding.slot.iter().chain(&finding.file).map(String::as_str).collect();
        let place = if place.is_empty() { String::new() } else { format!("[{}] ", place.join(" / ")) };
        let mut text = format!("  {mark} {place}{}", self.message(finding));
        let hint = self.key(finding, ".hint");
        if self.messages().contains_key(&hint) {
            text.push_str(&format!("\n      {}", self.fill(&hint, &finding.params)));
        }
        text
    }

    /// Returns a whole report, the file's name first.
    pub fn report<M>(self, name: &str, report: &Report<M>) -> String {
        let mut text = self.verdict(name, report.verdict);
        if let Some(output) = &report.output {
            let (pixels, bytes) = match self {
                Lang::Zh => ("像素", "字节"),
                Lang::En => ("px", "bytes"),
            };
            text.push_str(&format!(" ({} × {} {pixels}, {} {bytes})", output.width_px, output.height_px, output.bytes));
        }
        for finding in &report.findings {
            text.push('\n');
            text.push_str(&self.finding(finding));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use exam_preflight::finding::Code;

    use super::*;

    /// The parameters that `src/finding.rs` documents for each code.
    fn documented_params() -> BTreeMap<&'static str, Vec<&'static str>> {
        let source = include_str!("../../finding.rs");
        let codes = source.split_once("\ncodes! {").and_then(|(_, rest)| rest.split_once("\n}")).unwrap().0;
        let mut params = BTreeMap::new();
        let mut told: Vec<&str> = Vec::new();
        let mut is_told = false;
        for line in codes.lines().map(str::trim) {
            if let Some(doc) = line.strip_prefix("///") {
                let text = doc.split_once("Params:").map(|(_, after)| after);
                is_told |= text.is_some();
                if is_told {
                    told.extend(text.unwrap_or(doc).split('`').skip(1).step_by(2));
                }
            } else if let Some((_, code)) = line.split_once(" = ") {
                params.insert(code.trim_matches(&['"', ','][..]), std::mem::take(&mut told));
                is_told = false;
            }
        }
        params
    }

    #[test]
    fn every_message_is_filled_in_both_languages() {
        let documented = documented_params();
        assert!(Code::ALL.iter().all(|code| documented.contains_key(code.as_str())) && !documented.is_empty());
        for lang in [Lang::Zh, Lang::En] {
            let is_share = |name: &str| lang.messages().values().any(|text| text.contains(&format!("{{{name}%}}")));
            for (&code, severity, is_text) in Code::ALL.iter().flat_map(|code| {
                [Severity::Error, Severity::Warning, Severity::Info]
                    .into_iter()
                    .flat_map(move |severity| [false, true].map(|is_text| (code, severity, is_text)))
            }) {
                let mut finding = Finding::new(code, severity).in_file("a.jpg");
                for &name in &documented[code.as_str()] {
                    // Shares are always figures.
                    finding =
                        if is_text && !is_share(name) { finding.with(name, "word") } else { finding.with(name, 0.25) };
                }
                let text = lang.finding(&finding);
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(!text.contains(code.as_str()), "{text}");
            }
        }
    }
}
