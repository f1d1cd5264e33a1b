//! The built page and the reviewers' page.

use exam_preflight_receiver::http::CONTENT_SECURITY_POLICY;
use exam_preflight_receiver::settings::Settings;
use reqwest::Method;

use receiver_testkit::{Folder, World};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_served_and_nothing_beside_it() {
    let folder = Folder::temporary();
    let page = folder.0.join("page");
    std::fs::create_dir_all(page.join("assets")).unwrap();
    std::fs::write(folder.0.join("secret.txt"), "secret").unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>"),
        ("assets/page-0a1b2c3d.js", "1"),
        ("assets/module-0a1b2c3d.wasm", "\0asm"),
        ("assets/page-0a1b2c3d.css", "a{}"),
        ("icon.svg", "<svg/>"),
        ("service-worker.js", "1"),
    ] {
        std::fs::write(page.join(name), content).unwrap();
    }
    let world = World::embedded_with(|settings| Settings { page: Some(page), ..settings }).await;
    let client = world.candidate("c1").await.with_token(None);
    let immutable = "public, max-age=31536000, immutable";
    for (path, kind, cache) in [
        ("/", "text/html", "no-cache"),
        ("/index.html", "text/html", "no-cache"),
        ("/assets/page-0a1b2c3d.js", "text/javascript", immutable),
        ("/assets/module-0a1b2c3d.wasm", "application/wasm", immutable),
        ("/assets/page-0a1b2c3d.css", "text/css", immutable),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/service-worker.js", "text/javascript", "no-cache"),
        ("/review/", "text/html; charset=utf-8", "no-cache"),
        ("/review/review.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/review/review.css", "text/css; charset=utf-8", "no-cache"),
        ("/review/messages/zh-CN.json", "application/json; charset=utf-8", "no-cache"),
        ("/review/policy.json", "application/json; charset=utf-8", "no-cache"),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["content-type"], kind, "{path}");
        assert_eq!(answer.headers["cache-control"], cache, "{path}");
        assert_eq!(client.send(client.request(Method::HEAD, path)).await.status, 200, "{path}");
    }
    for path in [
        "/nothing",
        "/assets/nothing.js",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2f..%2fsecret.txt",
        "/.%00/secret.txt",
        "/%5c..%5csecret.txt",
        "//secret.txt",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/application",
    ] {
        let answer = client.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.bytes.windows(6).any(|window| window == b"secret"), "{path}");
    }
    for (method, path) in [(Method::POST, "/"), (Method::DELETE, "/api/v1/application"), (Method::PUT, "/healthz")] {
        let answer = client.send(client.request(method.clone(), path)).await;
        assert_eq!(answer.status, 405, "{method} {path}");
    }
}

/// One policy for every server of this project.
#[test]
fn the_content_security_policy_is_that_of_the_static_server() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/server.mjs")).unwrap();
    let list = source.split("CONTENT_SECURITY_POLICY = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let directives: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(directives.join("; "), CONTENT_SECURITY_POLICY);
}
