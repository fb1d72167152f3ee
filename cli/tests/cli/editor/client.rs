//! A client of rust-analyzer, as far as the questions of the tests go.

use std::{
    env, fs,
    io::{BufReader, Write},
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sandbox;

/// The time that rust-analyzer may take for one answer. The first one waits for the macros to be built.
const PATIENCE: Duration = Duration::from_secs(300);

/// Set where the tests may pass without rust-analyzer.
const MAY_BE_ABSENT: &str = "WATERSHED_WITHOUT_RUST_ANALYZER";

/// rust-analyzer with an application, and the source of the application's `main.rs` as the editor has it.
pub struct Editor {
    folder: TempDir,
    input: ChildStdin,
    messages: Receiver<Message>,
    requests: i32,
    versions: i32,
    source: String,
}

/// A place in the source: its line and its column, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub u64, pub u64);

impl Editor {
    /// Makes an application with this `main.rs` and other binaries, and opens it. `None` if there is no rust-analyzer, and
    /// the environment allows that.
    ///
    /// # Panics
    /// Without rust-analyzer, unless the environment allows it.
    pub fn open(source: &str, binaries: &[&str]) -> Option<Self> {
        if !is_installed() {
            assert!(
                env::var_os(MAY_BE_ABSENT).is_some(),
                "rust-analyzer is not installed, so nothing is known about editors\n\
                 help: `rustup component add rust-analyzer rust-src`; or set {MAY_BE_ABSENT}=1 to leave these tests out"
            );
            eprintln!("left out: there is no rust-analyzer, and {MAY_BE_ABSENT} is set");
            return None;
        }
        let folder = application(source, binaries);
        let mut server = Command::new("rust-analyzer")
            .current_dir(folder.path().join("shop"))
            .env("CARGO_TARGET_DIR", sandbox::target())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it has answered before");
        let input = server.stdin.take().expect("it is piped");
        let mut output = BufReader::new(server.stdout.take().expect("it is piped"));
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
            server.wait()
        });
        let mut editor = Self {
            folder,
            input,
            messages,
            requests: 0,
            versions: 0,
            source: source.to_owned(),
        };
        editor.start();
        Some(editor)
    }

    fn start(&mut self) {
        let root = uri(&self.folder.path().join("shop"));
        let capabilities = json!({
            "experimental": { "serverStatusNotification": true },
            "textDocument": { "hover": { "contentFormat": ["plaintext"] }, "diagnostic": {} },
        });
        let options = json!({ "checkOnSave": false, "cachePriming": { "enable": false } });
        self.ask(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": root,
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        self.tell("initialized", json!({}));
        let document = json!({
            "uri": self.main(), "languageId": "rust", "version": 0, "text": self.source,
        });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        while !matches!(self.next(), Message::Notification(news) if is_ready(&news)) {}
    }

    /// Asks `method` about a place in the source, written as a part of it with `$0`. The part must be there once.
    pub fn at(&mut self, method: &str, part: &str, more: Value) -> Value {
        let place = place_in(&self.source, part);
        self.at_place(method, place, more)
    }

    /// Asks `method` about a place after an edit, which is undone. `to` contains `$0`.
    pub fn after_edit(&mut self, method: &str, from: &str, to: &str) -> Value {
        let before = self.source.clone();
        assert_eq!(before.matches(from).count(), 1, "`{from}` is there once");
        let edited = before.replace(from, to);
        let offset = edited.find("$0").expect("`$0` is the place");
        let edited = edited.replacen("$0", "", 1);
        let place = place_of(&edited, offset);
        self.set(&edited);
        let answer = self.at_place(method, place, json!({}));
        self.set(&before);
        answer
    }

    /// Replaces the source.
    pub fn set(&mut self, source: &str) {
        source.clone_into(&mut self.source);
        self.versions += 1;
        let document = json!({ "uri": self.main(), "version": self.versions });
        let change = json!({ "textDocument": document, "contentChanges": [{ "text": source }] });
        self.tell("textDocument/didChange", change);
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// The messages of rust-analyzer itself about a file of the application.
    pub fn diagnostics(&mut self, file: &str) -> Vec<String> {
        let file = uri(&self.folder.path().join("shop").join(file));
        let report = json!({ "textDocument": { "uri": file } });
        let report = self.ask("textDocument/diagnostic", report);
        let items = report["items"].as_array().expect("a report has items");
        let said = |item: &Value| {
            let line = item["range"]["start"]["line"].as_u64().unwrap_or_default() + 1;
            format!("{line}: {}", item["message"].as_str().unwrap_or_default())
        };
        items.iter().map(said).collect()
    }

    /// The address of `main.rs`.
    pub fn main(&self) -> String {
        uri(&self.folder.path().join("shop/src/main.rs"))
    }

    fn at_place(&mut self, method: &str, Place(line, character): Place, more: Value) -> Value {
        let mut question = json!({
            "textDocument": { "uri": self.main() },
            "position": { "line": line, "character": character },
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            question[name] = value.clone();
        }
        self.ask(method, question)
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.send(Request::new(id.clone(), method.to_owned(), params).into());
        loop {
            match self.next() {
                Message::Response(answer) if answer.id == id => {
                    return answer
                        .response_result
                        .unwrap_or_else(|error| panic!("{method}: {error:?}"));
                }
                _ => {}
            }
        }
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    fn send(&mut self, message: Message) {
        message.write(&mut self.input).expect("rust-analyzer runs");
        self.input.flush().expect("rust-analyzer runs");
    }

    /// The next message. What rust-analyzer asks is answered with nothing: each setting has its default.
    fn next(&mut self) -> Message {
        let since = Instant::now();
        let message = self.messages.recv_timeout(PATIENCE);
        let message =
            message.unwrap_or_else(|_| panic!("no answer for {} s", since.elapsed().as_secs()));
        if let Message::Request(request) = &message {
            let settings = request.params["items"].as_array().map(Vec::len);
            let nothing = settings.map_or(Value::Null, |count| json!(vec![Value::Null; count]));
            self.send(Response::new_ok(request.id.clone(), nothing).into());
        }
        message
    }
}

fn is_installed() -> bool {
    let output = Command::new("rust-analyzer").arg("--version").output();
    output.is_ok_and(|output| output.status.success())
}

/// Returns whether rust-analyzer says that it has read everything.
fn is_ready(news: &Notification) -> bool {
    if news.method != "experimental/serverStatus" {
        return false;
    }
    let problem = &news.params["message"];
    assert_eq!(news.params["health"], "ok", "rust-analyzer says: {problem}");
    news.params["quiescent"] == true
}

/// Makes a new application `shop`, as the command does, with the versions of this workspace.
fn application(source: &str, binaries: &[&str]) -> TempDir {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let made = sandbox::command(folder.path(), &["watershed", "new", "shop"]).output();
    let made = made.expect("the command runs");
    assert!(made.status.success(), "{made:?}");
    let shop = folder.path().join("shop");
    let copies = [
        ("Cargo.lock", "shop/Cargo.lock"),
        ("examples/style.css", "style.css"),
    ];
    for (from, to) in copies {
        fs::copy(workspace.join(from), folder.path().join(to)).expect("the folder is ours");
    }
    fs::write(shop.join("src/main.rs"), source).expect("the folder is ours");
    fs::create_dir(shop.join("src/bin")).expect("the folder is ours");
    for name in binaries {
        let example = workspace.join(format!("examples/{name}/src/main.rs"));
        let binary = shop.join(format!("src/bin/{name}.rs"));
        fs::copy(example, binary).expect("the folder is ours");
    }
    folder
}

fn uri(path: &Path) -> String {
    format!("file://{}", PathBuf::from(path).display())
}

/// Returns the place of `$0` in a part of a text, which must be there once.
pub fn place_in(text: &str, part: &str) -> Place {
    let within = part.find("$0").expect("`$0` is the place");
    let part = part.replacen("$0", "", 1);
    let found: Vec<_> = text.match_indices(&part).collect();
    assert_eq!(found.len(), 1, "`{part}` is there once");
    place_of(text, found[0].0 + within)
}

fn place_of(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = offset - before.rfind('\n').map_or(0, |end| end + 1);
    Place(line as u64, column as u64)
}
