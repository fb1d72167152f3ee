//! Threads in the JSON form of api.hackerwebapp.com, and a generated one.

use watershed::prelude::*;

#[server]
use serde::Deserialize;

/// A story with its comments.
#[server]
#[derive(Deserialize)]
pub struct Thread {
    /// The number of the story.
    pub id: i64,
    /// The headline.
    pub title: String,
    /// The comments that answer it.
    pub comments: Vec<Node>,
}

/// A comment with its replies.
#[server]
#[derive(Deserialize)]
pub struct Node {
    /// The author; `None` if the comment was deleted.
    pub user: Option<String>,
    /// The age, in words.
    pub time_ago: String,
    /// The text, as HTML.
    #[serde(default)]
    pub content: String,
    /// The comments that answer it.
    pub comments: Vec<Node>,
}

#[server]
impl Thread {
    /// Generates a thousand comments, the same every time.
    pub fn made_up() -> Self {
        let mut left = 1_000;
        let mut comments = Vec::new();
        while left > 0 {
            comments.push(node(0, &mut left));
        }
        Self {
            id: 0,
            title: "What would you tell your younger self about web frameworks?".to_owned(),
            comments,
        }
    }
}

const USERS: [&str; 7] = [
    "ada", "grace", "edsger", "barbara", "donald", "leslie", "tony",
];

/// Generates a comment with replies. `left` is the number of comments that are still to be generated.
#[server]
fn node(depth: u32, left: &mut u32) -> Node {
    *left -= 1;
    let number = *left;
    let replies = if depth < 8 {
        (number * 7 + depth) % 4
    } else {
        0
    };
    Node {
        user: Some(USERS[(number % 7) as usize].to_owned()),
        time_ago: format!("{} hours ago", number % 23 + 1),
        content: format!("<p>{}</p>", sentence(number)),
        comments: (0..replies)
            .map_while(|_| (*left > 0).then(|| node(depth + 1, left)))
            .collect(),
    }
}

#[server]
fn sentence(number: u32) -> String {
    const BEGINNINGS: [&str; 5] = [
        "I have seen",
        "Nobody talks about",
        "We shipped",
        "There is nothing like",
        "I miss",
    ];
    const THINGS: [&str; 6] = [
        "a build without a bundler",
        "HTML that works",
        "a page of ten kilobytes",
        "one language",
        "a cache that is right",
        "server rendering",
    ];
    const ENDS: [&str; 4] = [
        "and it held for years.",
        "until the rewrite came.",
        "which surprised everybody.",
        "more than I expected.",
    ];
    let pick = |words: &[&'static str], step: u32| words[(number / step) as usize % words.len()];
    format!(
        "{} {} {} (comment {number})",
        pick(&BEGINNINGS, 1),
        pick(&THINGS, 5),
        pick(&ENDS, 3)
    )
}
