//! The OpenAPI document: addresses are written here, schemas come from the types that are sent. `docs/receiver.openapi.json`
//! is a copy of it. The tests compare every answer that they see with it.

use std::sync::OnceLock;

use axum::http::StatusCode;
use axum::response::Response;
use exam_preflight::rules::application::Application;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::answer::{self, Health};
use super::candidate::{OwnState, SubmissionAccepted, SubmissionRefused};
use super::reviewer::{ApproveRequest, ReturnRequest, ReviewApplication, ReviewDecision, ReviewList};
use crate::error::ErrorBody;
use crate::records::Receipt;

/// Errors that every operation can answer with.
const ALWAYS: [u16; 6] = [401, 404, 405, 429, 500, 503];
/// Further errors of an operation that reads a body.
const OF_BODIES: [u16; 4] = [400, 408, 409, 413];

/// `GET /api/v1/openapi.json`
pub async fn get() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    answer::json_text(StatusCode::OK, text.clone())
}

/// Returns the document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.definitions_path = "/components/schemas".into();
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    candidate_paths(&mut paths, &mut schemas);
    review_paths(&mut paths, &mut schemas);
    paths.insert("/healthz".into(), health_path(&mut schemas));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "exam-preflight receiver",
            "version": "1",
            "description": "Takes submissions of the upload page, checks them again, stores them as a whole or not at all. \
                            docs/receiver.md explains it.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Token of one candidate or one reviewer. Everything that belongs to others answers 404.",
            } },
            "schemas": schemas.take_definitions(true),
        },
    })
}

fn candidate_paths(paths: &mut Map<String, Value>, schemas: &mut SchemaGenerator) {
    let sha256 = sha256();
    let receipt = parameter("id", "path", true, json!({ "type": "string", "format": "uuid" }));
    let own = Operation::new("The caller's own application. Its ETag is the revision")
        .answer(200, schema::<OwnState>(schemas))
        .not_modified();
    paths.insert("/api/v1/application".into(), own.get(schemas));
    let submit = Operation::new(
        "Submit: first the manifest, then one part for each picture, named by its SHA-256. Pictures that are stored already \
         may be left out. 201 the first time, 200 with the same body for the same key and content, 422 if a check blocks it",
    )
    .parameter(idempotency_key())
    .body(submission())
    .answer(201, schema::<SubmissionAccepted>(schemas))
    .answer(200, schema::<SubmissionAccepted>(schemas))
    .answer(422, schema::<SubmissionRefused>(schemas))
    .errors(&OF_BODIES);
    paths.insert("/api/v1/submissions".into(), submit.post(schemas));
    let file = Operation::new("One picture of the caller's own").parameter(sha256).picture();
    paths.insert("/api/v1/files/{sha256}".into(), file.not_modified().get(schemas));
    let receipt =
        Operation::new("One receipt of the caller's own").parameter(receipt).answer(200, schema::<Receipt>(schemas));
    paths.insert("/api/v1/receipts/{id}".into(), receipt.get(schemas));
}

fn review_paths(paths: &mut Map<String, Value>, schemas: &mut SchemaGenerator) {
    let id = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "examples": ["demo"] });
    let candidate = parameter("candidate", "path", true, id);
    let statuses = json!({ "type": "string", "enum": ["draft", "submitted", "returned", "resubmitted", "approved"] });
    let list = Operation::new("Applications, the one that has waited longest first")
        .parameter(parameter("status", "query", false, statuses))
        .answer(200, schema::<ReviewList>(schemas))
        .errors(&[400]);
    paths.insert("/api/v1/review/applications".into(), list.get(schemas));
    let one = "/api/v1/review/applications/{candidate}";
    let read = Operation::new("One application")
        .parameter(candidate.clone())
        .answer(200, schema::<ReviewApplication>(schemas));
    paths.insert(one.into(), read.get(schemas));
    let file =
        Operation::new("One picture of an application").parameter(candidate.clone()).parameter(sha256()).picture();
    paths.insert(format!("{one}/files/{{sha256}}"), file.not_modified().get(schemas));
    let example = json!({ "revision": 1, "feedback": [{ "part": "photo", "text": "请重新拍摄" }] });
    let decisions = [
        ("return", "Return it to the candidate, with what to change", json_body::<ReturnRequest>(example)),
        ("approve", "Accept it", json_body::<ApproveRequest>(json!({ "revision": 1 }))),
    ];
    for (name, summary, body) in decisions {
        let decide = Operation::new(summary)
            .parameter(candidate.clone())
            .body(body)
            .answer(200, schema::<ReviewDecision>(schemas))
            .errors(&OF_BODIES);
        paths.insert(format!("{one}/{name}"), decide.post(schemas));
    }
}

fn health_path(schemas: &mut SchemaGenerator) -> Value {
    let schema = schema::<Health>(schemas);
    let health = |description: &str| json!({ "description": description, "content": { "application/json": { "schema": schema } } });
    json!({ "get": {
        "summary": "State of the receiver",
        "security": [],
        "responses": { "200": health("It can take submissions"), "503": health("It cannot") },
    } })
}

/// One operation of the document.
struct Operation {
    summary: String,
    parameters: Vec<Value>,
    body: Option<Value>,
    responses: Map<String, Value>,
    errors: Vec<u16>,
}

impl Operation {
    fn new(summary: &str) -> Self {
        let (parameters, responses, errors) = (Vec::new(), Map::new(), ALWAYS.to_vec());
        Self { summary: summary.into(), parameters, body: None, responses, errors }
    }

    fn parameter(mut self, parameter: Value) -> Self {
        self.parameters.push(parameter);
        self
    }

    fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    fn answer(mut self, status: u16, schema: Schema) -> Self {
        self.responses.insert(status.to_string(), response(status, &schema));
        self
    }

    fn picture(mut self) -> Self {
        let content = json!({ "image/jpeg": { "schema": binary() }, "image/png": { "schema": binary() } });
        self.responses.insert("200".into(), json!({ "description": "The picture", "content": content }));
        self
    }

    fn not_modified(mut self) -> Self {
        self.responses.insert("304".into(), json!({ "description": "The client has it already" }));
        self
    }

    fn errors(mut self, statuses: &[u16]) -> Self {
        self.errors.extend(statuses);
        self
    }

    fn get(self, schemas: &mut SchemaGenerator) -> Value {
        json!({ "get": self.finish(schemas) })
    }

    fn post(self, schemas: &mut SchemaGenerator) -> Value {
        json!({ "post": self.finish(schemas) })
    }

    fn finish(self, schemas: &mut SchemaGenerator) -> Value {
        let Self { summary, parameters, body, mut responses, errors } = self;
        let error = schema::<ErrorBody>(schemas);
        for status in errors {
            responses.insert(status.to_string(), response(status, &error));
        }
        let mut operation = json!({ "summary": summary, "parameters": parameters, "responses": responses });
        if let Some(body) = body {
            operation["requestBody"] = body;
        }
        operation
    }
}

/// Schema of an answer, as a reference to its definition.
fn schema<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    schemas.subschema_for::<T>()
}

/// Schema of a body. It has no references, because fields that may be left out of a body are always there in an answer.
fn body_schema<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn json_body<T: JsonSchema>(example: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": body_schema::<T>(), "example": example } } })
}

fn submission() -> Value {
    let manifest = json!({
        "type": "object",
        "required": ["schema", "revision", "application"],
        "additionalProperties": false,
        "properties": {
            "schema": { "const": crate::claim::SCHEMA },
            "revision": { "type": "integer", "minimum": 0 },
            "application": body_schema::<Application>(),
        },
    });
    // An empty draft is well formed, and the gate says what it lacks.
    let draft = json!({ "version": exam_preflight::rules::application::VERSION, "policy": "hubei-2025" });
    let example = json!({ "schema": crate::claim::SCHEMA, "revision": 0, "application": draft });
    json!({ "required": true, "content": { "multipart/form-data": {
        "example": { "manifest": example },
        "schema": {
            "type": "object",
            "required": ["manifest"],
            "properties": { "manifest": manifest },
            "additionalProperties": binary(),
        },
        "encoding": { "manifest": { "contentType": "application/json" } },
    } } })
}

fn idempotency_key() -> Value {
    let key = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$", "examples": ["one-key-a-submission"] });
    parameter("Idempotency-Key", "header", true, key)
}

fn sha256() -> Value {
    parameter("sha256", "path", true, json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }))
}

fn parameter(name: &str, location: &str, required: bool, schema: Value) -> Value {
    json!({ "name": name, "in": location, "required": required, "schema": schema })
}

fn binary() -> Value {
    json!({ "type": "string", "format": "binary" })
}

fn response(status: u16, schema: &Schema) -> Value {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("");
    json!({ "description": reason, "content": { "application/json": { "schema": schema } } })
}
