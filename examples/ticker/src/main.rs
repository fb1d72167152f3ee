//! A ticker: prices that change all the time, on every page that is open.

use watershed::prelude::*;

/// A thing with its price.
#[derive(Clone, PartialEq)]
pub struct Price {
    /// The name of the thing.
    pub symbol: String,
    /// The price now, in cents.
    pub cents: u32,
}

/// The page: a table of prices.
#[component]
pub fn Ticker() -> View {
    let prices = watch_signal(market::prices());
    view! {
        <Head><title>"Ticker"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"Prices"</h1>
        <table>
            <tbody>
                <For each=prices key=|price| price.symbol.clone() let:price>
                    <tr><th>{price.get().symbol}</th><td>{market::shown(price.get().cents)}</td></tr>
                </For>
            </tbody>
        </table>
    }
}

/// The prices of the process, and what changes them.
#[cfg(not(target_arch = "wasm32"))]
pub mod market {
    use std::sync::LazyLock;
    use std::time::Duration;

    use tokio::sync::watch;

    use super::Price;

    static PRICES: LazyLock<watch::Sender<Vec<Price>>> = LazyLock::new(|| {
        let symbols = ('A'..='E').flat_map(|first| ('A'..='J').map(move |second| [first, second]));
        let prices = symbols.zip(0..).map(|(symbol, place)| Price {
            symbol: symbol.iter().collect(),
            cents: 10_000 + 137 * place,
        });
        watch::Sender::new(prices.collect())
    });

    /// Returns the prices, as they change.
    pub fn prices() -> watch::Receiver<Vec<Price>> {
        PRICES.subscribe()
    }

    /// Changes ten prices by up to a dollar.
    pub fn tick() {
        PRICES.send_modify(|prices| {
            for price in fastrand::choose_multiple(prices.iter_mut(), 10) {
                price.cents += fastrand::u32(1..=100);
                price.cents -= fastrand::u32(1..=100).min(price.cents);
            }
        });
    }

    /// Changes prices ten times a second.
    pub async fn open() {
        let mut clock = tokio::time::interval(Duration::from_millis(100));
        loop {
            clock.tick().await;
            tick();
        }
    }

    /// Returns cents as dollars.
    pub fn shown(cents: u32) -> String {
        format!("{}.{:02}", cents / 100, cents % 100)
    }
}

#[watershed::main]
async fn main() -> Router {
    tokio::spawn(market::open());
    watershed::router().page("/", Ticker)
}
