//! A server whose code names its hosts: in a process of its own, because the names count for the whole process.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;
use watershed::prelude::*;
use watershed::server::Pages;

#[component]
fn Hello() -> View {
    view! { <p>"hello"</p> }
}

async fn asked_as(app: &Router, host: &str) -> (StatusCode, String) {
    let request = Request::get("/").header(header::HOST, host);
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_server_answers_for_the_hosts_that_its_code_names() {
    let app = watershed::server::router()
        .hosts(["https://example.com"])
        .page("/", Hello);
    for host in ["example.com", "localhost:3000", "127.0.0.1"] {
        let (status, text) = asked_as(&app, host).await;
        assert!(
            status == StatusCode::OK && text.contains("hello"),
            "{host}: {text}"
        );
    }
    let (status, text) = asked_as(&app, "attacker.test").await;
    assert_eq!(status, StatusCode::MISDIRECTED_REQUEST);
    assert!(
        text.contains("WATERSHED_HOSTS=") && text.contains("router().hosts("),
        "{text}"
    );
}
