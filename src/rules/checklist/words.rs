//! Words of the checklist beside the policy's own, in both languages.

use crate::rules::checklist::ListedNeed;
use crate::rules::text::Language::{self, En, ZhCn};

/// A heading or label.
#[derive(Clone, Copy)]
pub(super) enum Word {
    Title,
    Source,
    Answers,
    Unanswered,
    Contradictions,
    Photo,
    Required,
    Optional,
    Undecided,
    ObtainedFrom,
    Example,
    Notices,
}

impl Word {
    pub(super) fn get(self, language: Language) -> &'static str {
        match (self, language) {
            (Word::Title, ZhCn) => "需要准备的材料",
            (Word::Title, En) => "Documents to prepare",
            (Word::Source, ZhCn) => "依据",
            (Word::Source, En) => "Source",
            (Word::Answers, ZhCn) => "考生情况",
            (Word::Answers, En) => "About you",
            (Word::Unanswered, ZhCn) => "以下问题尚未回答，清单还不完整",
            (Word::Unanswered, En) => "These questions are not answered yet, so the list is not complete",
            (Word::Contradictions, ZhCn) => "请核对填写的情况",
            (Word::Contradictions, En) => "Please check your answers",
            (Word::Photo, ZhCn) => "照片",
            (Word::Photo, En) => "Photo",
            (Word::Required, ZhCn) => "必传材料",
            (Word::Required, En) => "Required documents",
            (Word::Optional, ZhCn) => "选传材料",
            (Word::Optional, En) => "Optional documents",
            (Word::Undecided, ZhCn) => "待定材料（取决于尚未回答的问题）",
            (Word::Undecided, En) => "Undecided documents (they depend on the open questions)",
            (Word::ObtainedFrom, ZhCn) => "办理",
            (Word::ObtainedFrom, En) => "Obtain",
            (Word::Example, ZhCn) => "拍摄",
            (Word::Example, En) => "Picture",
            (Word::Notices, ZhCn) => "提示",
            (Word::Notices, En) => "Please note",
        }
    }
}

/// Returns the heading of the documents of one need.
pub(super) fn heading(need: ListedNeed) -> Word {
    match need {
        ListedNeed::Required => Word::Required,
        ListedNeed::Optional => Word::Optional,
        ListedNeed::Undecided => Word::Undecided,
    }
}

/// Returns a number of pictures as text, such as `1～3 张`.
pub(super) fn pictures(min: u32, max: u32, language: Language) -> String {
    match (language, min == max) {
        (ZhCn, true) => format!("{max} 张"),
        (ZhCn, false) => format!("{min}～{max} 张"),
        (En, true) if max == 1 => "1 picture".into(),
        (En, true) => format!("{max} pictures"),
        (En, false) => format!("{min} to {max} pictures"),
    }
}

/// Returns a size limit as offices write it: 29,999 bytes are `小于 30 KB`, 500,000 are `不超过 500 KB`.
pub(super) fn size(max_bytes: u32, language: Language) -> String {
    let below = max_bytes.checked_add(1).filter(|bytes| bytes % 1000 == 0);
    match (language, below) {
        (ZhCn, Some(bytes)) => format!("小于 {} KB", bytes / 1000),
        (En, Some(bytes)) => format!("below {} KB", bytes / 1000),
        (ZhCn, None) => format!("不超过 {}", bytes(max_bytes)),
        (En, None) => format!("at most {}", bytes(max_bytes)),
    }
}

fn bytes(bytes: u32) -> String {
    if bytes.is_multiple_of(1000) { format!("{} KB", bytes / 1000) } else { format!("{bytes} B") }
}
