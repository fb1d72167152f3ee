//! The way from the page that is shown to another one that has a layout in common with it.
//!
//! The application's router is asked for the address, like for a request of the visitor, so whoever may not see the page does not get
//! there. Then the content of the page is made, and put in place of what is shown. Whatever else comes of it (another layout, an
//! error, a cookie) is left to the browser, which loads the address.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use futures_util::stream::Abortable;

use super::Session;
use crate::action::{Action, action};
use crate::graph::{ScopeId, flush, signal};
use crate::pages::{Redirected, Trip, TripPlace};
use crate::rt;
use crate::server::render::heads;
use crate::server::render::journey::{Guide, GuidedPage, Journey, MadeLayer};
use crate::server::stage;
use crate::server::view::Unit;
use crate::server::view::limit::Limit;
use crate::wire::limits::ADDRESS;
use crate::wire::snapshot::GatheredSnapshot;

/// The most pages that lead to another one, one after the other.
const REDIRECTS: usize = 8;

/// The end of a way.
enum TripEnd {
    /// The page is shown, which has this address.
    Here(String, u32),
    /// The browser has to load this address.
    Document(String),
}

/// The next step of a way.
enum Step {
    /// The page is there; with the region of its content.
    Arrived(u32),
    /// Another page is in its place.
    Redirected(String),
    Document,
}

impl Session {
    /// Sets whom to ask for other pages.
    pub(crate) fn set_guide(&self, guide: impl FnOnce() -> Rc<dyn Guide>) {
        let _here = self.enter();
        if let Some(journey) = Journey::here() {
            journey.set_guide(guide());
        }
    }

    /// Lets the browser ask for other pages, if the page has a layout. Returns what is new to it.
    pub(super) fn begin_journey(&self) -> GatheredSnapshot {
        let outlet = Journey::here().and_then(|journey| {
            let outlet = journey.shown().first()?.outlet()?;
            Some((journey, outlet.region()?, outlet.scope()))
        });
        let Some((journey, region, scope)) = outlet else {
            return GatheredSnapshot::default();
        };
        let Unit {
            kind,
            function,
            frame,
        } = ScopeId::ROOT.run(|| unit(&journey));
        self.stage.known.link(|link| {
            link.adopt(region, kind, || Rc::from([function]), frame, scope);
        });
        self.stage.settle()
    }
}

/// Makes the client function that asks for other pages.
fn unit(journey: &Rc<Journey>) -> Unit {
    let (place, set_place) = signal(TripPlace::default());
    journey.set_place(set_place);
    let travels = Rc::downgrade(journey);
    let navigate: Action<Trip> = action(async move |trip: Trip| {
        if let Some(journey) = travels.upgrade() {
            travel(journey, trip).await;
        }
    });
    rt::journey_unit(navigate, place)
}

/// Goes to a page, in place of where the visitor was about to go.
pub(crate) async fn travel(journey: Rc<Journey>, trip: Trip) {
    let registration = journey.begin();
    stage::set_travelling(true);
    let Trip { number, address } = trip;
    let way = Abortable::new(go(&journey, address.clone()), registration);
    let Ok(arrival) = way.await else {
        return;
    };
    stage::set_travelling(false);
    journey.arrive(|place| {
        let (is_document, arrived) = match arrival {
            TripEnd::Here(arrived, outlet) => {
                place.outlet = outlet;
                (false, arrived)
            }
            TripEnd::Document(arrived) => (true, arrived),
        };
        place.is_document = is_document;
        place.trip = number;
        place.own += u32::from(number == 0);
        place.address = match number != 0 && arrived == address {
            true => String::new(),
            false => arrived,
        };
    });
}

async fn go(journey: &Journey, mut address: String) -> TripEnd {
    for _ in 0..REDIRECTS {
        match step(journey, &address).await {
            Step::Arrived(outlet) => return TripEnd::Here(address, outlet),
            Step::Redirected(to) if is_own(&to) => address = to,
            // The response leads the browser there.
            Step::Redirected(_) | Step::Document => break,
        }
    }
    TripEnd::Document(address)
}

/// Returns whether an address is a path on this server, of a length that requests have.
fn is_own(address: &str) -> bool {
    if address.len() > ADDRESS {
        Limit::Address.hit();
    }
    // Browsers take `\` for `/`, and leave characters out that nobody sees.
    let is_plain = !address.contains(|letter: char| letter == '\\' || letter.is_control());
    let is_path = address.starts_with('/') && !address.starts_with("//");
    is_plain && is_path && address.len() <= ADDRESS
}

async fn step(journey: &Journey, address: &str) -> Step {
    let guide = journey.guide().filter(|_| is_own(address));
    let Some(guide) = guide else {
        return Step::Document;
    };
    let Some(page) = guide.ask(address).await else {
        return Step::Document;
    };
    // Who may see the one may not see the other.
    if !stage::is_permitted_alike(&page.request) {
        return Step::Document;
    }
    let shown = journey.shown();
    let kept = kept(&shown, &page);
    let Some(around) = kept.checked_sub(1).and_then(|last| shown.get(last)) else {
        return Step::Document;
    };
    if kept < page.layers.len()
        && let Err(step) = replace(journey, around, kept, &page).await
    {
        return step;
    }
    stage::permitted(&page.request);
    if let Some(shown) = page.layers.last() {
        heads::retitle(shown.title());
    }
    let kept = &shown[..kept];
    kept.iter().for_each(|layer| layer.moves_to(&page));
    flush();
    if kept.iter().any(|layer| layer.request.is_refused()) {
        return Step::Document;
    }
    let around = if kept.len() < page.layers.len() {
        kept.last()
    } else {
        kept.iter().nth_back(1)
    };
    let region = around.and_then(|around| around.outlet()?.content_region());
    Step::Arrived(region.map_or(u32::MAX, |region| region.0))
}

/// Returns how many layers of a page are shown already, and stay.
fn kept(shown: &[Rc<MadeLayer>], page: &GuidedPage) -> usize {
    let both = shown.iter().zip(page.layers.iter());
    let same =
        both.take_while(|(shown, layer)| shown.name() == layer.name && !shown.is_outdated(page));
    same.count()
}

/// Shows a page in the outlet of one of its layers.
async fn replace(
    journey: &Journey,
    around: &MadeLayer,
    depth: usize,
    page: &GuidedPage,
) -> Result<(), Step> {
    // In a part of the page that is hidden, nobody would see it.
    let outlet = around.outlet().filter(|outlet| !outlet.scope().is_paused());
    let outlet = outlet.ok_or(Step::Document)?;
    stage::say_of_response(|answer| answer.set_out(false));
    let prepared = outlet.prepare(depth, page);
    let is_made = prepared.is_some();
    journey.keep(prepared);
    // Ways that begin later take the content away.
    poll_fn(|context| {
        let polled = journey.with_prepared(|prepared| prepared.poll_ready(context));
        polled.unwrap_or(Poll::Ready(()))
    })
    .await;
    let head = stage::say_of_response(|answer| {
        answer.set_out(true);
        answer.take()
    });
    let prepared = journey.take_prepared().filter(|_| is_made);
    let prepared = prepared.ok_or(Step::Document)?;
    if let Some(failure) = prepared.take_failure() {
        prepared.dispose();
        return Err(match failure.downcast_ref::<Redirected>() {
            Some(redirected) if head.cookies.is_empty() => {
                Step::Redirected(redirected.address().to_owned())
            }
            _ => Step::Document,
        });
    }
    if !head.cookies.is_empty() {
        prepared.dispose();
        return Err(Step::Document);
    }
    prepared.show(around);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_site_is_not_our_own() {
        for address in [
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "evil.example",
        ] {
            assert!(!is_own(address), "{address:?}");
        }
        assert!(is_own("/shop//7?next=//a"));
    }
}
