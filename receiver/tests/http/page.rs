//! The built page and the reviewers' page.

use exam_preflight_receiver::http::CONTENT_SECURITY_POLICY;
use exam_preflight_receiver::settings::Settings;
use reqwest::Method;

use receiver_testkit::candidate::Draft;
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
        ("/review/describe.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/review/colours.css", "text/css; charset=utf-8", "no-cache"),
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

/// The build writes a variant with Brotli and one with gzip beside a file. The client chooses, and a cache is told so.
#[tokio::test(flavor = "multi_thread")]
async fn the_client_chooses_the_variant() {
    let folder = Folder::temporary();
    let page = folder.0.join("page");
    std::fs::create_dir_all(page.join("assets")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>"),
        ("assets/page-0a1b2c3d.js", "0123456789"),
        ("assets/page-0a1b2c3d.js.br", "brotli"),
        ("assets/page-0a1b2c3d.js.gz", "gzipped"),
        ("assets/plain-0a1b2c3d.js", "plain"),
    ] {
        std::fs::write(page.join(name), content).unwrap();
    }
    let world = World::embedded_with(|settings| Settings { page: Some(page), ..settings }).await;
    let client = world.candidate("c1").await.with_token(None);
    let get = async |path: &str, headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(client.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
        client.send(request).await
    };
    let script = "/assets/page-0a1b2c3d.js";
    let mut tags = Vec::new();
    for (accepts, coding, content) in [
        ("br", Some("br"), "brotli"),
        ("gzip, deflate, br, zstd", Some("br"), "brotli"),
        ("gzip;q=1.0, br;q=0.5", Some("gzip"), "gzipped"),
        ("gzip", Some("gzip"), "gzipped"),
        ("br;q=0, gzip;q=0", None, "0123456789"),
        ("zstd", None, "0123456789"),
        ("", None, "0123456789"),
    ] {
        // A range of the variant would be of no use, so the whole is sent.
        let accept = ("accept-encoding", accepts);
        let ranged = [accept, ("range", "bytes=2-4")];
        for headers in [&ranged[..1], &ranged] {
            let answer = get(script, headers).await;
            assert_eq!((answer.status, &*String::from_utf8_lossy(&answer.bytes)), (200, content), "{accepts}");
            assert_eq!(
                answer.headers.get("content-encoding").map(|value| value.to_str().unwrap()),
                coding,
                "{accepts}"
            );
            assert_eq!(answer.headers["content-type"], "text/javascript", "{accepts}");
            assert_eq!(answer.headers["vary"], "accept-encoding", "{accepts}");
            assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable", "{accepts}");
        }
        let tag = get(script, &[accept]).await.headers["etag"].to_str().unwrap().to_owned();
        let again = get(script, &[accept, ("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{accepts}");
        assert_eq!(again.headers["vary"], "accept-encoding", "{accepts}: a 304 is cached, too");
        tags.push((content, tag));
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 3, "one ETag for each variant: {tags:?}");
    let plain = get("/assets/plain-0a1b2c3d.js", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((plain.headers.get("content-encoding"), &plain.bytes[..]), (None, &b"plain"[..]), "it has no variant");
    for length in [200, 255, 256, 5000] {
        let answer = get(&format!("/{}", "x".repeat(length)), &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(answer.status, 404, "a name of {length} bytes");
    }
}

/// Long answers of the interface are compressed, short ones and pictures are not.
#[tokio::test(flavor = "multi_thread")]
async fn long_answers_are_compressed() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    let get = async |path: &str, accepts: &str| {
        let request = candidate.request(Method::GET, path).header("accept-encoding", accepts);
        // Not by `send`, which reads JSON.
        let response = request.send().await.unwrap();
        let coding = response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        (coding, response.bytes().await.unwrap())
    };
    let own = "/api/v1/application";
    assert_eq!(get(own, "gzip").await.0, None, "a short answer");
    let draft = Draft::complete(1);
    assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
    let (coding, plain) = get(own, "identity").await;
    assert_eq!(coding, None);
    let (coding, compressed) = get(own, "gzip").await;
    assert_eq!(coding.as_deref(), Some("gzip"));
    println!("an application: {} bytes, with gzip {}", plain.len(), compressed.len());
    assert!(compressed.len() * 2 < plain.len(), "{} bytes, with gzip {}", plain.len(), compressed.len());
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&compressed[..]), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    let (coding, picture) = get(&format!("/api/v1/files/{}", draft.first("diploma")), "gzip").await;
    assert_eq!((coding, picture), (None, draft.files[&draft.first("diploma")].clone()));
}

/// One policy for every server of this project.
#[test]
fn the_content_security_policy_is_that_of_the_static_server() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/server.mjs")).unwrap();
    let list = source.split("CONTENT_SECURITY_POLICY = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let directives: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(directives.join("; "), CONTENT_SECURITY_POLICY);
}
