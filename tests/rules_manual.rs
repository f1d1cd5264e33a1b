//! Every sentence of section two of the Hubei 2025 manual, with somebody whom it concerns and somebody whom it does
//! not. To be read beside the manual; `docs/rules.md` explains the words.
//!
//! Each row amends the ordinary candidate of `rules_common`: from the mainland, civilian, full-time bachelor.

mod rules_common;

use exam_preflight::finding::{Code, Severity};
use exam_preflight::rules::application::Application;
use exam_preflight::rules::gate::evaluate;
use exam_preflight::rules::policy::{Confidence, PolicyFormat};
use exam_preflight::rules::slots::Need;
use rules_common::{ORDINARY, complete, policy, profile};

/// The demand of a sentence.
enum Asks {
    /// At least and at most so many pictures of a kind.
    Pictures(&'static str, u32, u32),
    /// A kind may be uploaded and need not.
    MayUpload(&'static str),
    /// A kind is not asked.
    Nothing(&'static str),
    /// Something to know, nothing to upload.
    Notice(&'static str),
    /// Facts that cannot stand together.
    Contradicts(&'static str),
}
use Asks::{Contradicts, MayUpload, Nothing, Notice, Pictures};

/// One sentence.
struct Row {
    section: &'static str,
    sentence: &'static str,
    asks: Asks,
    /// How somebody whom the sentence concerns differs from the ordinary candidate.
    concerns: &'static [&'static str],
    /// The same for somebody whom it does not concern.
    spares: &'static [&'static str],
}

#[rustfmt::skip]
mod answers {
    // A value that is empty takes the answer away: the question is not put.
    pub const SECONDARY: &str = "education=secondary secondaryVerification=online verification= topUp= fullTime=";
    pub const COLLEGE: &str = "education=college threePlusTwo=no topUp= fullTime=";
    pub const TOP_UP: &str = "topUp=yes threePlusTwo=no";
    pub const POSTGRADUATE: &str = "education=postgraduate postgraduateFinalYear=no bachelorPlace=mainland degreeType=academic bachelorFullTime=yes";
    pub const IN_FINAL_YEAR: &str = "education=postgraduate postgraduateFinalYear=yes bachelorPlace=mainland degreeType=professional bachelorFullTime=yes diplomaState= fullTime= freshGraduate=";
    pub const ELSEWHERE: &str = "educationPlace=elsewhere foreignLanguage=no verification= topUp= fullTime=";
    pub const APPRENTICESHIP: &str = "education= educationPlace= diplomaState= verification= topUp= fullTime= freshGraduate= entry=apprenticeship";
    pub const SPECIALITY: &str = "education= educationPlace= diplomaState= verification= topUp= fullTime= freshGraduate= entry=speciality";
}
use answers::*;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // （一）身份证明
    Row { section: "一", sentence: "有效身份证件正反面照片", asks: Pictures("identity", 2, 2), concerns: &[], spares: &["origin=foreign service= idDocument="] },
    Row { section: "一", sentence: "第二代居民身份证", asks: Pictures("identity", 2, 2), concerns: &["idDocument=resident_card"], spares: &["origin=foreign service= idDocument="] },
    Row { section: "一", sentence: "可使用临时身份证报名，但需尽快完成换证", asks: Notice("temporary_card_renewal"), concerns: &["idDocument=temporary_card"], spares: &[] },
    Row { section: "一", sentence: "可使用临时身份证报名", asks: Pictures("identity", 2, 2), concerns: &["idDocument=temporary_card"], spares: &["origin=foreign service= idDocument="] },
    Row { section: "一", sentence: "军队考生建议使用身份证报名", asks: Notice("military_resident_card"), concerns: &["service=military idDocument=military_card"], spares: &["service=military"] },
    Row { section: "一", sentence: "军队考生（证件属部队考生）", asks: Contradicts("military_card_needs_service"), concerns: &["idDocument=military_card"], spares: &["service=military idDocument=military_card"] },
    Row { section: "一", sentence: "港澳台居民居住证（港、澳、台考生）", asks: Notice("hmt_document"), concerns: &["origin=taiwan service= idDocument="], spares: &[] },
    Row { section: "一", sentence: "往来大陆通行证（港、澳、台考生）", asks: Notice("hmt_document"), concerns: &["origin=macau service= idDocument="], spares: &["origin=foreign service= idDocument="] },
    Row { section: "一", sentence: "港、澳、台考生：正反面", asks: Pictures("identity", 2, 2), concerns: &["origin=hong_kong service= idDocument="], spares: &["origin=foreign service= idDocument="] },
    Row { section: "一", sentence: "护照（外籍考生）", asks: Pictures("identity", 1, 2), concerns: &["origin=foreign service= idDocument="], spares: &[] },
    Row { section: "一", sentence: "护照（外籍考生）：哪一页", asks: Notice("passport_pages"), concerns: &["origin=foreign service= idDocument="], spares: &["origin=macau service= idDocument="] },
    // （二）毕业证书相关材料
    Row { section: "二", sentence: "与报名信息相一致的毕业证书", asks: Pictures("diploma", 1, 2), concerns: &[], spares: &["diplomaState=lost"] },
    Row { section: "二", sentence: "毕业证书（研究生毕业当年尚未取得）", asks: MayUpload("diploma"), concerns: &[IN_FINAL_YEAR], spares: &[POSTGRADUATE] },
    Row { section: "二", sentence: "毕业证书（传统医学师承考生另有证书，不传）", asks: Nothing("diploma"), concerns: &[APPRENTICESHIP], spares: &[] },
    Row { section: "二", sentence: "遗失的，大专学历及以上由毕业学校出具“毕业证明书”", asks: Pictures("graduation_statement", 1, 2), concerns: &["diplomaState=lost"], spares: &[] },
    Row { section: "二", sentence: "遗失的，大专学历及以上……", asks: Pictures("graduation_statement", 1, 2), concerns: &["diplomaState=lost", COLLEGE], spares: &["diplomaState=lost", SECONDARY] },
    Row { section: "二", sentence: "遗失的，中专学历由省级教育行政部门出具“学历证明书”", asks: Pictures("education_statement", 1, 2), concerns: &["diplomaState=lost", SECONDARY], spares: &["diplomaState=lost", COLLEGE] },
    Row { section: "二1", sentence: "专科：《学籍在线验证报告》或《电子注册备案表》", asks: Pictures("education_verification", 1, 3), concerns: &[COLLEGE], spares: &[COLLEGE, "verification=graduate_office"] },
    Row { section: "二1", sentence: "本科：《学籍在线验证报告》或《电子注册备案表》", asks: Pictures("education_verification", 1, 3), concerns: &[], spares: &[SECONDARY] },
    Row { section: "二1", sentence: "研究生：《学籍在线验证报告》或《电子注册备案表》", asks: Pictures("education_verification", 1, 3), concerns: &[POSTGRADUATE], spares: &[ELSEWHERE] },
    Row { section: "二1", sentence: "未在学信网在线认证的，“湖北省毕业生就业网”查询办理", asks: Pictures("education_verification_graduate_office", 1, 3), concerns: &["verification=graduate_office"], spares: &[] },
    Row { section: "二1", sentence: "两处都查不到的（手册未写明）", asks: Pictures("education_verification_other", 1, 6), concerns: &["verification=other"], spares: &["verification=graduate_office"] },
    Row { section: "二1", sentence: "两处都查不到的（手册未写明）：先咨询考点", asks: Notice("verification_elsewhere"), concerns: &["verification=other"], spares: &[] },
    Row { section: "二2", sentence: "省级中等职业学校毕业证书，“湖北教育信息网”验证", asks: Pictures("secondary_verification_online", 1, 3), concerns: &[SECONDARY], spares: &[] },
    Row { section: "二2", sentence: "无法核验的省属中专证书，“证明服务”线上办理验证", asks: Pictures("secondary_verification_service", 1, 3), concerns: &[SECONDARY, "secondaryVerification=provincial_service"], spares: &[SECONDARY] },
    Row { section: "二2", sentence: "无法核验的市州属中专证书，线下办理验证", asks: Pictures("secondary_verification_municipal", 1, 3), concerns: &[SECONDARY, "secondaryVerification=municipal"], spares: &[SECONDARY, "secondaryVerification=provincial_service"] },
    Row { section: "二2", sentence: "外省中专（手册未写明）", asks: Pictures("secondary_verification_other", 1, 6), concerns: &[SECONDARY, "secondaryVerification=other"], spares: &[SECONDARY, "secondaryVerification=municipal"] },
    Row { section: "二3", sentence: "非大陆学历：《国外学历学位认证书》", asks: Pictures("overseas_certification", 1, 4), concerns: &[ELSEWHERE], spares: &[] },
    Row { section: "二3", sentence: "非大陆学历（研究生的本科）：《国外学历学位认证书》", asks: Pictures("overseas_certification", 1, 4), concerns: &[POSTGRADUATE, "bachelorPlace=elsewhere foreignLanguage=no topUp= bachelorFullTime="], spares: &[POSTGRADUATE] },
    Row { section: "二3", sentence: "对方国家或地区能够报名医师资格考试的相应材料", asks: Pictures("overseas_eligibility", 1, 6), concerns: &[ELSEWHERE], spares: &[] },
    Row { section: "二3", sentence: "外国文字材料附公证翻译文件", asks: Pictures("notarised_translation", 1, 10), concerns: &[ELSEWHERE, "foreignLanguage=yes"], spares: &[ELSEWHERE] },
    Row { section: "二3", sentence: "只颁发一种证书的学校", asks: Notice("single_certificate"), concerns: &[ELSEWHERE], spares: &[COLLEGE] },
    Row { section: "二3", sentence: "只颁发一种证书的学校（遗失的，上传毕业证明书）", asks: Notice("single_certificate"), concerns: &[ELSEWHERE], spares: &[ELSEWHERE, "diplomaState=lost"] },
    Row { section: "二3", sentence: "只颁发一种证书的学校（本科）", asks: Notice("single_certificate_bachelor"), concerns: &[POSTGRADUATE, "bachelorPlace=elsewhere foreignLanguage=yes topUp= bachelorFullTime="], spares: &[POSTGRADUATE] },
    Row { section: "二3", sentence: "《国外学历学位认证书》已含学位：不另传学位认证报告", asks: Nothing("degree_verification"), concerns: &[ELSEWHERE], spares: &[] },
    Row { section: "二3", sentence: "只颁发一种证书的学校：学位证书", asks: MayUpload("degree"), concerns: &[ELSEWHERE], spares: &[] },
    // （三）学位证书
    Row { section: "三", sentence: "全日制本科以上学历必须提供学位证书", asks: Pictures("degree", 1, 2), concerns: &[], spares: &[COLLEGE] },
    Row { section: "三", sentence: "全日制本科以上学历必须提供学位认证报告", asks: Pictures("degree_verification", 1, 3), concerns: &[], spares: &[COLLEGE] },
    Row { section: "三", sentence: "非全日制：学位证书", asks: MayUpload("degree"), concerns: &["fullTime=no"], spares: &[COLLEGE] },
    Row { section: "三", sentence: "两处都不能验证的学历：学位认证报告可能无法办理", asks: MayUpload("degree_verification"), concerns: &["verification=other"], spares: &[] },
    Row { section: "三", sentence: "两处都不能验证的学历：请先咨询考点", asks: Notice("degree_verification_elsewhere"), concerns: &["verification=other"], spares: &["verification=other fullTime=no"] },
    Row { section: "三", sentence: "非全日制：学位认证报告", asks: MayUpload("degree_verification"), concerns: &["fullTime=no"], spares: &[] },
    Row { section: "三", sentence: "全日制而未取得学位：学位证书", asks: MayUpload("degree"), concerns: &["fullTime=without_degree"], spares: &[] },
    Row { section: "三", sentence: "全日制而未取得学位：先咨询考点", asks: Notice("without_degree"), concerns: &["fullTime=without_degree"], spares: &["fullTime=no"] },
    Row { section: "三", sentence: "研究生学位标明专业型", asks: Pictures("degree", 1, 2), concerns: &[POSTGRADUATE, "degreeType=professional"], spares: &[IN_FINAL_YEAR] },
    Row { section: "三", sentence: "研究生学位标明学术型", asks: Pictures("degree_verification", 1, 3), concerns: &[POSTGRADUATE], spares: &[IN_FINAL_YEAR] },
    // （四）补充学历相关材料
    Row { section: "四", sentence: "专升本的本科学历，同时上传专科学历材料：毕业证", asks: Pictures("supplementary_college_diploma", 1, 2), concerns: &[TOP_UP], spares: &[] },
    Row { section: "四", sentence: "专升本的本科学历，同时上传专科学历材料：学历证明", asks: Pictures("supplementary_college_verification", 1, 3), concerns: &[TOP_UP], spares: &[] },
    Row { section: "四", sentence: "专升本的本科学历，同时上传本科学历材料", asks: Pictures("diploma", 1, 2), concerns: &[TOP_UP], spares: &[TOP_UP, "diplomaState=lost"] },
    Row { section: "四", sentence: "研究生学历，同时上传本科学历材料：毕业证", asks: Pictures("supplementary_bachelor_diploma", 1, 2), concerns: &[POSTGRADUATE], spares: &[] },
    Row { section: "四", sentence: "研究生学历，同时上传本科学历材料：学历证明", asks: Pictures("supplementary_bachelor_verification", 1, 3), concerns: &[POSTGRADUATE], spares: &[] },
    Row { section: "四", sentence: "研究生学历，同时上传本科学历材料：学位证书", asks: Pictures("supplementary_bachelor_degree", 1, 2), concerns: &[POSTGRADUATE], spares: &[] },
    Row { section: "三", sentence: "研究生的全日制本科学历：学位认证报告", asks: Pictures("supplementary_bachelor_degree_verification", 1, 3), concerns: &[POSTGRADUATE], spares: &[POSTGRADUATE, "bachelorFullTime=no"] },
    Row { section: "四", sentence: "研究生学历，本科非全日制的学位证书", asks: MayUpload("supplementary_bachelor_degree"), concerns: &[POSTGRADUATE, "bachelorFullTime=no"], spares: &[POSTGRADUATE] },
    Row { section: "四", sentence: "研究生和本科“等”学历：专升本的研究生另需专科材料", asks: Pictures("supplementary_college_diploma", 1, 2), concerns: &[POSTGRADUATE, "bachelorFullTime=no topUp=yes threePlusTwo=no"], spares: &[POSTGRADUATE] },
    Row { section: "四", sentence: "研究生和本科“等”学历：没有本科学历的，有专科材料", asks: MayUpload("supplementary_college_diploma"), concerns: &[POSTGRADUATE, "bachelorPlace=none topUp= bachelorFullTime="], spares: &[POSTGRADUATE] },
    Row { section: "四", sentence: "研究生和本科“等”学历：没有本科学历的，先咨询考点", asks: Notice("no_bachelor"), concerns: &[POSTGRADUATE, "bachelorPlace=none topUp= bachelorFullTime="], spares: &[POSTGRADUATE] },
    Row { section: "四", sentence: "研究生和本科“等”学历：博士的硕士材料", asks: MayUpload("supplementary_master"), concerns: &[POSTGRADUATE, "education=doctorate"], spares: &[POSTGRADUATE] },
    Row { section: "四", sentence: "3+2学制专科学历，同时上传中专材料：毕业证", asks: Pictures("supplementary_secondary_diploma", 1, 2), concerns: &[COLLEGE, "threePlusTwo=yes"], spares: &[COLLEGE] },
    Row { section: "四", sentence: "3+2学制专科学历，同时上传中专材料：学历证明", asks: Pictures("supplementary_secondary_verification", 1, 3), concerns: &[COLLEGE, "threePlusTwo=yes"], spares: &[COLLEGE] },
    Row { section: "四", sentence: "3+2学制专科学历，同时上传专科材料", asks: Pictures("diploma", 1, 2), concerns: &[COLLEGE, "threePlusTwo=yes"], spares: &[COLLEGE, "threePlusTwo=yes diplomaState=lost"] },
    Row { section: "四", sentence: "3+2学制专科后专升本，中专材料", asks: Pictures("supplementary_secondary_diploma", 1, 2), concerns: &[TOP_UP, "threePlusTwo=yes"], spares: &[TOP_UP] },
    Row { section: "四", sentence: "研究生毕业当年以研究生学历报考者，学校出具的学籍证明", asks: Pictures("enrolment_proof", 1, 2), concerns: &[IN_FINAL_YEAR], spares: &[POSTGRADUATE] },
    // （五）执业助理医师申报执业医师
    Row { section: "五", sentence: "执业助理医师《医师资格证书》", asks: Pictures("assistant_qualification", 1, 2), concerns: &["upgrade=yes registrationRecord=matches"], spares: &[] },
    Row { section: "五", sentence: "《医师执业证书》，所有执业注册记录完整上传", asks: Pictures("assistant_practice", 1, 12), concerns: &["upgrade=yes registrationRecord=matches"], spares: &["level=assistant upgrade="] },
    Row { section: "五", sentence: "首次注册时间与执业证书不一致：《首次注册证明》", asks: Pictures("first_registration_proof", 1, 2), concerns: &["upgrade=yes registrationRecord=differs"], spares: &["upgrade=yes registrationRecord=matches"] },
    Row { section: "五", sentence: "系统未查到注册信息：《首次注册证明》", asks: Pictures("first_registration_proof", 1, 2), concerns: &["upgrade=yes registrationRecord=not_found"], spares: &[] },
    Row { section: "五", sentence: "专科学历，未申报执业助理医师身份：请核对", asks: Contradicts("practising_needs_more"), concerns: &[COLLEGE], spares: &[COLLEGE, "upgrade=yes registrationRecord=matches"] },
    Row { section: "五", sentence: "中专学历，未申报执业助理医师身份：请核对", asks: Contradicts("practising_needs_more"), concerns: &[SECONDARY], spares: &[SECONDARY, "level=assistant upgrade="] },
    Row { section: "五", sentence: "师承，未申报执业助理医师身份：请核对", asks: Contradicts("practising_needs_more"), concerns: &[APPRENTICESHIP], spares: &[] },
    // （六）部队人员试用期
    Row { section: "六", sentence: "试用期考核证明", asks: Pictures("military_probation", 1, 3), concerns: &["service=military"], spares: &[] },
    Row { section: "六", sentence: "《医疗机构执业许可证》副本复印件", asks: Pictures("military_institution_licence", 1, 3), concerns: &["service=military"], spares: &[] },
    Row { section: "六", sentence: "带教老师执业证书复印件", asks: Pictures("military_tutor_certificate", 1, 3), concerns: &["service=military"], spares: &[] },
    Row { section: "六", sentence: "团级以上政治部门同意报考证明", asks: Pictures("military_approval", 1, 2), concerns: &["service=military"], spares: &["origin=foreign service= idDocument="] },
    Row { section: "六", sentence: "非部队考生的试用期信息修改", asks: Notice("probation_change"), concerns: &[], spares: &["service=military"] },
    Row { section: "六", sentence: "非部队考生的试用期信息修改：外籍考生也是", asks: Notice("probation_change"), concerns: &["origin=foreign service= idDocument="], spares: &["service=military"] },
    // （七）其他人员证明
    Row { section: "七1", sentence: "台湾居民实习申请审核表", asks: Pictures("hmt_internship_form", 1, 4), concerns: &["origin=taiwan service= idDocument="], spares: &[] },
    Row { section: "七1", sentence: "香港居民实习申请审核表", asks: Pictures("hmt_internship_form", 1, 4), concerns: &["origin=hong_kong service= idDocument="], spares: &[] },
    Row { section: "七1", sentence: "澳门居民实习申请审核表", asks: Pictures("hmt_internship_form", 1, 4), concerns: &["origin=macau service= idDocument="], spares: &["origin=foreign service= idDocument="] },
    Row { section: "七1", sentence: "外籍人员实习申请审核表", asks: Pictures("foreign_internship_form", 1, 4), concerns: &["origin=foreign service= idDocument="], spares: &["origin=macau service= idDocument="] },
    Row { section: "七2", sentence: "《传统医学师承出师证书》", asks: Pictures("apprenticeship_certificate", 1, 2), concerns: &[APPRENTICESHIP], spares: &[SPECIALITY] },
    Row { section: "七2", sentence: "《传统医学医术确有专长证书》", asks: Pictures("speciality_certificate", 1, 2), concerns: &[SPECIALITY], spares: &[] },
    Row { section: "七3", sentence: "应届毕业生：《报考承诺书》", asks: Pictures("fresh_graduate_commitment", 1, 2), concerns: &["freshGraduate=yes"], spares: &[] },
    Row { section: "七3", sentence: "研究生毕业当年：《报考承诺书》可以不传", asks: MayUpload("fresh_graduate_commitment"), concerns: &[IN_FINAL_YEAR], spares: &[POSTGRADUATE] },
    Row { section: "七4", sentence: "研究生毕业当年：《在读研究生证明》", asks: Pictures("postgraduate_statement", 1, 2), concerns: &[IN_FINAL_YEAR], spares: &[POSTGRADUATE] },
    Row { section: "七4", sentence: "研究生毕业当年：《学生证》", asks: Pictures("student_card", 1, 4), concerns: &[IN_FINAL_YEAR], spares: &[] },
    Row { section: "七4", sentence: "研究生毕业当年：《临床实践训练经历满一年证明及个人承诺书》", asks: Pictures("clinical_training", 1, 4), concerns: &[IN_FINAL_YEAR], spares: &[POSTGRADUATE] },
    Row { section: "七5", sentence: "短线医学专业加试申请表", asks: Pictures("short_line_form", 1, 2), concerns: &["shortLine=yes"], spares: &[] },
    // （八）增补申请
    Row { section: "八", sentence: "找不到试用机构和学校的，可以申请增补", asks: Notice("add_institution"), concerns: &["institutionListed=no"], spares: &[] },
];

#[test]
fn every_sentence_concerns_somebody_and_spares_somebody() {
    let policy = policy("hubei-2025");
    let mut failures = Vec::new();
    for row in ROWS {
        for (facts, concerned) in [(row.concerns, true), (row.spares, false)] {
            let mut application = Application::new(&policy.id);
            application.profile = profile(&[&[ORDINARY], facts].concat());
            application.profile.retain(|_, choice| !choice.is_empty());
            let report = evaluate(&policy, &application);
            let has = |kind: &str| report.measured.slots.iter().find(|slot| slot.kind == kind).expect("a known kind");
            let holds = match row.asks {
                Pictures(kind, min, max) => {
                    let slot = has(kind);
                    slot.need == Need::Required && (slot.min, slot.max) == (min, max)
                }
                MayUpload(kind) => has(kind).need == Need::Optional,
                Nothing(kind) => has(kind).need == Need::None,
                Notice(id) => report.measured.notices.iter().any(|notice| notice == id),
                Contradicts(id) => report
                    .findings
                    .iter()
                    .any(|f| f.code == Code::ProfileFactsContradictory && f.params["contradiction"] == id.into()),
            };
            if holds != concerned {
                failures.push(format!("（{}）{}: {facts:?} gives {holds}", row.section, row.sentence));
            }
            // Otherwise the row would prove nothing: the candidate has to be a possible one, with an answer to each question
            // that is put and to no other.
            let faults = report.findings.iter().filter(|f| {
                let is_said = matches!(row.asks, Contradicts(_)) && f.code == Code::ProfileFactsContradictory;
                let is_doubt = f.code == Code::ProfileFactsContradictory && f.severity == Severity::Warning;
                f.code.as_str().starts_with("profile.") && !is_said && !is_doubt
            });
            failures.extend(faults.map(|f| format!("（{}）{}: {facts:?} has {f:?}", row.section, row.sentence)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Each kind, notice and contradiction of the policy is in the table, so that a new one brings its row.
#[test]
fn the_table_leaves_nothing_out() {
    let policy = policy("hubei-2025");
    let in_table = |name: &str| {
        ROWS.iter().any(|row| match row.asks {
            Pictures(kind, ..) | MayUpload(kind) | Nothing(kind) => kind == name,
            Notice(id) | Contradicts(id) => id == name,
        })
    };
    let kinds = policy.materials.iter().map(|material| &material.kind);
    let notices = policy.notices.iter().filter(|notice| notice.when.is_some()).map(|notice| &notice.id);
    let contradictions = policy.contradictions.iter().map(|contradiction| &contradiction.id);
    let left_out: Vec<_> = kinds.chain(notices).chain(contradictions).filter(|name| !in_table(name)).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}

/// Notices for everybody: the photo tool of section one, and 真实、准确、完整、有效 of 三（二）2.
#[test]
fn some_notices_are_for_everybody() {
    let policy = policy("hubei-2025");
    let report = evaluate(&policy, &Application::new(&policy.id));
    assert_eq!(report.measured.notices, ["photo_tool", "truthful"]);
}

/// （九）相关表格下载: each paper that has a form says where it is, with a link.
#[test]
fn every_form_says_where_it_is() {
    let policy = policy("hubei-2025");
    let forms = [
        "first_registration_proof",
        "military_probation",
        "hmt_internship_form",
        "foreign_internship_form",
        "fresh_graduate_commitment",
        "postgraduate_statement",
        "clinical_training",
        "short_line_form",
    ];
    for kind in forms {
        let material = policy.material(kind).unwrap();
        let from = material.obtained_from.as_ref().unwrap();
        assert!(from.zh_cn.contains("国家医学考试考生服务系统") && from.zh_cn.contains("湖北卫生人才网"), "{kind}");
        assert!(material.links.iter().any(|link| link.url == "https://www.nmec.org.cn/"), "{kind}");
    }
    assert!(policy.materials.iter().all(|material| material.obtained_from.is_some()));
}

/// The kinds come in the order of the manual's numbers: 学位证书 （三） before 补充学历 （四）.
#[test]
fn the_kinds_come_by_number() {
    let policy = policy("hubei-2025");
    let at = |kind: &str| policy.materials.iter().position(|material| material.kind == kind).unwrap();
    let order = ["identity", "diploma", "education_verification", "degree", "degree_verification"];
    let rest =
        ["supplementary_college_diploma", "assistant_qualification", "military_probation", "hmt_internship_form"];
    let places: Vec<usize> = order.into_iter().chain(rest).map(at).collect();
    assert!(places.is_sorted(), "{places:?}");
}

/// A notice stands where it is needed, and its addresses are links.
#[test]
fn notices_stand_at_their_part() {
    let policy = policy("hubei-2025");
    let place = |id: &str| policy.notices.iter().find(|notice| notice.id == id).unwrap().place.clone();
    assert!(place("photo_tool").is_some_and(|place| place.photo));
    assert_eq!(place("add_institution").unwrap().facts, ["institutionListed"]);
    assert_eq!(place("temporary_card_renewal").unwrap().kinds, ["identity"]);
    assert_eq!(place("probation_change"), None);
    for notice in &policy.notices {
        for text in [&notice.text.zh_cn, &notice.text.en] {
            assert!(!text.contains("http"), "{}: an address belongs into the links", notice.id);
        }
    }
    let entry = &policy.notices.iter().find(|notice| notice.id == "add_institution").unwrap().links[0];
    assert_eq!(entry.url, "http://www2.nmec.org.cn/wangbao/nme/sp/root/util/dicsearch.html");
}

/// 三（二）2：文件应使用jpg/jpeg/png格式，单个照片文件大小不超过500k；一：小于30kb.
#[test]
fn files_are_bounded_as_the_manual_says() {
    for (id, max_bytes) in [("hubei-2025", 500_000), ("xinjiang-2024", 200_000)] {
        let policy = policy(id);
        for material in &policy.materials {
            assert_eq!(material.max_bytes, max_bytes, "{id} {}", material.kind);
            assert_eq!(material.formats, [PolicyFormat::Jpeg, PolicyFormat::Png], "{id} {}", material.kind);
        }
        assert!(policy.photo.max_bytes < 30_000, "{id}");
    }
}

/// The ordinary candidate, read off the manual by hand.
#[test]
fn the_ordinary_candidate_uploads_five_kinds() {
    let policy = policy("hubei-2025");
    let application = complete(&policy, profile(&[ORDINARY]));
    let report = evaluate(&policy, &application);
    assert_eq!(report.findings, []);
    let kinds: Vec<&str> = application.slots.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["degree", "degree_verification", "diploma", "education_verification", "identity"]);
}

/// Another area's rules are another file: the same library gives other slots and limits.
#[test]
fn a_policy_is_swapped_without_a_rebuild() {
    let xinjiang = policy("xinjiang-2024");
    let application = complete(&xinjiang, profile(&["level=practising upgrade=no"]));
    assert_eq!(evaluate(&xinjiang, &application).findings, []);
    assert!(xinjiang.material("enrolment_proof").is_none());
    // An application of one policy does not pass under the other.
    let findings = evaluate(&policy("hubei-2025"), &application).findings;
    assert_eq!(findings[0].code, Code::ApplicationPolicyMismatch);
}

/// Xinjiang's guide names one paper and says how to upload: all else may be uploaded, and no rule is first-hand.
#[test]
fn xinjiang_asks_what_its_source_says() {
    let policy = policy("xinjiang-2024");
    for material in &policy.materials {
        let is_identity = material.kind == "identity";
        assert_eq!(material.required_when.is_some(), is_identity, "{}", material.kind);
        assert!(material.basis.confidence.is_some(), "{}", material.kind);
    }
    let probation = policy.material("probation_assessment").unwrap();
    assert_eq!(probation.basis.confidence, Some(Confidence::OnePage));
    let application = complete(&policy, profile(&["level=assistant"]));
    let need = |kind: &str| application.slots(&policy).into_iter().find(|slot| slot.kind == kind).unwrap().need;
    assert_eq!((need("probation_assessment"), need("practice_assessment")), (Need::Optional, Need::None));
    assert_eq!(evaluate(&policy, &application).measured.notices, ["other_areas", "photo_tool", "truthful"]);
}
