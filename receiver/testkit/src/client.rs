//! A client that compares every answer with the OpenAPI document, and its headers with the security headers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock};

use exam_preflight_receiver::http::{CONTENT_SECURITY_POLICY, document};
use jsonschema::Validator;
use reqwest::header::HeaderMap;
use reqwest::multipart::Form;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.bytes);
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{}: {e}: {text}", self.status))
    }

    /// Code of the error; empty if it is none.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Status and code of an error.
    pub fn error(&self) -> (u16, String) {
        (self.status, self.code())
    }

    /// Codes of the errors in an application's report.
    pub fn errors(&self) -> Vec<String> {
        let report = &self.json()["report"];
        let findings = report["findings"].as_array().expect("a report has findings").iter();
        let errors = findings.filter(|finding| finding["severity"] == "error");
        errors.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }

    pub fn revision(&self) -> i64 {
        self.json()["revision"].as_i64().expect("a revision")
    }
}

/// A client with a token, or without.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    pub address: SocketAddr,
    pub token: Option<String>,
}

impl Client {
    pub fn new(address: SocketAddr, token: Option<String>) -> Self {
        // One connection for each request, so that tests do not disturb each other.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { http, address, token }
    }

    /// The same client at another receiver.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// The same client without a token, or with another.
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and compares the answer with the document.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.try_send(request).await.expect("the receiver answers")
    }

    pub async fn try_send(&self, request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let request = request.build()?;
        let (method, path) = (request.method().as_str().to_lowercase(), request.url().path().to_owned());
        let response = self.http.execute(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, bytes: response.bytes().await?.to_vec() };
        check(&method, &path, &answer);
        Ok(answer)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn submit(&self, key: &str, form: Form) -> Answer {
        self.send(self.submission(key, form)).await
    }

    pub fn submission(&self, key: &str, form: Form) -> RequestBuilder {
        self.request(Method::POST, "/api/v1/submissions").header("Idempotency-Key", key).multipart(form)
    }

    pub async fn application(&self) -> Value {
        let answer = self.get("/api/v1/application").await;
        assert_eq!(answer.status, 200);
        answer.json()
    }

    pub async fn send_back(&self, candidate: &str, revision: i64, feedback: &[(&str, &str)]) -> Answer {
        let feedback: Vec<Value> = feedback.iter().map(|(part, text)| json!({ "part": part, "text": text })).collect();
        let body = json!({ "revision": revision, "feedback": feedback });
        self.post(&format!("/api/v1/review/applications/{candidate}/return"), body).await
    }

    pub async fn approve(&self, candidate: &str, revision: i64) -> Answer {
        let body = json!({ "revision": revision });
        self.post(&format!("/api/v1/review/applications/{candidate}/approve"), body).await
    }
}

/// Compares an answer with the OpenAPI document, and its headers with the security headers.
fn check(method: &str, path: &str, answer: &Answer) {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("content-security-policy"), CONTENT_SECURITY_POLICY, "{path}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
    assert!(header("permissions-policy").contains("camera=(self)"), "{path}");
    if !path.starts_with("/api/") {
        return;
    }
    assert_eq!(header("cache-control"), "no-store", "{path}");
    let Some(template) = template(path, method) else {
        assert!(matches!(answer.status, 404 | 405 | 429), "{method} {path} is in no document: {}", answer.status);
        return;
    };
    let response = &openapi()["paths"][&template][method]["responses"][answer.status.to_string()];
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(!response.is_null(), "{method} {template} answers {}, the document does not: {text}", answer.status);
    let schema = &response["content"]["application/json"]["schema"];
    if schema.is_object() {
        let validators = VALIDATORS.get_or_init(Mutex::default);
        let mut validators = validators.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let key = format!("{method} {template} {}", answer.status);
        let validator = validators.entry(key.clone()).or_insert_with(|| validator(schema));
        let value = answer.json();
        let errors: Vec<String> =
            validator.iter_errors(&value).take(3).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{key} is not as the document says: {errors:?}");
    }
}

static VALIDATORS: OnceLock<Mutex<HashMap<String, Validator>>> = OnceLock::new();

fn openapi() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(document)
}

/// Makes a validator of a schema, with everything that it may refer to.
fn validator(schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": openapi()["components"] });
    jsonschema::draft202012::options().build(&whole).expect("a sound schema")
}

/// Path of the document that fits a request's path.
fn template(path: &str, method: &str) -> Option<String> {
    let paths = openapi()["paths"].as_object().expect("paths");
    let fits = |template: &str| {
        let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len() && template.iter().zip(path).all(|(t, p)| t.starts_with('{') || *t == p)
    };
    paths
        .iter()
        .find(|(template, known)| fits(template) && !known[method].is_null())
        .map(|(template, _)| template.clone())
}
