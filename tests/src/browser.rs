//! Headless Chromium, driven through its driver; each handle has a fresh profile and one open page.
//!
//! Methods that check something wait until it is true, and panic with the state of the page if it does not become true.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    key::Key,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::{ParseError, Url};

use crate::visitor::{Traffic, Visitor};

/// The longest time until a page shows the expected state.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

/// Counts the messages of the page, and notes its errors. It runs before the page's own scripts.
const METER: &str = r"
    window.sockets = 0;
    window.attachedSockets = 0;
    window.meter = { up: [], down: [] };
    window.mistakes = [];
    const note = what => mistakes.push(String(what));
    addEventListener('error', event => note(event.message));
    addEventListener('unhandledrejection', event => note(event.reason));
    addEventListener('securitypolicyviolation', event => note(event.violatedDirective + ' ' + event.blockedURI));
    console.error = note;
    const size = data => data.byteLength ?? data.size ?? data.length;
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            sockets += 1;
            // The first message each way attaches the page to its session.
            this.attached = { up: false, down: false };
            this.addEventListener('message', event => this.count('down', event.data));
        }
        send(data) { this.count('up', data); super.send(data); }
        count(way, data) {
            if (this.attached[way]) meter[way].push(size(data));
            else if (way === 'down') attachedSockets += 1;
            this.attached[way] = true;
        }
    };
";

/// A browser with one open page.
pub struct Browser {
    runtime: Runtime,
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver and a browser.
    ///
    /// # Panics
    ///
    /// `chromedriver` or `chromium` is not installed, or does not answer.
    pub fn start() -> Self {
        let runtime = Runtime::new().expect("there are threads");
        let profile = tempfile::tempdir().expect("there is room for a profile");
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is there: `cargo xtask setup` installs it");
        let client = runtime.block_on(connect(port, &profile.path().to_string_lossy()));
        let browser = Self {
            runtime,
            client,
            driver,
            _profile: profile,
        };
        browser.run_before_pages(METER);
        browser
    }

    /// Starts a browser and opens a page in it.
    pub fn at(url: &str) -> Self {
        let browser = Self::start();
        browser.open(url);
        browser
    }

    /// Runs JavaScript in the pages that are opened from now on, before their own scripts.
    pub fn run_before_pages(&self, script: &str) {
        self.command(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        );
    }

    /// Opens a page and waits until it is loaded, which does not mean that its scripts have run.
    pub fn open(&self, url: &str) {
        self.wait(self.client.goto(url));
    }

    /// Returns the text content of an element, if there is one.
    pub fn text(&self, selector: &str) -> Option<String> {
        let found = self.run(
            "return document.querySelector(arguments[0])?.textContent",
            &[json!(selector)],
        );
        found.as_str().map(str::to_owned)
    }

    /// Waits until a JavaScript expression has this value.
    pub fn until(&self, expression: &str, expected: &Value) {
        self.until_within(PATIENCE, expression, expected);
    }

    /// Like [`Browser::until`], for what may take a page that has lost its server up to a minute.
    pub fn until_at_last(&self, expression: &str, expected: &Value) {
        self.until_within(Duration::from_secs(60), expression, expected);
    }

    fn until_within(&self, patience: Duration, expression: &str, expected: &Value) {
        let start = Instant::now();
        let script = format!("return {expression}");
        loop {
            let found = self.run(&script, &[]);
            if found == *expected {
                return;
            }
            assert!(
                start.elapsed() < patience,
                "`{expression}` gives {found}, not {expected}"
            );
            std::thread::sleep(PAUSE);
        }
    }

    /// Runs JavaScript in the page.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.wait(self.client.execute(script, arguments.to_vec()))
    }

    /// Turns JavaScript off for the pages that are opened from now on.
    pub fn without_javascript(&self) {
        self.command(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        );
    }

    /// Makes the visitor somebody else: the browser forgets all cookies.
    pub fn forget_cookies(&self) {
        self.command("Network.clearBrowserCookies", json!({}));
    }

    /// Types a text at the caret, as one key, or ends a composition with it.
    pub fn insert(&self, text: &str) {
        self.command("Input.insertText", json!({ "text": text }));
    }

    /// Continues a composition at the caret: an input method shows this text for now.
    pub fn compose(&self, text: &str) {
        let end = text.encode_utf16().count();
        let parameters = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        self.command("Input.imeSetComposition", parameters);
    }

    /// Freezes the page, as the browser does before it discards a tab in the background.
    pub fn freeze(&self) {
        self.command("Page.setWebLifecycleState", json!({ "state": "frozen" }));
    }

    /// Asserts that nothing went wrong on the page: no uncaught error, no violation of its policy.
    pub fn made_no_mistakes(&self) {
        assert_eq!(self.run("return mistakes", &[]), json!([]));
    }

    /// The errors and warnings in the console since it was asked last, also those of the network.
    pub fn console(&self) -> Vec<String> {
        let entries = self.wait(self.client.issue_cmd(ConsoleLog));
        let entries = entries.as_array().cloned().unwrap_or_default();
        let is_bad = |entry: &&Value| entry["level"] == "SEVERE" || entry["level"] == "WARNING";
        let bad = entries.iter().filter(is_bad);
        bad.map(|entry| entry["message"].to_string()).collect()
    }

    /// Takes a picture of the page in a window of this size, as PNG.
    pub fn picture(&self, width: u32, height: u32) -> Vec<u8> {
        self.wait(self.client.set_window_size(width, height));
        self.wait(self.client.screenshot())
    }

    fn command(&self, name: &str, parameters: Value) -> Value {
        self.wait(self.client.issue_cmd(DevTools {
            name: name.to_owned(),
            parameters,
        }))
    }

    fn find(&self, selector: &str) -> Element {
        // The element may still have to come.
        let is_there = format!("document.querySelector({}) != null", json!(selector));
        self.until(&is_there, &json!(true));
        self.wait(self.client.find(Locator::Css(selector)))
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime
            .block_on(answer)
            .unwrap_or_else(|error| panic!("the browser says: {error}"))
    }
}

impl Visitor for Browser {
    fn click(&self, selector: &str) {
        self.wait(self.find(selector).click());
    }

    fn click_shows(&self, clicked: &str, shown: &str, text: &str) {
        let script = "document.querySelector(arguments[0]).click();
            return document.querySelector(arguments[1])?.textContent";
        let found = self.run(script, &[json!(clicked), json!(shown)]);
        assert_eq!(found, json!(text), "{shown} in the turn of {clicked}");
    }

    fn hover(&self, selector: &str) {
        let element = self.find(selector);
        let to = PointerAction::MoveToElement {
            element,
            duration: None,
            x: 0.0,
            y: 0.0,
        };
        let mouse = MouseActions::new("mouse".to_owned()).then(to);
        self.wait(self.client.perform_actions(mouse));
    }

    fn type_into(&self, selector: &str, text: &str) {
        self.wait(self.find(selector).send_keys(text));
    }

    fn upload(&self, selector: &str, file: &Path) {
        self.wait(self.find(selector).send_keys(&file.to_string_lossy()));
    }

    fn clear(&self, selector: &str) {
        let script =
            "const field = document.querySelector(arguments[0]); field.focus(); field.select();
            document.execCommand('delete')";
        self.run(script, &[json!(selector)]);
    }

    fn leave(&self) {
        self.run("document.activeElement.blur()", &[]);
    }

    fn press(&self, selector: &str, key: &str) {
        let key = match key {
            "Enter" => Key::Enter,
            "Escape" => Key::Escape,
            other => panic!("nobody has pressed {other} yet"),
        };
        self.type_into(selector, &char::from(key).to_string());
    }

    fn choose(&self, selector: &str, value: &str) {
        let find = "return [...document.querySelector(arguments[0]).options].findIndex(it => it.value == arguments[1])";
        let index = self.run(find, &[json!(selector), json!(value)]);
        let index = index
            .as_u64()
            .unwrap_or_else(|| panic!("{selector} has no option {value}"));
        let select = self.find(selector);
        let option = format!("(.//option)[{}]", index + 1);
        self.wait(select.select_by(Locator::XPath(&option)));
    }

    fn send(&self, selector: &str, event: &str, detail: &str) {
        let script = "document.querySelector(arguments[0])
            .dispatchEvent(new CustomEvent(arguments[1], { bubbles: true, detail: arguments[2] }))";
        self.run(script, &[json!(selector), json!(event), json!(detail)]);
    }

    fn shows(&self, selector: &str, text: &str) {
        self.until(
            &format!("document.querySelector({})?.textContent", json!(selector)),
            &json!(text),
        );
    }

    fn counts(&self, selector: &str, count: usize) {
        self.until(
            &format!("document.querySelectorAll({}).length", json!(selector)),
            &json!(count),
        );
    }

    fn holds(&self, selector: &str, value: &str) {
        self.until(
            &format!("document.querySelector({})?.value", json!(selector)),
            &json!(value),
        );
    }

    fn is_checked(&self, selector: &str, expected: bool) {
        self.until(
            &format!("document.querySelector({})?.checked", json!(selector)),
            &json!(expected),
        );
    }

    fn has_focus(&self, selector: &str) {
        self.until(
            &format!("document.activeElement.matches({})", json!(selector)),
            &json!(true),
        );
    }

    fn traffic(&self) -> Traffic {
        let script = "const seen = meter; meter = { up: [], down: [] }; return seen";
        serde_json::from_value(self.run(script, &[])).expect("the meter counts what traffic has")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Killing the driver would leave its browser running; only the end of the session ends both. Errors are
        // ignored, because the driver may be gone already.
        let end = self.client.clone().close();
        let _ = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, end).await });
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

async fn connect(port: u16, profile: &str) -> Client {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    .map(String::from)
    .to_vec();
    arguments.push(format!("--user-data-dir={profile}"));
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".into(), json!({ "args": arguments }));
    capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
    let start = Instant::now();
    loop {
        let attempt = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match attempt {
            Ok(client) => return client,
            Err(error) if start.elapsed() > PATIENCE => panic!("no browser: {error}"),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener
        .local_addr()
        .expect("a listener has an address")
        .port()
}

/// A DevTools command, passed on by chromedriver.
#[derive(Debug)]
struct DevTools {
    name: String,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

/// Takes the entries of the console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/se/log"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
