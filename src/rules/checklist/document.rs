//! Writes a [`Checklist`] out: as Markdown with boxes to tick, or as plain text for a terminal.

use super::words::{Word, heading, pictures, size};
use super::{Checklist, ListedDocument, ListedNeed, ListedNotice, ListedPhoto};
use crate::rules::policy::{Link, PolicyFormat};
use crate::rules::text::Language;

/// A form of the text.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Markdown,
    PlainText,
}

impl Checklist {
    /// Returns the list as Markdown, in one language.
    pub fn markdown(&self, language: Language) -> String {
        Document::write(self, language, Form::Markdown)
    }

    /// Returns the list as plain text, in one language.
    pub fn plain_text(&self, language: Language) -> String {
        Document::write(self, language, Form::PlainText)
    }
}

/// The text so far.
struct Document {
    language: Language,
    form: Form,
    lines: Vec<String>,
}

impl Document {
    fn write(list: &Checklist, language: Language, form: Form) -> String {
        let mut document = Document { language, form, lines: Vec::new() };
        document.whole(list);
        document.lines.join("\n") + "\n"
    }

    fn whole(&mut self, list: &Checklist) {
        self.title(&format!("{}{}{}", list.title.get(self.language), self.colon(), Word::Title.get(self.language)));
        self.paragraph(&format!("{}{}{}", Word::Source.get(self.language), self.colon(), list.source));
        if !list.unanswered.is_empty() {
            self.heading(Word::Unanswered);
            for question in &list.unanswered {
                self.item(question.question.get(self.language));
            }
        }
        if !list.contradictions.is_empty() {
            self.heading(Word::Contradictions);
            for contradiction in &list.contradictions {
                self.item(contradiction.text.get(self.language));
            }
        }
        self.heading(Word::Photo);
        self.photo(&list.photo);
        for need in [ListedNeed::Required, ListedNeed::Optional, ListedNeed::Undecided] {
            let mut documents = list.documents.iter().filter(|document| document.need == need).peekable();
            if documents.peek().is_some() {
                self.heading(heading(need));
            }
            for document in documents {
                self.document(document);
            }
        }
        if !list.notices.is_empty() {
            self.heading(Word::Notices);
            for notice in &list.notices {
                self.notice(notice, Self::item);
            }
        }
        if !list.answers.is_empty() {
            self.heading(Word::Answers);
            for answered in &list.answers {
                let (question, answer) = (answered.question.get(self.language), answered.answer.get(self.language));
                let space = if self.language == Language::En { " " } else { "" };
                self.item(&format!("{question}{space}{answer}"));
                for notice in &answered.notices {
                    self.notice(notice, Self::detail);
                }
            }
        }
    }

    fn photo(&mut self, photo: &ListedPhoto) {
        let size = size(photo.max_bytes, self.language);
        let (comma, stop) = (self.comma(), self.stop());
        let ListedPhoto { width_mm, height_mm, width_px, height_px, max_age_days, .. } = photo;
        let (measures, age) = match self.language {
            Language::ZhCn => (
                format!("{width_mm} × {height_mm} 毫米（{width_px} × {height_px} 像素）"),
                format!("拍摄时间不超过 {max_age_days} 天"),
            ),
            Language::En => (
                format!("{width_mm} × {height_mm} mm ({width_px} × {height_px} pixels)"),
                format!("taken within {max_age_days} days"),
            ),
        };
        let details = format!("{measures}{comma}JPG{comma}{size}{comma}{age}{stop}");
        match &photo.title {
            Some(title) => {
                self.box_to_tick(title.get(self.language), None);
                self.detail(&details);
            }
            None => self.box_to_tick(&details, None),
        }
        for notice in &photo.notices {
            self.notice(notice, Self::detail);
        }
    }

    fn document(&mut self, document: &ListedDocument) {
        let language = self.language;
        let count = pictures(document.min, document.max, language);
        self.box_to_tick(document.title.get(language), Some(&count));
        self.detail(document.note.get(language));
        if let Some(from) = &document.obtained_from {
            self.labelled(Word::ObtainedFrom, from.get(language));
        }
        for link in &document.links {
            let link = self.link(link);
            self.detail(&link);
        }
        let formats: Vec<&str> = document.formats.iter().map(|format| format_name(*format)).collect();
        let separator = if language == Language::ZhCn { "、" } else { ", " };
        let limits = format!("{}{}{}", formats.join(separator), self.comma(), size(document.max_bytes, language));
        let example = document.example.get(language);
        let gap = if language == Language::En { " " } else { "" };
        self.labelled(Word::Example, &format!("{example}{gap}{limits}{}", self.stop()));
        for notice in &document.notices {
            self.notice(notice, Self::detail);
        }
    }

    fn notice(&mut self, notice: &ListedNotice, write: fn(&mut Self, &str)) {
        write(self, notice.text.get(self.language));
        for link in &notice.links {
            let link = self.link(link);
            self.detail(&link);
        }
    }

    fn link(&self, link: &Link) -> String {
        let title = link.title.get(self.language);
        match self.form {
            Form::Markdown => format!("[{title}]({})", link.url),
            Form::PlainText => format!("{title}{}{}", self.colon(), link.url),
        }
    }

    fn title(&mut self, text: &str) {
        self.lines.push(if self.form == Form::Markdown { format!("# {text}") } else { text.to_owned() });
    }

    fn paragraph(&mut self, text: &str) {
        self.lines.extend([String::new(), text.to_owned()]);
    }

    fn heading(&mut self, word: Word) {
        let text = word.get(self.language);
        let heading = if self.form == Form::Markdown { format!("## {text}") } else { text.to_owned() };
        self.lines.extend([String::new(), heading]);
        if self.form == Form::Markdown {
            self.lines.push(String::new());
        }
    }

    fn box_to_tick(&mut self, title: &str, count: Option<&str>) {
        let count = match (count, self.language) {
            (None, _) => String::new(),
            (Some(count), Language::ZhCn) => format!("（{count}）"),
            (Some(count), Language::En) => format!(" ({count})"),
        };
        self.lines.push(match self.form {
            Form::Markdown => format!("- [ ] **{title}**{count}"),
            Form::PlainText => format!("  □ {title}{count}"),
        });
    }

    fn item(&mut self, text: &str) {
        self.lines.push(if self.form == Form::Markdown { format!("- {text}") } else { format!("  · {text}") });
    }

    /// A line below an item or a box.
    fn detail(&mut self, text: &str) {
        self.lines.push(if self.form == Form::Markdown { format!("  - {text}") } else { format!("      {text}") });
    }

    fn labelled(&mut self, label: Word, text: &str) {
        self.detail(&format!("{}{}{text}", label.get(self.language), self.colon()));
    }

    fn colon(&self) -> &'static str {
        if self.language == Language::ZhCn { "：" } else { ": " }
    }

    fn comma(&self) -> &'static str {
        if self.language == Language::ZhCn { "，" } else { ", " }
    }

    fn stop(&self) -> &'static str {
        if self.language == Language::ZhCn { "。" } else { "." }
    }
}

/// Returns the name of a format for people.
fn format_name(format: PolicyFormat) -> &'static str {
    match format {
        PolicyFormat::Jpeg => "JPG",
        PolicyFormat::Png => "PNG",
    }
}
