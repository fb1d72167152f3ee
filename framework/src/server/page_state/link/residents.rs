//! The instances of kinds on the page. What is the same for all instances of a kind is kept once; of one instance remain
//! its region, its scope, the values that it captured, and the functions that the browser runs.

use std::collections::HashMap;
use std::rc::Rc;

use crate::function::{Frame, Function};
use crate::graph::{Pool, Pooled, ScopeId};
use crate::part::KindId;
use crate::wire::QuickHash;
use crate::wire::number::Region;

/// One instance of a kind on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Resident {
    index: u32,
    /// The number of instances that had the index before.
    generation: u32,
}

/// One client function of a resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ResidentPart {
    pub resident: Resident,
    part: u32,
}

/// All instances. Those whose scope is disposed of are forgotten, at the latest when there are as many as others.
pub(super) struct Residents {
    kinds: Vec<LinkedKind>,
    /// The indices of the kinds, by their ids in order.
    kind_of: Vec<(KindId, u32)>,
    all: Pool<Instance>,
    /// The bindings that the server runs, each with the scope in which it does.
    on_server: HashMap<ResidentPart, ScopeId, QuickHash>,
    /// The number of instances that existed when those of disposed scopes were forgotten last.
    existed: usize,
}

/// The knowledge about all instances of a kind.
pub(super) struct LinkedKind {
    pub id: KindId,
    pub slots: u16,
    pub functions: Rc<[Function]>,
}

/// The knowledge about one instance.
pub(super) struct Instance {
    generation: u32,
    /// The index of its kind; [`NONE`] in a place that no instance has.
    kind: u32,
    pub region: Region,
    pub scope: ScopeId,
    pub frame: Frame,
    pub in_browser: Parts,
    /// True if functions of it came to the browser since the last snapshot.
    pub is_promoted: bool,
}

/// A set of parts. Few kinds have more than 64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    Few(u64),
    Many(Box<[u64]>),
}

/// An instance with the functions of its kind.
#[derive(Clone, Copy)]
pub(super) struct LinkedInstance<'a> {
    pub kind: KindId,
    pub functions: &'a Rc<[Function]>,
    pub instance: &'a Instance,
}

/// Fewer instances than this are not searched for disposed ones.
const FEW: usize = 64;

/// The kind of a place that no instance has.
const NONE: u32 = u32::MAX;

impl Default for Instance {
    fn default() -> Self {
        Self {
            generation: 0,
            kind: NONE,
            region: Region::default(),
            scope: ScopeId::ROOT,
            frame: Frame::default(),
            in_browser: Parts::default(),
            is_promoted: false,
        }
    }
}

impl Pooled for Instance {
    fn generation(&self) -> u32 {
        self.generation
    }

    fn starting_at(generation: u32) -> Self {
        Self {
            generation,
            ..Self::default()
        }
    }
}

impl Default for Residents {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            kind_of: Vec::new(),
            all: Pool::new(),
            on_server: HashMap::default(),
            existed: 0,
        }
    }
}

impl Residents {
    /// Adds an instance.
    pub fn add(
        &mut self,
        region: Region,
        kind: KindId,
        functions: impl FnOnce() -> Rc<[Function]>,
        frame: Frame,
        scope: ScopeId,
    ) -> Resident {
        let slots = frame.slots();
        let kind = match self.kind_of.binary_search_by_key(&kind, |(id, _)| *id) {
            Ok(at) => self.kind_of[at].1,
            Err(at) => {
                let functions = functions();
                let index = self.kinds.len() as u32;
                self.kind_of.insert(at, (kind, index));
                self.kinds.push(LinkedKind {
                    id: kind,
                    slots,
                    functions,
                });
                index
            }
        };
        if self.all.used() >= FEW.max(2 * self.existed) {
            self.forget_disposed();
        }
        let index = self.all.claim();
        let place = &mut self.all[index];
        *place = Instance {
            generation: place.generation,
            kind,
            region,
            scope,
            frame,
            in_browser: Parts::default(),
            is_promoted: false,
        };
        Resident {
            index,
            generation: place.generation,
        }
    }

    /// Returns an instance that exists.
    pub fn get(&self, resident: Resident) -> Option<LinkedInstance<'_>> {
        let instance = self.all.get(resident.index)?;
        let exists = instance.generation == resident.generation && instance.scope.exists();
        exists.then(|| self.known(instance))
    }

    /// Returns an instance that exists, to be changed, with its kind.
    pub fn get_mut(&mut self, resident: Resident) -> Option<(&LinkedKind, &mut Instance)> {
        let instance = self.all.get_mut(resident.index)?;
        let exists = instance.generation == resident.generation && instance.scope.exists();
        exists.then(|| (&self.kinds[instance.kind as usize], instance))
    }

    /// Returns one client function, with its instance.
    pub fn part(&self, id: ResidentPart) -> Option<(&Function, &Instance)> {
        let known = self.get(id.resident)?;
        Some((known.functions.get(id.part())?, known.instance))
    }

    /// Notes the scope in which the server runs a binding.
    pub fn runs_on_server(&mut self, id: ResidentPart, scope: ScopeId) {
        self.on_server.insert(id, scope);
    }

    /// Takes the scope in which the server runs a binding.
    pub fn take_on_server(&mut self, id: ResidentPart) -> Option<ScopeId> {
        if self.on_server.is_empty() {
            return None;
        }
        self.on_server.remove(&id)
    }

    /// Returns the number of instances, also of those that were disposed of and not forgotten yet.
    pub fn count(&self) -> usize {
        self.all.used()
    }

    /// Returns all instances that exist.
    pub fn iter(&self) -> impl Iterator<Item = LinkedInstance<'_>> {
        self.all().filter(|known| known.instance.scope.exists())
    }

    /// Returns all instances, also those that were disposed of and not forgotten yet.
    pub fn all(&self) -> impl Iterator<Item = LinkedInstance<'_>> {
        let instances = self.all.iter().map(|(_, instance)| instance);
        let instances = instances.filter(|instance| instance.kind != NONE);
        instances.map(|instance| self.known(instance))
    }

    fn known<'a>(&'a self, instance: &'a Instance) -> LinkedInstance<'a> {
        let kind = &self.kinds[instance.kind as usize];
        LinkedInstance {
            kind: kind.id,
            functions: &kind.functions,
            instance,
        }
    }

    /// Gives memory back that no instance uses.
    pub fn trim(&mut self) {
        self.forget_disposed();
        self.all.trim();
        self.on_server.shrink_to_fit();
    }

    /// Frees the places of disposed instances.
    fn forget_disposed(&mut self) {
        let places = self.all.iter();
        let disposed = places.filter(|(_, place)| place.kind != NONE && !place.scope.exists());
        let disposed: Vec<u32> = disposed.map(|(index, _)| index).collect();
        for index in disposed {
            let place = &mut self.all[index];
            *place = Instance::starting_at(place.generation.wrapping_add(1));
            self.all.release(index);
        }
        self.existed = self.all.used();
        self.on_server.retain(|_, scope| scope.exists());
    }
}

impl ResidentPart {
    /// Returns the id of a part.
    pub fn new(resident: Resident, part: usize) -> Self {
        let part = part as u32;
        Self { resident, part }
    }

    /// Returns the index of the part in its kind.
    pub fn part(self) -> usize {
        self.part as usize
    }
}

impl<'a> LinkedInstance<'a> {
    /// Returns the functions that the browser runs.
    pub fn in_browser(self) -> impl Iterator<Item = &'a Function> {
        let functions = self.functions.iter().enumerate();
        functions
            .filter(move |(part, _)| self.instance.in_browser.has(*part))
            .map(|(_, function)| function)
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::Few(0)
    }
}

impl Parts {
    /// Returns whether a part is in the set.
    pub fn has(&self, part: usize) -> bool {
        let words = match self {
            Self::Few(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        };
        let word = words.get(part / 64).copied().unwrap_or_default();
        word >> (part % 64) & 1 == 1
    }

    /// Adds a part. Returns whether it is new.
    pub fn add(&mut self, part: usize) -> bool {
        self.reach(part / 64);
        let word = match self {
            Self::Few(word) => word,
            Self::Many(words) => &mut words[part / 64],
        };
        let bit = 1 << (part % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Makes room for this word.
    fn reach(&mut self, word: usize) {
        let words = match self {
            Self::Few(_) if word == 0 => return,
            Self::Many(words) if word < words.len() => return,
            Self::Few(word) => vec![*word],
            Self::Many(words) => std::mem::take(words).into_vec(),
        };
        let more = std::iter::repeat_n(0, word + 1 - words.len());
        *self = Self::Many(words.into_iter().chain(more).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_takes_64_bytes_without_its_values() {
        assert!(size_of::<Instance>() <= 64);
    }

    #[test]
    fn a_set_of_parts_has_what_was_added() {
        let mut parts = Parts::default();
        for part in [0, 63, 64, 200] {
            assert!(!parts.has(part));
            assert!(parts.add(part));
            assert!(parts.has(part) && !parts.add(part));
        }
        assert!(!parts.has(1) && !parts.has(128) && !parts.has(1_000));
    }
}
