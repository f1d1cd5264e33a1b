//! The OpenAPI document: the addresses by hand, the schemas from the types that are sent. `docs/receiver.openapi.json` is
//! this, and the tests hold every answer that they see against it.

use std::sync::OnceLock;

use axum::http::StatusCode;
use axum::response::Response;
use exam_preflight::rules::application::Application;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::answer;
use super::candidate::{OwnState, Refused, Taken};
use super::reviewer::{ApproveStep, List, Looked, ReturnStep, Stepped};
use crate::records::Receipt;

/// `GET /api/v1/openapi.json`
pub async fn get() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    answer::json_text(StatusCode::OK, text.clone())
}

/// The document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.definitions_path = "/components/schemas".into();
    let mut answers = settings.into_generator();
    let paths = paths(&mut answers);
    let mut schemas = answers.take_definitions(true);
    schemas.insert("Error".into(), error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "exam-preflight receiver",
            "version": "1",
            "description": "Takes submissions of the upload page, checks them again, keeps them whole or not at all. \
                            docs/receiver.md has the words.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Of one candidate or one reviewer. What is not one's own answers 404.",
            } },
            "schemas": schemas,
        },
    })
}

fn paths(answers: &mut SchemaGenerator) -> Value {
    let id = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "examples": ["demo"] });
    let candidate = parameter("candidate", "path", true, id);
    let sha256 = parameter("sha256", "path", true, json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }));
    let receipt = parameter("id", "path", true, json!({ "type": "string", "format": "uuid" }));
    let key = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$", "examples": ["one-key-a-submission"] });
    let key = parameter("Idempotency-Key", "header", true, key);
    let states = json!({ "type": "string", "enum": ["draft", "submitted", "returned", "resubmitted", "approved"] });
    let status = parameter("status", "query", false, states);
    let picture = json!({ "description": "The picture", "content": {
        "image/jpeg": { "schema": binary() }, "image/png": { "schema": binary() },
    } });
    let not_modified = json!({ "description": "The client has it already" });
    let mut get = |summary: &str, parameters: &[&Value], answer: Answer| {
        operation(answers, summary, parameters, Value::Null, &[(200, answer)], &[404])
    };
    let own = get("One's own application; its ETag is the revision", &[], Answer::of::<OwnState>());
    let own_receipt = get("One's own receipt", &[&receipt], Answer::of::<Receipt>());
    let own_file = get("One's own picture", &[&sha256], Answer::Other(picture.clone()));
    let list = get("Applications, the longest waiting first", &[&status], Answer::of::<List>());
    let look = get("One application", &[&candidate], Answer::of::<Looked>());
    let look_file = get("A picture of an application", &[&candidate, &sha256], Answer::Other(picture));
    let with = |mut operation: Value, status: &str, response: Value| {
        operation["responses"][status] = response;
        operation
    };
    let taken = [(201, Answer::of::<Taken>()), (200, Answer::of::<Taken>()), (422, Answer::of::<Refused>())];
    let submit = operation(
        answers,
        "Submit: the manifest first, then a part a picture, named by its SHA-256. Pictures that are kept already may be \
         left out. 201 the first time, 200 with the same body for the same key and content, 422 where a check fails",
        &[&key],
        submission(),
        &taken,
        &[400, 404, 408, 409, 413],
    );
    let steps = &[400, 404, 408, 409, 413];
    let send_back =
        json_body::<ReturnStep>(json!({ "revision": 1, "feedback": [{ "part": "photo", "text": "请重新拍摄" }] }));
    let send_back = operation(
        answers,
        "Send back, with what to change",
        &[&candidate],
        send_back,
        &[(200, Answer::of::<Stepped>())],
        steps,
    );
    let approve = json_body::<ApproveStep>(json!({ "revision": 1 }));
    let approve = operation(answers, "Accept", &[&candidate], approve, &[(200, Answer::of::<Stepped>())], steps);
    let health = json!({ "type": "object", "required": ["database", "store"], "properties": {
        "database": { "enum": ["ok", "away"] }, "store": { "enum": ["ok", "away"] },
    } });
    let health = |description: &str| json!({ "description": description, "content": { "application/json": { "schema": health } } });
    json!({
        "/api/v1/application": { "get": with(own, "304", not_modified.clone()) },
        "/api/v1/submissions": { "post": submit },
        "/api/v1/files/{sha256}": { "get": with(own_file, "304", not_modified.clone()) },
        "/api/v1/receipts/{id}": { "get": own_receipt },
        "/api/v1/review/applications": { "get": with(list, "400", error_answer(400)) },
        "/api/v1/review/applications/{candidate}": { "get": look },
        "/api/v1/review/applications/{candidate}/files/{sha256}": { "get": with(look_file, "304", not_modified) },
        "/api/v1/review/applications/{candidate}/return": { "post": send_back },
        "/api/v1/review/applications/{candidate}/approve": { "post": approve },
        "/healthz": { "get": {
            "summary": "Whether database and store answer",
            "security": [],
            "responses": { "200": health("Both do"), "503": health("One does not") },
        } },
    })
}

/// What a status answers with.
enum Answer {
    Schema(fn(&mut SchemaGenerator) -> Schema),
    Other(Value),
}

impl Answer {
    fn of<T: JsonSchema>() -> Self {
        Answer::Schema(|generator| generator.subschema_for::<T>())
    }
}

fn operation(
    generator: &mut SchemaGenerator,
    summary: &str,
    parameters: &[&Value],
    body: Value,
    answers: &[(u16, Answer)],
    errors: &[u16],
) -> Value {
    let mut responses = serde_json::Map::new();
    for (status, answer) in answers {
        let answer = match answer {
            Answer::Other(answer) => answer.clone(),
            Answer::Schema(schema) => {
                let schema = schema(generator);
                json!({ "description": reason(*status), "content": { "application/json": { "schema": schema } } })
            }
        };
        responses.insert(status.to_string(), answer);
    }
    for status in errors.iter().chain(&[401, 405, 429, 500, 503]) {
        responses.insert(status.to_string(), error_answer(*status));
    }
    let mut operation = json!({ "summary": summary, "parameters": parameters, "responses": responses });
    if !body.is_null() {
        operation["requestBody"] = body;
    }
    operation
}

fn parameter(name: &str, place: &str, required: bool, schema: Value) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": schema })
}

fn binary() -> Value {
    json!({ "type": "string", "format": "binary" })
}

/// A body's schema stands alone: what may be left out of a question is always there in an answer.
fn asked<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn json_body<T: JsonSchema>(example: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": asked::<T>(), "example": example } } })
}

fn submission() -> Value {
    let manifest = json!({
        "type": "object",
        "required": ["schema", "revision", "application"],
        "additionalProperties": false,
        "properties": {
            "schema": { "const": crate::claim::SCHEMA },
            "revision": { "type": "integer", "minimum": 0 },
            "application": asked::<Application>(),
        },
    });
    // An empty draft: it is well formed, and the gate says what it lacks.
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

fn error() -> Value {
    let codes = [
        "unauthorized",
        "not_found",
        "malformed",
        "too_large",
        "rate_limited",
        "conflict",
        "key_reused",
        "files_missing",
        "hash_mismatch",
        "locked",
        "internal",
    ];
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "params", "message"],
            "properties": {
                "code": { "enum": codes },
                "params": { "type": "object" },
                "message": { "type": "string", "description": "English, for logs" },
            },
        } },
    })
}

fn error_answer(status: u16) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Error" });
    json!({ "description": reason(status), "content": { "application/json": { "schema": schema } } })
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("")
}
