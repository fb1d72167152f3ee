//! The window around the page, and the visitor's storage, for client code.

use super::dom::{Area, Surroundings as _};
use super::page;

/// The browser's window: see [`window`].
#[derive(Clone, Copy, Debug)]
pub struct Window(());

/// Returns the window that shows the page; in a simulation, the simulated one. In client code.
///
/// ```ignore
/// on_mount(move || set_is_narrow.set(window().width() < 600.0));
/// ```
pub fn window() -> Window {
    Window(())
}

/// Each method panics on the server, where there is no window.
impl Window {
    /// Returns the width of the viewport, in CSS pixels.
    pub fn width(self) -> f64 {
        page::dom(|dom| dom.number("innerWidth"))
    }

    /// Returns the height of the viewport, in CSS pixels.
    pub fn height(self) -> f64 {
        page::dom(|dom| dom.number("innerHeight"))
    }

    /// Returns how far the page is scrolled to the right, in CSS pixels.
    pub fn scroll_x(self) -> f64 {
        page::dom(|dom| dom.number("scrollX"))
    }

    /// Returns how far the page is scrolled down, in CSS pixels.
    pub fn scroll_y(self) -> f64 {
        page::dom(|dom| dom.number("scrollY"))
    }

    /// Scrolls the page to a point, in CSS pixels.
    pub fn scroll_to(self, x: f64, y: f64) {
        page::dom(|dom| dom.scroll_to(x, y));
    }

    /// Returns the milliseconds since the page began to load.
    pub fn now(self) -> f64 {
        page::dom(|dom| dom.now())
    }

    /// Returns the page's address.
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

/// Returns the storage that all tabs share and the visitor keeps: `localStorage`. In client code.
///
/// ```ignore
/// on_mount(move || set_theme.set(storage().get("theme").unwrap_or_default()));
/// ```
pub fn storage() -> Storage {
    Storage(Area::Visitor)
}

/// Returns the storage that lasts as long as this tab: `sessionStorage`. In client code.
pub fn tab_storage() -> Storage {
    Storage(Area::Tab)
}

/// Each method panics on the server. If the visitor has forbidden storage, or there is no more room, nothing is stored.
impl Storage {
    /// Returns the text under a key.
    pub fn get(self, key: &str) -> Option<String> {
        page::dom(|dom| dom.stored(self.0, key))
    }

    /// Stores a text under a key.
    pub fn set(self, key: &str, text: &str) {
        page::dom(|dom| dom.store(self.0, key, Some(text)));
    }

    /// Removes the text under a key.
    pub fn remove(self, key: &str) {
        page::dom(|dom| dom.store(self.0, key, None));
    }
}
