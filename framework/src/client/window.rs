//! What lies around the page, for client code: the window, and what the visitor's browser stores.

use super::dom::{Area, Surroundings as _};
use super::page;

/// The browser's window: see [`window`].
#[derive(Clone, Copy, Debug)]
pub struct Window(());

/// The window that shows the page; in a simulation, the simulated one. In client code.
///
/// ```ignore
/// on_mount(move || set_is_narrow.set(window().width() < 600.0));
/// ```
pub fn window() -> Window {
    Window(())
}

/// Each method panics on the server, where there is no window.
impl Window {
    /// The width of the viewport, in CSS pixels.
    pub fn width(self) -> f64 {
        page::dom(|dom| dom.number("innerWidth"))
    }

    /// The height of the viewport, in CSS pixels.
    pub fn height(self) -> f64 {
        page::dom(|dom| dom.number("innerHeight"))
    }

    /// How far the page is scrolled to the right, in CSS pixels.
    pub fn scroll_x(self) -> f64 {
        page::dom(|dom| dom.number("scrollX"))
    }

    /// How far the page is scrolled down, in CSS pixels.
    pub fn scroll_y(self) -> f64 {
        page::dom(|dom| dom.number("scrollY"))
    }

    /// Scrolls the page to a point, in CSS pixels.
    pub fn scroll_to(self, x: f64, y: f64) {
        page::dom(|dom| dom.scroll_to(x, y));
    }

    /// Milliseconds since the page began to load.
    pub fn now(self) -> f64 {
        page::dom(|dom| dom.now())
    }

    /// The page's address.
    pub fn address(self) -> String {
        page::dom(|dom| dom.address())
    }

    /// Leaves the page for another address.
    pub fn navigate(self, address: &str) {
        page::dom(|dom| dom.navigate(address));
    }

    /// Loads the page again.
    pub fn reload(self) {
        page::dom(|dom| dom.reload());
    }
}

/// Texts that the visitor's browser stores: see [`storage`] and [`tab_storage`].
#[derive(Clone, Copy, Debug)]
pub struct Storage(Area);

/// What is stored for as long as the visitor keeps it, in all tabs: `localStorage`. In client code.
///
/// ```ignore
/// on_mount(move || set_theme.set(storage().get("theme").unwrap_or_default()));
/// ```
pub fn storage() -> Storage {
    Storage(Area::Visitor)
}

/// What is stored for as long as this tab is there: `sessionStorage`. In client code.
pub fn tab_storage() -> Storage {
    Storage(Area::Tab)
}

/// Each method panics on the server. A visitor may have forbidden it, or there is no more room: then nothing is stored.
impl Storage {
    /// The text under a key.
    pub fn get(self, key: &str) -> Option<String> {
        page::dom(|dom| dom.stored(self.0, key))
    }

    /// Stores a text under a key.
    pub fn set(self, key: &str, text: &str) {
        page::dom(|dom| dom.store(self.0, key, Some(text)));
    }

    /// Removes what is under a key.
    pub fn remove(self, key: &str) {
        page::dom(|dom| dom.store(self.0, key, None));
    }
}
