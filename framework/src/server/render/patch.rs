//! The changes that a turn may make to the page.

use std::rc::Rc;

use super::content::Contents;
use super::html;
use super::markup::PageHtml;
use super::mount::Mount;
use super::options::Chosen;
use crate::part::{Locator, Target, Value};
use crate::server::page_state::names::NamedPlace;
use crate::server::page_state::ops::owned;
use crate::server::stage::{self, Canvas, Known, ObservedPlace, PageObserver, StreamedPart};
use crate::server::view::exceeded::{PlantedRegion, PlantedRows};
use crate::wire::message::Place;
use crate::wire::number::Region;

/// The page of the session whose code runs, for one turn of a binding or structure.
pub(crate) struct Patch {
    canvas: Rc<Canvas>,
    known: Rc<Known>,
    observer: Option<Rc<dyn PageObserver>>,
}

/// A region in whose place other content comes.
#[derive(Clone, Debug)]
pub(crate) struct ReplacedRegion {
    pub region: Region,
    /// True if it is kept, to be shown again.
    pub keeps: bool,
    pub place: PartPlace,
}

/// The place of a part of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartPlace {
    /// The elements around it, outermost first.
    pub elements: Rc<[&'static str]>,
    /// The values of the select around it, if that is bound.
    pub chosen: Option<Chosen>,
}

/// Runs `turn` now and whenever something it read has changed.
pub(crate) fn watch(mut turn: impl FnMut(&mut Patch) + 'static) {
    let watches = Rc::clone(&stage::known().watches);
    watches.watch(move || turn(&mut Patch::here()));
}

impl Patch {
    /// Returns the page of the session whose code runs now.
    ///
    /// # Panics
    /// Outside of a session.
    pub fn here() -> Self {
        Self {
            canvas: stage::canvas(),
            known: stage::known(),
            observer: stage::observer(),
        }
    }

    /// Returns whether all of the page is made before any of it is written.
    pub fn grows_all(&self) -> bool {
        self.canvas.grows_all.get()
    }

    /// Counts a region that comes and goes, until the returned guard is dropped.
    pub fn plant(&mut self) -> PlantedRegion {
        self.canvas.plant()
    }

    /// Returns a guard that counts the rows of a list, whose items take so many bytes, and none of them yet.
    pub fn rows(&mut self, item: usize) -> PlantedRows {
        self.canvas.rows(item)
    }

    /// Puts content on the page, which is named by `named`.
    pub fn insert(&mut self, place: Place, named: NamedPlace, mount: impl FnOnce(&mut Mount<'_>)) {
        // The browser numbers the regions of a response before all others.
        self.canvas.streamed.close();
        let observer = self.observer.as_deref();
        let mut contents = Contents::default();
        {
            let _within = ObservedPlace::enter(observer, || place.clone());
            let outer = Mount::new(&self.canvas, &self.known, observer, &mut contents);
            mount(&mut outer.at(named));
        }
        self.canvas
            .ops(|ops| ops.insert(place, contents.into_content()));
    }

    /// Returns whether boundaries come in the response of the page.
    pub fn is_streaming(&self) -> bool {
        self.canvas.streamed.is_open()
    }

    /// Puts content on the page in place of a region, in the response of the page. If it is kept, that region can be shown again.
    pub fn stream(
        &mut self,
        before: ReplacedRegion,
        named: NamedPlace,
        mount: impl FnOnce(&mut Mount<'_>),
    ) {
        let ReplacedRegion {
            region,
            keeps,
            place,
        } = before;
        let mut markup = PageHtml::part(place);
        let outer = Mount::new(
            &self.canvas,
            &self.known,
            self.observer.as_deref(),
            &mut markup,
        );
        mount(&mut outer.at(named));
        if let Some(rearranged) = markup.rearranged_part() {
            tracing::error!("{rearranged}");
        }
        let vocabulary = markup.vocabulary();
        let (markup, _) = markup.into_html();
        self.canvas.streamed.add(StreamedPart {
            before: region,
            markup,
            vocabulary,
        });
        self.canvas.repeat(|ops| match keeps {
            true => ops.hide(region),
            false => ops.remove(region),
        });
    }

    /// Returns whether nobody looks on.
    pub fn is_unobserved(&self) -> bool {
        self.observer.is_none()
    }

    /// Returns what the browser knows.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Moves a region.
    pub fn shift(&mut self, region: Region, to: Place) {
        self.canvas.ops(|ops| ops.moved(region, to));
    }

    /// Removes a region for good.
    pub fn remove(&mut self, region: Region) {
        self.known.numbers().set_names_lasting(false);
        self.canvas.ops(|ops| ops.remove(region));
    }

    /// Takes a region off the page.
    pub fn hide(&mut self, region: Region) {
        self.canvas.ops(|ops| ops.hide(region));
    }

    /// Puts a hidden region back.
    pub fn show(&mut self, region: Region) {
        self.canvas.ops(|ops| ops.show(region));
    }

    /// Sets a text. `old` is the text that is there.
    pub fn text(&mut self, (region, at): (Region, Locator), old: &str, new: &str) {
        self.canvas.ops(|ops| ops.text(region, at, old, new));
    }

    /// Sets a value, if its target allows it.
    pub fn value(&mut self, place: (Region, Locator), target: Target, value: Value) {
        if let Some(value) = html::trusted(target, value) {
            self.trusted(place, owned(target), value);
        }
    }

    /// Sets a value that was checked already.
    pub fn trusted(
        &mut self,
        (region, at): (Region, Locator),
        target: Target<String>,
        value: Value,
    ) {
        self.canvas.ops(|ops| ops.value(region, at, target, value));
    }
}
