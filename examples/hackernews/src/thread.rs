//! The thread that is served. It is kept in SQLite, and imported or generated if it is not there yet.

use watershed::prelude::*;

/// The story of the page.
pub struct Story {
    /// The headline.
    pub title: String,
    /// The comments that answer it.
    pub comments: Vec<Comment>,
}

/// A comment with its replies.
#[derive(Clone)]
pub struct Comment {
    /// The author.
    pub user: String,
    /// The age, in words.
    pub age: String,
    /// The text, as HTML.
    pub html: String,
    /// The comments that answer it.
    pub replies: Vec<Comment>,
}

/// The database.
#[server]
pub mod store {
    use std::path::PathBuf;
    use std::sync::OnceLock;

    use clap::Parser;
    use rusqlite::{Connection, OptionalExtension, Transaction, params};

    use super::super::import::{Node, Thread};
    use super::{Comment, Story};

    static CHOSEN: OnceLock<(PathBuf, i64)> = OnceLock::new();

    const SCHEMA: &str = "
        CREATE TABLE IF NOT EXISTS story (id INTEGER PRIMARY KEY, thread INTEGER, comments INTEGER, title TEXT);
        CREATE TABLE IF NOT EXISTS comment (
            id INTEGER PRIMARY KEY, story INTEGER, parent INTEGER, user TEXT, age TEXT, html TEXT
        );
        CREATE INDEX IF NOT EXISTS reply ON comment (story, parent);
    ";

    #[derive(Parser)]
    struct Arguments {
        /// The file of the database.
        #[arg(long, default_value_os_t = std::env::temp_dir().join("watershed-hackernews.sqlite"))]
        database: PathBuf,
        /// A thread as JSON, in the form of api.hackerwebapp.com (default: a generated one).
        #[arg(long)]
        thread: Option<PathBuf>,
        /// The number of comments that are served, depth first.
        #[arg(long, default_value_t = 500)]
        comments: usize,
    }

    /// Opens the thread that the program's arguments choose.
    pub fn choose() -> Result<(), watershed::Error> {
        let arguments = Arguments::parse();
        let thread = match &arguments.thread {
            Some(file) => serde_json::from_str(&std::fs::read_to_string(file)?)?,
            None => Thread::made_up(),
        };
        open(arguments.database, &thread, arguments.comments)
    }

    /// Serves this number of comments of a thread from now on, and imports them if the database does not have them.
    pub fn open(file: PathBuf, thread: &Thread, comments: usize) -> Result<(), watershed::Error> {
        let mut database = Connection::open(&file)?;
        database.execute_batch(SCHEMA)?;
        let transaction = database.transaction()?;
        let story = import(&transaction, thread, comments)?;
        transaction.commit()?;
        CHOSEN.get_or_init(|| (file, story));
        Ok(())
    }

    /// Returns the thread that was chosen.
    pub fn story() -> Result<Story, watershed::Error> {
        let (file, story) = CHOSEN.get().ok_or("no thread was chosen")?;
        let database = Connection::open(file)?;
        let title = database.query_row("SELECT title FROM story WHERE id = ?", [story], |row| {
            row.get(0)
        })?;
        Ok(Story {
            title,
            comments: replies(&database, *story, None)?,
        })
    }

    fn replies(
        database: &Connection,
        story: i64,
        parent: Option<i64>,
    ) -> rusqlite::Result<Vec<Comment>> {
        let mut query = database.prepare_cached(
            "SELECT id, user, age, html FROM comment WHERE story = ? AND parent IS ? ORDER BY id",
        )?;
        let rows = query.query_map(params![story, parent], |row| {
            Ok(Comment {
                user: row.get(1)?,
                age: row.get(2)?,
                html: row.get(3)?,
                replies: replies(database, story, Some(row.get(0)?))?,
            })
        })?;
        rows.collect()
    }

    /// Imports a thread if necessary, and returns the number of its story in the database.
    fn import(database: &Transaction, thread: &Thread, count: usize) -> rusqlite::Result<i64> {
        let known = database
            .query_row(
                "SELECT id FROM story WHERE thread = ? AND comments = ?",
                params![thread.id, count],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        database.execute(
            "INSERT INTO story (thread, comments, title) VALUES (?, ?, ?)",
            params![thread.id, count, thread.title],
        )?;
        let story = database.last_insert_rowid();
        insert(database, story, None, &thread.comments, &mut { count })?;
        Ok(story)
    }

    fn insert(
        database: &Transaction,
        story: i64,
        parent: Option<i64>,
        nodes: &[Node],
        left: &mut usize,
    ) -> rusqlite::Result<()> {
        for node in nodes {
            if *left == 0 {
                break;
            }
            *left -= 1;
            database.execute(
                "INSERT INTO comment (story, parent, user, age, html) VALUES (?, ?, ?, ?, ?)",
                params![
                    story,
                    parent,
                    node.user.as_deref().unwrap_or("[deleted]"),
                    node.time_ago,
                    node.content
                ],
            )?;
            insert(
                database,
                story,
                Some(database.last_insert_rowid()),
                &node.comments,
                left,
            )?;
        }
        Ok(())
    }
}
