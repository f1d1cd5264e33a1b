//! Sends one complete application with generated pictures to a receiver that runs, so that there is something to review.
//! For a later revision it sends the same application with another photo.
//!   cargo run -p receiver-testkit --bin seed -- 127.0.0.1:8080 TOKEN [NUMBER [REVISION]]

use receiver_testkit::candidate::Draft;
use receiver_testkit::client::Client;
use receiver_testkit::pictures;
use uuid::Uuid;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, token, rest @ ..] = &arguments[..] else {
        eprintln!("usage: seed ADDRESS:PORT TOKEN [NUMBER [REVISION]]");
        std::process::exit(2);
    };
    let number = rest.first().and_then(|number| number.parse().ok()).unwrap_or(1);
    let revision = rest.get(1).and_then(|revision| revision.parse().ok()).unwrap_or(0);
    let client = Client::new(address.parse().expect("an address and a port"), Some(token.clone()));
    let mut draft = Draft::complete(number);
    draft.add("diploma", "too dark.jpg", pictures::dark_document(number));
    if revision > 0 {
        draft.set_photo(pictures::other_photo());
    }
    let answer = draft.submit(&client, revision, &Uuid::new_v4().to_string()).await;
    println!("{} {}", answer.status, answer.json()["receipt"]);
}
