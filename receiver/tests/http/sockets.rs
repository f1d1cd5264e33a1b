//! Clients that send without end, that do not read, or that come by IPv4 to a listener for both.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use exam_preflight_receiver::http;
use exam_preflight_receiver::settings::{MAX_MANIFEST_BYTES, MAX_PART_HEADER_BYTES, Rate, Settings};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};
use tower::ServiceExt;

use receiver_testkit::candidate::Draft;
use receiver_testkit::client::Client;
use receiver_testkit::{Folder, World};

/// Sends a body straight to the router: `start`, then `frame` again and again, up to the limit of a body. Returns the answer
/// and the number of bytes that the receiver read.
async fn endless(world: &World, candidate: &Client, start: &'static str, frame: Bytes) -> (StatusCode, Value, usize) {
    const MOST: usize = 60 << 20;
    let read_bytes = Arc::new(AtomicUsize::new(0));
    let frames = std::iter::once(Bytes::from_static(start.as_bytes())).chain(std::iter::repeat(frame));
    let counted = {
        let read_bytes = read_bytes.clone();
        // Every frame is there at once, as on a fast network.
        frames.take_while(move |frame| read_bytes.fetch_add(frame.len(), Ordering::Relaxed) < MOST)
    };
    let body = Body::from_stream(futures_util::stream::iter(counted.map(Ok::<_, std::io::Error>)));
    let request = Request::post("/api/v1/submissions")
        .header("Authorization", format!("Bearer {}", candidate.token.as_deref().unwrap()))
        .header("Idempotency-Key", "key-00000001")
        .header("Content-Type", "multipart/form-data; boundary=x")
        .body(body)
        .unwrap();
    let answer = http::router(world.receiver.clone()).oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap(), read_bytes.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_header_without_end_is_refused_before_it_fills_the_memory() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    for length in [1, 1000, 16 << 10] {
        let frame = Bytes::from(vec![b'a'; length]);
        let (status, body, read_bytes) = endless(&world, &candidate, "--x\r\nX-A: ", frame).await;
        assert_eq!(status, 413, "{body}");
        assert_eq!(body["error"]["params"]["what"], "bytes of a part's header", "{body}");
        let most = usize::try_from(MAX_PART_HEADER_BYTES).unwrap() + 2 * length + 16;
        assert!(read_bytes <= most, "{read_bytes} bytes were read in frames of {length}, at most {most}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parser_takes_no_more_than_it_is_asked_for() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    let start = "--x\r\nContent-Disposition: form-data; name=\"manifest\"\r\nContent-Type: application/json\r\n\r\n";
    let frame = Bytes::from(vec![b' '; 16 << 10]);
    let length = frame.len();
    let (status, body, read_bytes) = endless(&world, &candidate, start, frame).await;
    assert_eq!(status, 413, "{body}");
    assert_eq!(body["error"]["params"]["what"], "bytes of manifest", "{body}");
    let most = usize::try_from(MAX_MANIFEST_BYTES).unwrap() + start.len() + 2 * length;
    assert!(read_bytes <= most, "{read_bytes} bytes were read, at most {most}");
}

/// A receiver for one connection at a time, with a page of one large file.
async fn one_connection(folder: &Folder, write_idle_timeout: Duration, write_timeout: Duration) -> World {
    let page = folder.0.join("page");
    std::fs::create_dir_all(&page).unwrap();
    std::fs::write(page.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(page.join("large.bin"), vec![7; LARGE]).unwrap();
    World::embedded_with(|settings| Settings {
        page: Some(page),
        connections: 1,
        write_idle_timeout,
        write_timeout,
        ..settings
    })
    .await
}

/// More than the system buffers on a connection.
const LARGE: usize = 24 << 20;
const ASK: &[u8] = b"GET /large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const SMALL_WINDOW: u32 = 16 << 10;

async fn connect_with_a_small_window(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(SMALL_WINDOW).unwrap();
    socket.connect(address).await.unwrap()
}

/// Asks on another connection, which the receiver accepts only when the one before has ended.
async fn next_is_served(address: SocketAddr, wait: Duration) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.starts_with("HTTP/1.1 200 "))
    };
    timeout(wait, ask).await.is_ok_and(|answer| answer.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_nothing_does_not_hold_its_connection() {
    let folder = Folder::temporary();
    let world = one_connection(&folder, Duration::from_millis(300), Duration::from_secs(600)).await;
    let mut silent = connect_with_a_small_window(world.address).await;
    silent.write_all(ASK).await.unwrap();
    assert!(
        next_is_served(world.address, Duration::from_secs(20)).await,
        "the silent client holds the only connection"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_a_little_for_ever_does_not_hold_its_connection() {
    let folder = Folder::temporary();
    let world = one_connection(&folder, Duration::from_secs(600), Duration::from_secs(1)).await;
    let mut dripping = connect_with_a_small_window(world.address).await;
    dripping.write_all(ASK).await.unwrap();
    let drip = async {
        let mut buffer = [0; 2048];
        while dripping.read(&mut buffer).await.is_ok_and(|read| read > 0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = drip => unreachable!(),
        is_served = next_is_served(world.address, Duration::from_secs(20)) => assert!(is_served, "it holds the only connection"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_client_gets_the_whole_answer() {
    let folder = Folder::temporary();
    let world = one_connection(&folder, Duration::from_secs(2), Duration::from_secs(600)).await;
    let mut slow = TcpStream::connect(world.address).await.unwrap();
    let started = Instant::now();
    slow.write_all(ASK).await.unwrap();
    let (mut received, mut buffer) = (0, vec![0; 512 << 10]);
    loop {
        let read = slow.read(&mut buffer).await.unwrap();
        if read == 0 {
            break;
        }
        received += read;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert!(received > LARGE, "{received} bytes, the file has {LARGE}");
    assert!(started.elapsed() > Duration::from_secs(1), "it was slow");
}

#[tokio::test(flavor = "multi_thread")]
async fn ipv4_clients_of_a_listener_for_both_have_rates_of_their_own() {
    let Ok(listener) = TcpListener::bind("[::]:0").await else {
        println!("skipped: this machine has no IPv6");
        return;
    };
    let slow = Rate { burst: 1, per_minute: 1 };
    let world = World::embedded_with(|settings| Settings { rate_per_address: slow, ..settings }).await;
    let port = listener.local_addr().unwrap().port();
    let (router, settings) = (http::router(world.receiver.clone()), world.settings.clone());
    let server = tokio::spawn(async move { http::serve(listener, router, &settings, std::future::pending()).await });
    let ask = async |from: [u8; 4]| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::from(from), 0).into()).unwrap();
        let mut stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await.unwrap();
        stream.write_all(b"GET /api/v1/application HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!((ask([127, 0, 0, 1]).await, ask([127, 0, 0, 1]).await), ("401".to_owned(), "429".to_owned()));
    assert_eq!(ask([127, 0, 0, 9]).await, "401", "another address has asked nothing yet");
    server.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_a_part_of_the_connections() {
    let world = World::embedded_with(|settings| Settings { connections_per_address: 2, ..settings }).await;
    let connect = async |from: [u8; 4]| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::from(from), 0).into()).unwrap();
        socket.connect(world.address).await.unwrap()
    };
    /// Returns `true` if a request on this connection is answered.
    async fn is_served(stream: &mut TcpStream) -> bool {
        let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let mut buffer = [0; 4096];
        asked.is_ok() && stream.read(&mut buffer).await.is_ok_and(|read| read > 0)
    }
    let (mut first, mut second) = (connect([127, 0, 0, 1]).await, connect([127, 0, 0, 1]).await);
    assert!(is_served(&mut first).await && is_served(&mut second).await);
    assert!(!is_served(&mut connect([127, 0, 0, 1]).await).await, "a third of the same address");
    assert!(is_served(&mut connect([127, 0, 0, 9]).await).await, "another address");
    drop(first);
    let again = async {
        while !is_served(&mut connect([127, 0, 0, 1]).await).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), again).await.expect("a connection that ended makes room");
    assert!(is_served(&mut second).await, "the second goes on");
}

/// The head of a submission, and the first bytes of its body.
fn beginning(candidate: &Client, body: &str) -> String {
    let token = candidate.token.as_deref().unwrap();
    format!(
        "POST /api/v1/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: key-00000001\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n\r\n{body}"
    )
}

const MANIFEST: &str =
    "--x\r\nContent-Disposition: form-data; name=\"manifest\"\r\nContent-Type: application/json\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_never_silent_but_too_slow_ends() {
    let world = World::embedded_with(|settings| Settings {
        slow_start: Duration::from_millis(500),
        least_upload_bytes_per_s: 1000,
        ..settings
    })
    .await;
    let candidate = world.candidate("c1").await;
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(beginning(&candidate, MANIFEST).as_bytes()).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let drip = async {
        while to.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        std::future::pending().await
    };
    let answered = async {
        let mut buffer = [0; 4096];
        let read = from.read(&mut buffer).await.unwrap();
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    };
    let answer = timeout(Duration::from_secs(15), async {
        tokio::select! {
            answer = answered => answer,
            () = drip => unreachable!(),
        }
    });
    let answer = answer.await.expect("a drip of twenty bytes a second ends");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

/// Large uploads that are never finished hold memory. They leave a quarter of it to small ones.
#[tokio::test(flavor = "multi_thread")]
async fn large_uploads_leave_room_for_small_ones() {
    const SMALL: usize = 400 << 10;
    const LARGE: usize = 500 << 10;
    let world = World::embedded_with(|settings| Settings {
        upload_memory_bytes: 1800 << 10,
        small_upload_bytes: SMALL as u64,
        ..settings
    })
    .await;
    let draft = Draft::complete(1);
    let ordinary: usize = draft.files.values().map(|bytes| bytes.len()).sum();
    assert!((300 << 10..SMALL - (20 << 10)).contains(&ordinary), "an ordinary application has {ordinary} bytes");
    // Three of them would leave less than an ordinary application needs.
    let mut held = Vec::new();
    for number in 0..3 {
        let candidate = world.candidate(&format!("large{number}")).await;
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(beginning(&candidate, MANIFEST).as_bytes()).await.unwrap();
        for _ in 0..LARGE / (10 << 10) {
            // The receiver may refuse the last one meanwhile.
            if stream.write_all(&[b' '; 10 << 10]).await.is_err() {
                break;
            }
        }
        held.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let candidate = world.candidate("ordinary").await;
    let answer = draft.submit(&candidate, 0, "key-00000001").await;
    assert_eq!(answer.status, 201, "{}", answer.json());
    drop(held);
}
