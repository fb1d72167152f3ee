//! Presence: the pages in one room, in one process, each with the value that it tells of itself.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_stream::wrappers::WatchStream;

use super::named::Named;
use super::{follow, read_only};
use crate::graph::{Memo, signal};
use crate::server::stage;

/// Enters the room with this name, with what `me` returns, and returns a memo with what all who are there told of themselves, in
/// the order in which they came. It belongs to the current scope, with which the page leaves.
///
/// `me` is tracked: when what it reads has changed, all see the new value. Who is there twice with equal values, in two tabs, is listed
/// once. A page enters when it is attached, and leaves five seconds after its connection is gone: it was closed, or is offline. Rooms of one
/// name for two types are two rooms. Use it on the server.
///
/// ```
/// use watershed::prelude::*;
///
/// #[derive(Cross, Clone, PartialEq)]
/// struct Person {
///     name: String,
///     is_typing: bool,
/// }
///
/// #[component]
/// fn Room(name: String) -> View {
///     let is_typing = RwSignal::new(false);
///     let people = presence("lobby", move || Person { name: name.clone(), is_typing: is_typing.get() });
///     view! {
///         <ul>{for person in people.get() { view! { <li class:typing=person.is_typing>{person.name}</li> } }}</ul>
///         <input on:focus=move |_| is_typing.set(true) on:blur=move |_| is_typing.set(false)/>
///     }
/// }
/// # fn main() {}
/// ```
///
/// # Panics
/// Outside of a component.
pub fn presence<T>(name: impl Into<Cow<'static, str>>, me: impl Fn() -> T + 'static) -> Memo<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let room = Named::find(name.into(), Room::default);
    let (people, set_people) = signal(room.listed());
    let own = Rc::new(Own::default());
    let told = Rc::clone(&own);
    let watches = Rc::clone(&stage::known().watches);
    watches.watch(move || told.tell(me()));
    follow(async move {
        let mut changes = WatchStream::new(room.0.subscribe());
        let list = async {
            while let Some(now) = changes.next().await {
                set_people.set(now.listed);
            }
        };
        join(list, own.attend(&room)).await;
    });
    read_only(people)
}

/// The time without a connection after which a page leaves.
const AWAY: Duration = Duration::from_secs(5);

/// A page that has asked for a room: its value, and its seat while it is in the room.
struct Own<T: Clone + PartialEq + 'static> {
    value: RefCell<Option<T>>,
    seat: RefCell<Option<RoomSeat<T>>>,
}

impl<T: Clone + PartialEq> Default for Own<T> {
    fn default() -> Self {
        Self {
            value: RefCell::default(),
            seat: RefCell::default(),
        }
    }
}

impl<T: Clone + PartialEq> Own<T> {
    fn tell(&self, value: T) {
        if let Some(seat) = &*self.seat.borrow() {
            seat.tell(value.clone());
        }
        self.value.replace(Some(value));
    }

    /// Is in the room whenever the page is attached.
    async fn attend(&self, room: &Arc<Named<Room<T>>>) {
        let mut attached = stage::beside().attached();
        while attached.wait_for(|is_attached| *is_attached).await.is_ok() {
            if self.seat.borrow().is_none() {
                let value = self.value.borrow().clone();
                let seat = value.map(|value| RoomSeat::take(Arc::clone(room), value));
                self.seat.replace(seat);
            }
            let _ = attached.wait_for(|is_attached| !*is_attached).await;
            let back = attached.wait_for(|is_attached| *is_attached);
            if timeout(AWAY, back).await.is_err() {
                self.seat.replace(None);
            }
        }
    }
}

/// A place in a room, which is left when this is dropped.
struct RoomSeat<T: Clone + PartialEq + 'static> {
    room: Arc<Named<Room<T>>>,
    number: u64,
}

impl<T: Clone + PartialEq> RoomSeat<T> {
    fn take(room: Arc<Named<Room<T>>>, value: T) -> Self {
        let mut number = 0;
        room.change(|seats| {
            number = seats.last_key_value().map_or(0, |(last, _)| last + 1);
            seats.insert(number, value);
        });
        Self { room, number }
    }

    fn tell(&self, value: T) {
        self.room.change(|seats| {
            seats.insert(self.number, value);
        });
    }
}

impl<T: Clone + PartialEq> Drop for RoomSeat<T> {
    fn drop(&mut self) {
        self.room.change(|seats| {
            seats.remove(&self.number);
        });
    }
}

/// A room: the values of the pages in it.
struct Room<T>(watch::Sender<People<T>>);

#[derive(Clone)]
struct People<T> {
    /// In the order in which they came.
    seats: BTreeMap<u64, T>,
    /// The same, each value once.
    listed: Vec<T>,
}

impl<T> Default for Room<T> {
    fn default() -> Self {
        Self(watch::Sender::new(People {
            seats: BTreeMap::new(),
            listed: Vec::new(),
        }))
    }
}

impl<T: Clone + PartialEq> Room<T> {
    fn listed(&self) -> Vec<T> {
        self.0.borrow().listed.clone()
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<u64, T>)) {
        self.0.send_modify(|People { seats, listed }| {
            change(seats);
            listed.clear();
            for value in seats.values() {
                if !listed.contains(value) {
                    listed.push(value.clone());
                }
            }
        });
    }
}
