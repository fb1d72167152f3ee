//! The simulation as a visitor of a page. It has no delays unless a test sets them.

use std::{fs, path::Path};

use watershed::testing::App;

use crate::visitor::{Traffic, Visitor};

impl Visitor for App {
    fn click(&self, selector: &str) {
        self.click(selector);
    }

    fn hover(&self, selector: &str) {
        self.act(|tab| tab.hover(selector));
    }

    fn type_into(&self, selector: &str, text: &str) {
        self.type_into(selector, text);
    }

    fn upload(&self, selector: &str, file: &Path) {
        let bytes = fs::read(file).expect("the file is there");
        let name = file.file_name().expect("it has a name");
        self.upload(selector, &name.to_string_lossy(), &bytes);
    }

    fn clear(&self, selector: &str) {
        self.fill(selector, "");
    }

    fn leave(&self) {
        self.act(|tab| tab.leave_focused());
    }

    fn press(&self, selector: &str, key: &str) {
        self.press(selector, key);
    }

    fn choose(&self, selector: &str, value: &str) {
        self.act(|tab| tab.choose(selector, value));
    }

    fn send(&self, selector: &str, event: &str, detail: &str) {
        self.act(|tab| tab.trigger(selector, event, &[("detail", detail)]));
    }

    #[track_caller]
    fn shows(&self, selector: &str, text: &str) {
        assert_eq!(self.text(selector), text, "{selector}");
    }

    #[track_caller]
    fn counts(&self, selector: &str, count: usize) {
        assert_eq!(self.count(selector), count, "{selector}");
    }

    #[track_caller]
    fn holds(&self, selector: &str, value: &str) {
        assert_eq!(self.value(selector), value, "{selector}");
    }

    #[track_caller]
    fn is_checked(&self, selector: &str, expected: bool) {
        assert_eq!(
            self.act(|tab| tab.is_checked(selector)),
            expected,
            "{selector}"
        );
    }

    #[track_caller]
    fn has_focus(&self, selector: &str) {
        assert!(self.act(|tab| tab.has_focus(selector)), "{selector}");
    }

    fn traffic(&self) -> Traffic {
        Traffic {
            up: self.sent().frames,
            down: self.received().frames,
        }
    }
}
