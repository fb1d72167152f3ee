//! Towns with made-up names, the same every time.

use std::sync::LazyLock;
use std::time::Duration;

use watershed::prelude::UserError;

/// The number of towns that are shown.
pub const SHOWN: usize = 50;

/// A town.
#[derive(Clone, Debug, PartialEq)]
pub struct Town {
    /// A number of its own.
    pub id: u32,
    /// The name.
    pub name: String,
    /// The number of inhabitants.
    pub people: u32,
}

/// The towns that a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The number of all of them.
    pub count: usize,
    /// The first ones.
    pub first: Vec<Town>,
}

static TOWNS: LazyLock<Vec<Town>> = LazyLock::new(|| (0..10_000).map(town).collect());

fn town(id: u32) -> Town {
    const STARTS: [&str; 20] = [
        "Alder", "Birch", "Clear", "Deer", "East", "Fair", "Green", "Hazel", "Iron", "Juniper",
        "Kings", "Lake", "Mill", "North", "Oak", "Pine", "Queens", "River", "Stone", "West",
    ];
    const MIDDLES: [&str; 20] = [
        "", "bridge", "brook", "church", "cliff", "dale", "field", "ford", "gate", "glen", "grove",
        "haven", "hill", "land", "marsh", "mont", "point", "shore", "side", "wood",
    ];
    const ENDS: [&str; 25] = [
        "",
        " Bay",
        " Bend",
        " Castle",
        " Common",
        " Corner",
        " Court",
        " Cross",
        " End",
        " Falls",
        " Green",
        " Harbour",
        " Heath",
        " Junction",
        " Landing",
        " Lodge",
        " Market",
        " Mills",
        " Park",
        " Quay",
        " Ridge",
        " Springs",
        " Vale",
        " Well",
        " Yard",
    ];
    let pick = |words: &[&'static str], step: usize| words[id as usize / step % words.len()];
    Town {
        id,
        name: format!(
            "{}{}{}",
            pick(&STARTS, 1),
            pick(&MIDDLES, 20),
            pick(&ENDS, 400)
        ),
        people: 200 + id * 7_919 % 90_000,
    }
}

/// Finds the towns whose names contain a text. It takes as long as a database that has much to do: the shorter the text, the longer.
pub async fn find(text: String) -> Result<Found, UserError> {
    tokio::time::sleep(Duration::from_millis(40 / (1 + text.len() as u64))).await;
    Ok(found(&text))
}

/// Finds the towns at once.
pub fn found(text: &str) -> Found {
    let text = text.trim().to_lowercase();
    let mut found = Found::default();
    for town in &*TOWNS {
        if town.name.to_lowercase().contains(&text) {
            found.count += 1;
            if found.first.len() < SHOWN {
                found.first.push(town.clone());
            }
        }
    }
    found
}
