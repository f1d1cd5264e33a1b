//! Judges pose and expression by the mesh's points: a turned head, shut eyes, an open mouth. Takes numbers, gives findings.
//! The exam's photo tool asks for a candidate who faces the camera with a natural expression.

use super::report::PhotoMeasured;
use crate::finding::{Code, Finding};

/// A head that turns or nods by more is plainly turned. On 62 shared portraits the yaw is -14 to 20 degrees, and a head
/// beyond 18 is plainly turned; the pitch, against their median, is -19 to 14, and beyond 18 the chin is plainly lifted.
const MAX_YAW_DEG: f64 = 18.0;
const MAX_PITCH_DEG: f64 = 18.0;
/// Open eyes of the shared portraits are 0.19 high or more, in parts of their width; shut ones, drawn, 0.09 (median).
const MIN_EYE_OPENNESS: f64 = 0.16;
/// The broadest smile of the shared portraits opens the lips by 0.26 of the distance of the eyes, mouths wide open by 0.39 and
/// more. A smile gets no finding.
const MAX_MOUTH_GAP: f64 = 0.32;

/// Returns the findings, all warnings: the office publishes no limits for these.
pub(super) fn findings(measured: &PhotoMeasured) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (yaw, pitch) = (measured.yaw_deg.unwrap_or(0.0), measured.pitch_deg.unwrap_or(0.0));
    let is_turned = yaw.abs() > MAX_YAW_DEG || pitch.abs() > MAX_PITCH_DEG;
    if is_turned {
        findings.push(
            Finding::warning(Code::PhotoFaceTurned)
                .with("yawDeg", yaw)
                .with("maxYawDeg", MAX_YAW_DEG)
                .with("pitchDeg", pitch)
                .with("maxPitchDeg", MAX_PITCH_DEG),
        );
    }
    // The far eye of a turned head is foreshortened, and an eye with its gaze down appears shut.
    if let Some(openness) = measured.eye_openness.filter(|&openness| openness < MIN_EYE_OPENNESS && !is_turned) {
        findings.push(
            Finding::warning(Code::PhotoEyesClosed)
                .with("eyeOpenness", openness)
                .with("minEyeOpenness", MIN_EYE_OPENNESS),
        );
    }
    if let Some(gap) = measured.mouth_gap.filter(|&gap| gap > MAX_MOUTH_GAP) {
        findings.push(Finding::warning(Code::PhotoMouthOpen).with("mouthGap", gap).with("maxMouthGap", MAX_MOUTH_GAP));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_beyond_a_limit_is_said() {
        let level = PhotoMeasured {
            yaw_deg: Some(3.0),
            pitch_deg: Some(-4.0),
            eye_openness: Some(0.3),
            mouth_gap: Some(0.2),
            ..PhotoMeasured::default()
        };
        let codes = |measured: PhotoMeasured| findings(&measured).iter().map(|f| f.code.as_str()).collect::<Vec<_>>();
        let cases = [
            (level.clone(), vec![]),
            (PhotoMeasured::default(), vec![]),
            (PhotoMeasured { yaw_deg: Some(-25.0), ..level.clone() }, vec!["photo.face.turned"]),
            (PhotoMeasured { pitch_deg: Some(19.0), ..level.clone() }, vec!["photo.face.turned"]),
            (PhotoMeasured { eye_openness: Some(0.1), ..level.clone() }, vec!["photo.eyes.closed"]),
            (
                PhotoMeasured { yaw_deg: Some(30.0), eye_openness: Some(0.1), ..level.clone() },
                vec!["photo.face.turned"],
            ),
            (PhotoMeasured { mouth_gap: Some(0.5), ..level }, vec!["photo.mouth.open"]),
        ];
        for (measured, expected) in cases {
            assert_eq!(codes(measured.clone()), expected, "{measured:?}");
        }
    }
}
