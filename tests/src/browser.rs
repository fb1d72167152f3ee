//! Headless Chromium, driven through its driver; each handle has a fresh profile.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use fantoccini::{
    Client, ClientBuilder, Locator,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;
use url::{ParseError, Url};

/// How long a page may take to show what a test expects of it.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

/// Counts what pages send and receive on websockets: runs in every page before its own scripts.
const METER: &str = r"
    window.meter = { opened: 0, sent: [], received: [], errors: [] };
    addEventListener('error', event => meter.errors.push(String(event.message)));
    addEventListener('unhandledrejection', event => meter.errors.push(String(event.reason)));
    const size = data => data.byteLength ?? data.size ?? data.length;
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            meter.opened += 1;
            this.addEventListener('message', event => meter.received.push(size(event.data)));
        }
        send(data) { meter.sent.push(size(data)); super.send(data); }
    };
";

/// A browser with one open page.
pub struct Browser {
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver and a browser.
    ///
    /// # Errors
    ///
    /// `chromedriver` or `chromium` is not installed, or does not answer.
    pub async fn start() -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let port = free_port()?;
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver cannot be started: `cargo xtask setup` installs it")?;
        let client = connect(port, profile.path().to_string_lossy().as_ref()).await?;
        let browser = Self {
            client,
            driver,
            _profile: profile,
        };
        browser
            .command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": METER }))
            .await?;
        Ok(browser)
    }

    /// Opens a page and waits until it is loaded.
    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Clicks the element that a CSS selector finds.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.client.find(Locator::Css(selector)).await;
        element
            .with_context(|| format!("nothing matches {selector}"))?
            .click()
            .await?;
        Ok(())
    }

    /// Types into the element that a CSS selector finds.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.client.find(Locator::Css(selector)).await?;
        Ok(element.send_keys(text).await?)
    }

    /// The text content of the element that a CSS selector finds, empty when there is none.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let found = self
            .run(
                "return document.querySelector(arguments[0])?.textContent ?? ''",
                vec![json!(selector)],
            )
            .await?;
        Ok(found.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the element that a CSS selector finds shows exactly this text.
    ///
    /// # Errors
    ///
    /// It shows something else after ten seconds; the message says what.
    pub async fn sees(&self, selector: &str, expected: &str) -> Result<()> {
        let start = Instant::now();
        loop {
            let text = self.text(selector).await?;
            if text == expected {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                bail!("{selector} shows {text:?}, not {expected:?}");
            }
            sleep(PAUSE).await;
        }
    }

    /// Waits until a JavaScript expression is truthy.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let start = Instant::now();
        let script = format!("return Boolean({expression})");
        while self.run(&script, vec![]).await? != Value::Bool(true) {
            if start.elapsed() > PATIENCE {
                bail!("never true: {expression}");
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// What the page sent and received so far.
    pub async fn traffic(&self) -> Result<Traffic> {
        Ok(serde_json::from_value(self.run("return meter", vec![]).await?)?)
    }

    /// Runs JavaScript in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Sends a command of the DevTools protocol.
    pub async fn command(&self, name: &str, parameters: Value) -> Result<Value> {
        let command = DevTools {
            name: name.to_owned(),
            parameters,
        };
        Ok(self.client.issue_cmd(command).await?)
    }

    /// Adds latency to every request and message, in milliseconds each way.
    pub async fn slow_down(&self, milliseconds: u32) -> Result<()> {
        self.command("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": false, "latency": 2 * milliseconds,
            "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.command("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Turns JavaScript off for the pages that are opened from now on.
    pub async fn without_javascript(&self) -> Result<()> {
        let parameters = json!({ "value": true });
        self.command("Emulation.setScriptExecutionDisabled", parameters)
            .await?;
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browsers when it ends; one that is gone already needs nothing.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// What went over a page's websockets, in bytes per message, and the page's uncaught errors.
#[derive(Debug, serde::Deserialize)]
pub struct Traffic {
    /// Sockets opened.
    pub opened: u32,
    /// Messages up.
    pub sent: Vec<u64>,
    /// Messages down.
    pub received: Vec<u64>,
    /// Uncaught errors, as the page saw them.
    pub errors: Vec<String>,
}

async fn connect(port: u16, profile: &str) -> Result<Client> {
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
    let start = Instant::now();
    loop {
        let attempt = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match attempt {
            Ok(client) => return Ok(client),
            Err(error) if start.elapsed() > PATIENCE => return Err(error.into()),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.port())
}

/// A DevTools command, passed on by chromedriver.
#[derive(Debug)]
struct DevTools {
    name: String,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> std::result::Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}
