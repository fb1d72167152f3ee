//! The positions of the mouse, pens, fingers and the wheel.

use super::{Event, Modified, Pointer, Pointing, Related, Touching, wheel};
use crate::client::element::Element;

impl<E: Modified> Event<E> {
    /// Returns whether the control key was held.
    pub fn ctrl_key(&self) -> bool {
        self.flag("ctrlKey")
    }

    /// Returns whether the shift key was held.
    pub fn shift_key(&self) -> bool {
        self.flag("shiftKey")
    }

    /// Returns whether the alt key was held.
    pub fn alt_key(&self) -> bool {
        self.flag("altKey")
    }

    /// Returns whether the meta key (command, Windows) was held.
    pub fn meta_key(&self) -> bool {
        self.flag("metaKey")
    }
}

/// The position of the mouse, in CSS pixels.
impl<E: Pointing> Event<E> {
    /// Returns the distance from the left edge of the viewport.
    pub fn client_x(&self) -> f64 {
        self.number("clientX")
    }

    /// Returns the distance from the top edge of the viewport.
    pub fn client_y(&self) -> f64 {
        self.number("clientY")
    }

    /// Returns the distance from the left edge of the document.
    pub fn page_x(&self) -> f64 {
        self.number("pageX")
    }

    /// Returns the distance from the top edge of the document.
    pub fn page_y(&self) -> f64 {
        self.number("pageY")
    }

    /// Returns the distance from the left edge of the target.
    pub fn offset_x(&self) -> f64 {
        self.number("offsetX")
    }

    /// Returns the distance from the top edge of the target.
    pub fn offset_y(&self) -> f64 {
        self.number("offsetY")
    }

    /// Returns the distance from the left edge of the screen.
    pub fn screen_x(&self) -> f64 {
        self.number("screenX")
    }

    /// Returns the distance from the top edge of the screen.
    pub fn screen_y(&self) -> f64 {
        self.number("screenY")
    }

    /// Returns the movement to the right since the last such event.
    pub fn movement_x(&self) -> f64 {
        self.number("movementX")
    }

    /// Returns the movement downwards since the last such event.
    pub fn movement_y(&self) -> f64 {
        self.number("movementY")
    }

    /// Returns the button that was pressed or released: 0 is the main one.
    pub fn button(&self) -> i16 {
        self.number("button") as i16
    }

    /// Returns the buttons that are held, as bits: 1 is the main one, 2 the secondary one, 4 the wheel.
    pub fn buttons(&self) -> u16 {
        self.number("buttons") as u16
    }
}

impl<E: Pointer> Event<E> {
    /// Returns a number that identifies the finger, pen or mouse while it is in contact.
    pub fn pointer_id(&self) -> i32 {
        self.number("pointerId") as i32
    }

    /// Returns `mouse`, `pen` or `touch`.
    pub fn pointer_type(&self) -> String {
        self.text("pointerType")
    }

    /// Returns the pressure, from 0 to 1.
    pub fn pressure(&self) -> f64 {
        self.number("pressure")
    }

    /// Returns whether this is the first finger, or the mouse.
    pub fn is_primary(&self) -> bool {
        self.flag("isPrimary")
    }
}

impl<E: Related> Event<E> {
    /// Returns the element that the mouse or the focus came from, or goes to.
    pub fn related_target(&self) -> Option<Element> {
        self.node("relatedTarget")
    }
}

/// The distances by which the wheel turned.
impl Event<wheel> {
    /// Returns the distance to the right.
    pub fn delta_x(&self) -> f64 {
        self.number("deltaX")
    }

    /// Returns the distance downwards.
    pub fn delta_y(&self) -> f64 {
        self.number("deltaY")
    }

    /// Returns the distance into the screen.
    pub fn delta_z(&self) -> f64 {
        self.number("deltaZ")
    }

    /// Returns the unit of the distances: 0 is pixels, 1 lines, 2 pages.
    pub fn delta_mode(&self) -> u32 {
        self.number("deltaMode") as u32
    }
}

impl<E: Touching> Event<E> {
    /// Returns all fingers on the screen.
    pub fn touches(&self) -> Vec<Touch> {
        self.touch_list("touches")
    }

    /// Returns the fingers on the screen that first touched this element.
    pub fn target_touches(&self) -> Vec<Touch> {
        self.touch_list("targetTouches")
    }

    /// Returns the fingers that this event is about.
    pub fn changed_touches(&self) -> Vec<Touch> {
        self.touch_list("changedTouches")
    }

    fn touch_list(&self, list: &str) -> Vec<Touch> {
        let count = self.number_at(&format!("{list}.length")) as usize;
        let touch = |index: usize| {
            let at = |name: &str| self.number_at(&format!("{list}.{index}.{name}"));
            Touch {
                identifier: at("identifier") as i32,
                client_x: at("clientX"),
                client_y: at("clientY"),
                page_x: at("pageX"),
                page_y: at("pageY"),
            }
        };
        (0..count).map(touch).collect()
    }
}

/// A finger on the screen. Distances are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// A number that identifies the finger while it is on the screen.
    pub identifier: i32,
    /// The distance from the left edge of the viewport.
    pub client_x: f64,
    /// The distance from the top edge of the viewport.
    pub client_y: f64,
    /// The distance from the left edge of the document.
    pub page_x: f64,
    /// The distance from the top edge of the document.
    pub page_y: f64,
}
