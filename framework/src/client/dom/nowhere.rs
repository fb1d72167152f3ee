//! No document at all: what a server, which runs no client code, has in its place.
//!
//! Client code is type-checked on the server, and never runs there: no page is ever current.

use super::{Area, Argument, Dom, News, Observed, Shape, Way, Window};
use crate::part::Value;

/// The document of a program that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nowhere(());

fn absent() -> ! {
    unreachable!("a server has no document")
}

impl Dom for Nowhere {
    type Node = Self;
    type Event = Self;
    type Ear = Self;

    fn start(&self, _: u32) -> Option<Self> {
        absent()
    }
    fn set_start(&self, _: u32, _: Option<&Self>) {
        absent()
    }
    fn anchor(&self, _: u32, _: u32) -> Option<Self> {
        absent()
    }
    fn set_anchor(&self, _: u32, _: u32, _: &Self) {
        absent()
    }
    fn drop_anchors(&self, _: u32) {
        absent()
    }
    fn go(&self, _: &Self, _: Way) -> Option<Self> {
        absent()
    }
    fn shape(&self, _: &Self) -> Shape {
        absent()
    }
    fn foreign(&self, _: &Self) -> bool {
        absent()
    }
    fn create_text(&self) -> Self {
        absent()
    }
    fn insert(&self, _: &Self, _: &Self, _: Option<&Self>) {
        absent()
    }
    fn remove(&self, _: &Self) {
        absent()
    }
    fn text_length(&self, _: &Self) -> u32 {
        absent()
    }
    fn splice_text(&self, _: &Self, _: u32, _: u32, _: &str) {
        absent()
    }
    fn set_attribute(&self, _: &Self, _: &str, _: Option<&str>) {
        absent()
    }
    fn set_class(&self, _: &Self, _: &str, _: bool) {
        absent()
    }
    fn set_style(&self, _: &Self, _: &str, _: Option<&str>) {
        absent()
    }
    fn attribute(&self, _: &Self, _: &str) -> Option<String> {
        absent()
    }
    fn property_is(&self, _: &Self, _: &str, _: &Value) -> bool {
        absent()
    }
    fn property(&self, _: &Self, _: &str) -> Value {
        absent()
    }
    fn set_property(&self, _: &Self, _: &str, _: &Value) {
        absent()
    }
    fn property_text(&self, _: &Self, _: &str) -> Option<String> {
        absent()
    }
    fn set_html(&self, _: &Self, _: &str) {
        absent()
    }
    fn call(&self, _: &Self, _: &str, _: &[Argument<'_>]) -> bool {
        absent()
    }
    fn pristine(&self, _: &Self) -> Self {
        absent()
    }
    fn is_told(&self, _: &Self) -> bool {
        absent()
    }
    fn selection(&self, _: &Self) -> Option<(u32, u32)> {
        absent()
    }
    fn select(&self, _: &Self, _: u32, _: u32) {
        absent()
    }
    fn select_around(&self, _: &Self) -> Option<Self> {
        absent()
    }
    fn note(&self, _: &Self, _: &str) {
        absent()
    }
    fn noted(&self, _: &Self) -> Option<String> {
        absent()
    }
    fn is_same_number(&self, _: &str, _: &str) -> bool {
        absent()
    }
    fn rect(&self, _: &Self) -> [f64; 4] {
        absent()
    }
    fn listen(&self, _: Option<&Self>, _: &str, _: u32, _: u32) -> Self {
        absent()
    }
    fn unlisten(&self, _: Self) {
        absent()
    }
    fn fire(&self, _: &Self, _: &str) {
        absent()
    }
    fn target(&self, _: &Self) -> Option<Self> {
        absent()
    }
    fn current(&self, _: &Self) -> Option<Self> {
        absent()
    }
    fn prevent(&self, _: &Self) {
        absent()
    }
    fn stop(&self, _: &Self, _: bool) {
        absent()
    }
    fn event_key_is(&self, _: &Self, _: &str) -> bool {
        absent()
    }
    fn event_text(&self, _: &Self, _: &str) -> Option<String> {
        absent()
    }
    fn event_number(&self, _: &Self, _: &str) -> f64 {
        absent()
    }
    fn event_flag(&self, _: &Self, _: &str) -> bool {
        absent()
    }
    fn event_node(&self, _: &Self, _: &str) -> Option<Self> {
        absent()
    }
    fn event_path(&self, _: &Self, _: &str) -> Option<String> {
        absent()
    }
    fn event_json(&self, _: &Self, _: &str) -> Option<String> {
        absent()
    }
    fn transferred(&self, _: &Self, _: &str, _: &str) -> Option<String> {
        absent()
    }
    fn transfer(&self, _: &Self, _: &str, _: &str, _: &str) {
        absent()
    }
    fn form_data(&self, _: &Self, _: Option<&Self>) -> Vec<(String, String)> {
        absent()
    }
    fn after(&self, _: u32, _: u32) {
        absent()
    }
    fn next_frame(&self, _: u32) {
        absent()
    }
    fn observe(&self, _: Observed, _: &Self, _: u32) {
        absent()
    }
    fn unobserve(&self, _: u32) {
        absent()
    }
    fn template(&self, _: &str) -> Self {
        absent()
    }
    fn copy(&self, _: &Self) -> Self {
        absent()
    }
    fn create_comment(&self, _: &str) -> Self {
        absent()
    }
    fn mark_text(&self, _: &Self) -> Option<String> {
        absent()
    }
    fn own(&self) {
        absent()
    }
    fn holds(&self, _: &Self, _: &Self) -> bool {
        absent()
    }
    fn focused(&self) -> Option<Self> {
        absent()
    }
}

impl Window for Nowhere {
    fn ticket(&self) -> Option<[u8; 16]> {
        absent()
    }
    fn connect(&self, _: u32) {
        absent()
    }
    fn send(&self, _: &[u8]) {
        absent()
    }
    fn news(&self, _: &Self) -> Option<News> {
        absent()
    }
    fn reload(&self) {
        absent()
    }
    fn event(&self, _: &str, _: &str) -> Self {
        absent()
    }
    fn random(&self) -> f64 {
        absent()
    }
    fn log(&self, _: &str) {
        absent()
    }
    fn number(&self, _: &str) -> f64 {
        absent()
    }
    fn now(&self) -> f64 {
        absent()
    }
    fn address(&self) -> String {
        absent()
    }
    fn navigate(&self, _: &str) {
        absent()
    }
    fn scroll_to(&self, _: f64, _: f64) {
        absent()
    }
    fn stored(&self, _: Area, _: &str) -> Option<String> {
        absent()
    }
    fn store(&self, _: Area, _: &str, _: Option<&str>) {
        absent()
    }
}
