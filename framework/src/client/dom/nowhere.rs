//! No document at all: what a server, which runs no client code, has in its place.
//!
//! The types have no values, so none of these functions can be called: the compiler sees that, and drops them.

use super::{Dom, Shape, Way};
use crate::part::Value;

/// The document of a program that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nowhere {}

impl Dom for Nowhere {
    type Node = Self;
    type Event = Self;

    fn start(&self, _: u32) -> Option<Self> {
        match *self {}
    }
    fn set_start(&self, _: u32, _: Option<&Self>) {
        match *self {}
    }
    fn anchor(&self, _: u32, _: u32) -> Option<Self> {
        match *self {}
    }
    fn set_anchor(&self, _: u32, _: u32, _: &Self) {
        match *self {}
    }
    fn go(&self, _: &Self, _: Way) -> Option<Self> {
        match *self {}
    }
    fn shape(&self, _: &Self) -> Shape {
        match *self {}
    }
    fn foreign(&self, _: &Self) -> bool {
        match *self {}
    }
    fn create_text(&self) -> Self {
        match *self {}
    }
    fn insert(&self, _: &Self, _: &Self, _: Option<&Self>) {
        match *self {}
    }
    fn remove(&self, _: &Self) {
        match *self {}
    }
    fn set_text(&self, _: &Self, _: u32, _: u32, _: &str) {
        match *self {}
    }
    fn set_attribute(&self, _: &Self, _: &str, _: Option<&str>) {
        match *self {}
    }
    fn set_class(&self, _: &Self, _: &str, _: bool) {
        match *self {}
    }
    fn set_style(&self, _: &Self, _: &str, _: Option<&str>) {
        match *self {}
    }
    fn property_is(&self, _: &Self, _: &str, _: &Value) -> bool {
        match *self {}
    }
    fn set_property(&self, _: &Self, _: &str, _: &Value) {
        match *self {}
    }
    fn property_text(&self, _: &Self, _: &str) -> Option<String> {
        match *self {}
    }
    fn set_html(&self, _: &Self, _: &str) {
        match *self {}
    }
    fn call(&self, _: &Self, _: &str) {
        match *self {}
    }
    fn event_type(&self, _: &str) -> u32 {
        match *self {}
    }
    fn mark(&self, _: &Self) -> u32 {
        match *self {}
    }
    fn set_mark(&self, _: &Self, _: u32) {
        match *self {}
    }
    fn fire(&self, _: &Self, _: &str) {
        match *self {}
    }
    fn type_of(&self, _: &Self) -> u32 {
        match *self {}
    }
    fn target(&self, _: &Self) -> Option<Self> {
        match *self {}
    }
    fn prevent(&self, _: &Self) {
        match *self {}
    }
    fn event_text(&self, _: &Self, _: &str) -> Option<String> {
        match *self {}
    }
    fn event_number(&self, _: &Self, _: &str) -> f64 {
        match *self {}
    }
    fn event_flag(&self, _: &Self, _: &str) -> bool {
        match *self {}
    }
    fn after(&self, _: u32, _: u32) {
        match *self {}
    }
}
