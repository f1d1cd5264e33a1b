//! Reads a policy: takes JSON, gives a [`Policy`], or refuses it whole with every fault named by its path.

use serde_json::Value;

use crate::finding::{Code, Finding};
use crate::rules::policy::Policy;
use crate::rules::read::{Fault, Faults, Path, Read};
use crate::rules::validate::validate;

/// Largest policy text in bytes; the built-in ones have less than a tenth of it.
const MAX_POLICY_BYTES: usize = 1 << 20;

impl Policy {
    /// Reads and checks a policy. It is refused whole: every fault is a finding `policy.invalid` with its `path`.
    pub fn from_json(text: &str) -> Result<Policy, Vec<Finding>> {
        if text.len() > MAX_POLICY_BYTES {
            let fault = format!("policy is {} bytes, limit is {MAX_POLICY_BYTES}", text.len());
            return Err(refused(vec![Fault { path: "$".into(), fault }]));
        }
        match serde_json::from_str(text) {
            Ok(value) => Policy::from_value(&value),
            Err(error) => Err(refused(vec![Fault { path: "$".into(), fault: format!("is not JSON: {error}") }])),
        }
    }

    /// The same for JSON that is already parsed, such as an object of the page.
    pub fn from_value(value: &Value) -> Result<Policy, Vec<Finding>> {
        let mut faults = Faults::default();
        let policy = Policy::read(value, &Path::Top, &mut faults);
        if let Some(policy) = &policy {
            validate(policy, &mut faults);
        }
        match policy {
            Some(policy) if faults.0.is_empty() => Ok(policy),
            _ => Err(refused(faults.0)),
        }
    }
}

fn refused(faults: Vec<Fault>) -> Vec<Finding> {
    let finding = |f: Fault| Finding::error(Code::PolicyInvalid).with("path", f.path).with("fault", f.fault);
    faults.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::policy::{Policy, built_in, built_in_ids};

    #[test]
    fn built_in_policies_load_under_their_own_id() {
        for id in built_in_ids() {
            let policy = Policy::from_json(built_in(id).unwrap()).unwrap_or_else(|faults| panic!("{id}: {faults:#?}"));
            assert_eq!(policy.id, id);
        }
        assert_eq!(built_in("hubei-1999"), None);
    }

    /// The names in `record!` are those that serde writes, and nothing is lost on the way.
    #[test]
    fn a_policy_reads_back_what_serde_writes() {
        for id in built_in_ids() {
            let policy = Policy::from_json(built_in(id).unwrap()).unwrap();
            let written = serde_json::to_string(&policy).unwrap();
            assert!(Policy::from_json(&written).is_ok_and(|read| read == policy), "{id}");
        }
    }
}
