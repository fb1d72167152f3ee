//! The page that links to the examples.

use std::{
    fmt::Write,
    net::{Ipv4Addr, SocketAddr},
};

use tiny_http::{Header, Response, Server};

use crate::examples::Example;

/// Answers requests for the page until the process ends; the examples are on these ports.
pub fn serve(server: &Server, examples: &[Example], ports: &[u16]) {
    let page = page(examples, ports);
    for request in server.incoming_requests() {
        let mut response = Response::from_string(&page);
        if let Ok(header) = Header::from_bytes("Content-Type", "text/html; charset=utf-8") {
            response.add_header(header);
        }
        // A visitor who has gone away needs no answer.
        let _ = request.respond(response);
    }
}

fn page(examples: &[Example], ports: &[u16]) -> String {
    let mut list = String::new();
    for (Example { name, about }, port) in examples.iter().zip(ports) {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
        let _ = write!(
            list,
            "<li><a href=\"http://{address}/\">{name}</a> {about}</li>"
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Watershed examples</title>\
         <h1>Watershed examples</h1><ul>{list}</ul></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_links_every_example() {
        let examples = ["counter", "toggle"].map(|name| Example {
            name: name.into(),
            about: "It counts.".into(),
        });
        let page = page(&examples, &[3001, 3005]);
        assert!(page.contains("<a href=\"http://127.0.0.1:3001/\">counter</a> It counts."));
        assert!(page.contains("<a href=\"http://127.0.0.1:3005/\">toggle</a>"));
    }
}
