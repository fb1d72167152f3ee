//! The walls between the parts of the framework: the names that a part must not use. A door is a file that may use
//! them; an unused door fails too, so that the list stays true.

use std::fs;
use std::path::{Path, PathBuf};

/// Files below `within` do not contain any of `names`, except for the doors.
struct Wall {
    within: &'static str,
    names: &'static [&'static str],
    doors: &'static [&'static str],
}

#[test]
fn the_graph_knows_nothing_of_the_rest() {
    for (path, text) in sources("graph") {
        for line in code(&text).filter(|line| line.contains("crate::")) {
            let mut rest = line.split("crate::").skip(1);
            assert!(
                rest.all(|rest| rest.starts_with("graph")),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn one_file_names_the_serialization_format() {
    Wall {
        within: "",
        names: &["postcard"],
        doors: &["wire/codec.rs"],
    }
    .holds();
}

#[test]
fn the_browser_is_behind_one_folder() {
    Wall {
        within: "",
        names: &["web_sys", "js_sys", "wasm_bindgen"],
        // The types that `.web()` returns.
        doors: &["client/dom/web/", "client/element.rs", "client/event.rs"],
    }
    .holds();
}

#[test]
fn http_is_behind_two_rooms() {
    Wall {
        within: "",
        names: &["axum"],
        doors: &[
            // The parts that applications use: a router, a request's extractors.
            "prelude.rs",
            "request/server.rs",
            "rt/serve.rs",
            "server/host/",
            "server/http/",
            // The overlay serves its script, and the simulation requests pages.
            "server/overlay/",
            // Pages that renew themselves ask over a websocket.
            "server/reload/",
            "testing/",
        ],
    }
    .holds();
}

#[test]
fn the_client_knows_nothing_of_the_server() {
    Wall {
        within: "client",
        names: &["crate::server"],
        doors: &[],
    }
    .holds();
}

#[test]
fn the_server_knows_nothing_of_the_client() {
    Wall {
        within: "server",
        names: &["crate::client", "client::"],
        doors: &[],
    }
    .holds();
}

#[test]
fn sessions_know_neither_sockets_nor_clocks() {
    for within in ["server/session", "server/render", "server/page_state"] {
        Wall {
            within,
            names: &[
                "tokio::net",
                "tokio::time",
                "Instant",
                "SystemTime",
                "server::host",
                "server::http",
            ],
            doors: &[],
        }
        .holds();
    }
}

/// The modules of the server, from the ground up: each names only those before it.
const ROOMS: [&str; 11] = [
    "view",
    "page_state",
    "stage",
    "render",
    "session",
    "events",
    "uploads",
    "host",
    "overlay",
    "reload",
    "http",
];

#[test]
fn rooms_of_the_server_know_only_those_below() {
    for (floor, room) in ROOMS.iter().enumerate() {
        for (path, text) in sources(&format!("server/{room}")) {
            for line in code(&text) {
                let above = ROOMS[floor + 1..]
                    .iter()
                    .find(|above| line.contains(&format!("server::{above}")));
                let file = relative(&path);
                assert!(above.is_none(), "{file} names a room above it: {line}");
            }
        }
    }
}

#[test]
fn rooms_of_the_server_are_few() {
    let rooms: Vec<_> = fs::read_dir(root().join("server"))
        .expect("there is a server")
        .map(|entry| entry.expect("it can be read").file_name())
        .filter(|name| name != "mod.rs")
        .collect();
    let is_known = |room: &std::ffi::OsString| ROOMS.iter().any(|known| room == known);
    assert!(rooms.iter().all(is_known), "{rooms:?}");
    assert_eq!(rooms.len(), ROOMS.len());
}

impl Wall {
    fn holds(&self) {
        let mut used = vec![false; self.doors.len()];
        for (path, text) in sources(self.within) {
            let names = |line: &&str| self.names.iter().any(|name| line.contains(name));
            let Some(line) = code(&text).find(names) else {
                continue;
            };
            let file = relative(&path);
            let door = self.doors.iter().position(|door| file.starts_with(door));
            match door {
                Some(door) => used[door] = true,
                None => panic!("{file} is behind a wall: {line}"),
            }
        }
        for (door, used) in self.doors.iter().zip(used) {
            assert!(
                used,
                "{door} needs no door in the wall for {:?}",
                self.names
            );
        }
    }
}

/// Returns the lines of a source without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("//"))
}

/// Returns all Rust files below a folder of the framework's sources, with their text.
fn sources(within: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join(within)];
    let mut all = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("it is text");
                all.push((path, text));
            }
        }
    }
    assert!(!all.is_empty(), "{within} has files");
    all
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("it is below the root");
    path.to_string_lossy().into_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
