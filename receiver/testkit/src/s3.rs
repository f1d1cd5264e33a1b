//! An S3 server inside the tests, over a folder.

use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

/// Keys of the server and of everything that speaks with it.
const KEY: (&str, &str) = ("receiver-test", "receiver-test-secret");

/// Starts a server with one bucket, which lives as long as the runtime, and gives the store's URL.
pub async fn start(folder: &Path) -> String {
    std::fs::create_dir_all(folder.join("pictures-of-candidates")).unwrap();
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    builder.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    format!("s3://{}:{}@pictures-of-candidates?endpoint=http://{address}&region=us-east-1", KEY.0, KEY.1)
}
