//! The actions of a page, and the names by which forms call them without scripts.

use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::rc::Rc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::canvas::GrowthPlace;
use super::reloads::Reloads;
use crate::action::{CHANCE, CallError, KeptCall, MARK, NAME, name_length, state, without_name};
use crate::facts;
use crate::form::after::FAILED;
use crate::form::{AfterSubmit, FormEntries};
use crate::graph::{NodeId, ScopeId, on_cleanup};
use crate::optimistic::CallUnderWay;
use crate::wire::bounded::Budget;
use crate::wire::codec;
use crate::wire::limits::{FAILED_BYTES, FAILED_CALLS};
use crate::wire::message;
use crate::wire::number::{CallId, Version};
use crate::wire::{DecodeError, QuickHash};

/// Runs an action over an encoded argument; the future gives the encoded result.
pub(crate) type ActionRunner = Rc<dyn Fn(&[u8], &Budget) -> Result<ActionFuture, DecodeError>>;

/// A call of an action.
pub(crate) type ActionFuture = Pin<Box<dyn Future<Output = Vec<u8>>>>;

/// An action, as its maker gives it.
pub(crate) struct ProvidedAction {
    pub run: ActionRunner,
    /// The node that has the last call that has ended.
    pub ended: NodeId,
    /// The type of its code, the same whenever this program renders the page.
    pub code: TypeId,
    /// The name of its component, if it is idempotent.
    pub name: Option<&'static str>,
}

/// The functions of an action that takes a form.
#[derive(Clone)]
pub(crate) struct ActionForm {
    /// Returns what follows the last call that has ended.
    pub after: Rc<dyn Fn() -> AfterSubmit>,
    /// Lets the page show entries again.
    pub typed: Rc<dyn Fn(FormEntries)>,
}

/// The name of a session, for the files of its forms and the ids of its calls.
pub(crate) type PageName = [u8; 16];

/// The number in a visitor's cookie.
pub(crate) type VisitorNumber = [u8; 16];

/// A call, as far as its id follows from it.
#[derive(Clone, Debug)]
pub(crate) struct IdentifiedCall {
    pub number: CallId,
    /// The node of the action.
    pub action: NodeId,
    /// The argument, encoded, with the name of the call behind it if the browser has given it one.
    pub argument: Rc<[u8]>,
    pub has_name: bool,
}

impl IdentifiedCall {
    /// Returns the argument without the name behind it.
    pub fn bare(&self) -> &[u8] {
        match self.has_name {
            true => without_name(&self.argument, NAME),
            false => &self.argument,
        }
    }

    /// Returns the call with its argument.
    pub fn under_way(&self) -> CallUnderWay {
        CallUnderWay {
            action: self.action,
            argument: Rc::clone(&self.argument),
        }
    }
}

/// Notes the end of a call's code, also when it panics.
struct EndOfRun<'a>(&'a Actions);

impl Drop for EndOfRun<'_> {
    fn drop(&mut self) {
        self.0.running.take();
    }
}

/// The actions of a page by their nodes.
#[derive(Default)]
pub(crate) struct Actions {
    all: RefCell<HashMap<NodeId, PageAction, QuickHash>>,
    pub page: Cell<PageName>,
    pub visitor: Cell<VisitorNumber>,
    /// The call whose code runs.
    running: RefCell<Option<IdentifiedCall>>,
    /// The number of actions that were made in a scope.
    made: RefCell<HashMap<ScopeId, u32, QuickHash>>,
    /// The calls that are running, of actions whose arguments are kept.
    under_way: RefCell<Vec<(CallId, CallUnderWay)>>,
    /// The calls that have failed, of actions that are asked for them.
    failed: RefCell<Vec<FailedCall>>,
    pub reloads: Reloads,
}

/// A call that has failed.
struct FailedCall {
    call: CallUnderWay,
    error: Option<CallError>,
    /// The update that says so to the browser.
    told: Version,
}

impl FailedCall {
    /// Returns whether a call with this argument and name is this one, made again.
    fn is_made_again_with(&self, argument: &[u8]) -> bool {
        // The end of a name says how many sessions were lost.
        let end = usize::from(name_length(self.call.action) > 0);
        let [own, other] = [&*self.call.argument, argument].map(|call| without_name(call, end));
        self.kept().may_be_retried() && own == other
    }

    fn kept(&self) -> KeptCall {
        let has_name = name_length(self.call.action) > 0;
        KeptCall::failed(Rc::clone(&self.call.argument), self.error, has_name)
    }
}

/// An action, and its place on the page.
struct PageAction {
    provided: ProvidedAction,
    form: Option<(ActionForm, Option<String>)>,
    scope: ScopeId,
    at: GrowthPlace,
    /// The number of the action in its scope.
    number: u32,
    /// True if the page shows what its calls are going to do, or may ask for those that have failed.
    keeps_arguments: Cell<bool>,
    /// Tells whether the last call that has ended has returned an error. `None` if nobody asks for the calls that have failed.
    has_failed: RefCell<Option<FailureTest>>,
}

/// Tells whether the last call of an action that has ended has failed.
pub(crate) type FailureTest = Rc<dyn Fn() -> bool>;

impl Actions {
    /// Adds an action that was made at this place of the page, for as long as the current scope exists.
    pub fn add(self: &Rc<Self>, node: NodeId, provided: ProvidedAction, at: GrowthPlace) {
        let scope = ScopeId::current();
        let number = {
            let mut made = self.made.borrow_mut();
            let made = made.entry(scope).or_default();
            *made += 1;
            *made
        };
        let action = PageAction {
            provided,
            form: None,
            scope,
            at,
            number,
            keeps_arguments: Cell::new(false),
            has_failed: RefCell::default(),
        };
        self.all.borrow_mut().insert(node, action);
        let actions = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(actions) = actions.upgrade() {
                actions.made.borrow_mut().remove(&scope);
                // Drop its captures only when the table is free again.
                let gone = actions.all.borrow_mut().remove(&node);
                drop(gone);
            }
        });
    }

    /// Returns whether a node is that of an action.
    pub fn has(&self, node: NodeId) -> bool {
        self.all.borrow().contains_key(&node)
    }

    /// Returns whether the node of some action is such a one.
    pub fn any(&self, is_it: impl Fn(NodeId) -> bool) -> bool {
        self.all.borrow().keys().any(|node| is_it(*node))
    }

    /// Returns the runner of an action.
    pub fn runner(&self, node: NodeId) -> Option<ActionRunner> {
        self.with(node, |action| Rc::clone(&action.provided.run))
    }

    /// Returns what the id of a call follows from. Returns nothing if its name is missing.
    pub fn identified(&self, call: &message::Call, action: NodeId) -> Option<IdentifiedCall> {
        let length = name_length(action);
        (call.argument.len() >= length).then(|| IdentifiedCall {
            number: call.id,
            action,
            argument: Rc::from(&*call.argument),
            has_name: length > 0,
        })
    }

    /// Runs the code of a call.
    pub fn run<R>(&self, call: &IdentifiedCall, run: impl FnOnce() -> R) -> R {
        self.running.replace(Some(call.clone()));
        let _end = EndOfRun(self);
        run()
    }

    /// Returns the id of the call whose code runs. A name makes one that is the same on each page of the visitor; without one, a call is
    /// that of its page. Whatever names and numbers a browser gives, another argument and another action have another id.
    pub fn call_id(&self) -> Option<u128> {
        let running = self.running.borrow();
        let call = running.as_ref()?;
        let hash = match call.has_name {
            true => {
                let argument = call.bare();
                let chance = &call.argument[argument.len()..][..CHANCE];
                self.hash([chance, &self.identity(call.action)?, argument])
            }
            false => {
                let NodeId { index, generation } = call.action;
                let numbers = [call.number.0, index, generation].map(u32::to_le_bytes);
                self.hash([&self.page.get(), numbers.as_flattened(), &call.argument])
            }
        };
        hash.first_chunk().copied().map(u128::from_be_bytes)
    }

    /// Returns what a browser is told of an idempotent action: that its calls have names, and the mark that is a part of these. With another
    /// mark, a call would have another id.
    pub fn announced(&self, action: NodeId) -> Option<Vec<u8>> {
        let identity = self.identity(action)?;
        Some([&*codec::encode(&state::IDEMPOTENT), &identity[..MARK]].concat())
    }

    /// Returns a hash that tells an idempotent action of this visitor from others, the same in each process: of the component, the place
    /// on the page, and the number among the actions that were made there.
    fn identity(&self, action: NodeId) -> Option<[u8; 32]> {
        let identity = self.with(action, |action| {
            let name = facts::lasting_name(action.provided.name?);
            let place = action.at.number().unwrap_or_default().to_le_bytes();
            Some(self.hash([name.as_bytes(), &place, &action.number.to_le_bytes()]))
        });
        identity.flatten()
    }

    /// Returns a hash for this visitor alone: the cookie is the key.
    fn hash(&self, parts: [&[u8]; 3]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.visitor.get()).expect("any key will do");
        for part in parts {
            // With its length, so that no two lists of parts are one sequence of bytes.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns the node that has the last call of an action that has ended.
    pub fn ended(&self, node: NodeId) -> Option<NodeId> {
        self.with(node, |action| action.provided.ended)
    }

    /// Keeps the arguments of an action's calls while these are running.
    pub fn keep_arguments(&self, node: NodeId) {
        self.with(node, |action| action.keeps_arguments.set(true));
    }

    /// Returns whether the arguments of the action's calls are kept.
    pub fn keeps(&self, node: NodeId) -> bool {
        let is_kept = self.with(node, |action| action.keeps_arguments.get());
        is_kept.unwrap_or_default()
    }

    /// Notes that a call has started.
    pub fn begun(&self, id: CallId, call: CallUnderWay) {
        self.under_way.borrow_mut().push((id, call));
    }

    /// Notes that a call has ended. Returns it, if its argument is kept.
    pub fn ended_call(&self, call: CallId) -> Option<CallUnderWay> {
        let mut under_way = self.under_way.borrow_mut();
        let at = under_way.iter().position(|(id, _)| *id == call)?;
        Some(under_way.remove(at).1)
    }

    /// Keeps the calls of an action that fail.
    pub fn watch_failures(&self, node: NodeId, has_failed: FailureTest) {
        self.keep_arguments(node);
        self.with(node, |action| action.has_failed.replace(Some(has_failed)));
    }

    /// Returns whether the last call of an action that has ended has returned an error, if the action is asked for such calls.
    fn has_failed(&self, node: NodeId) -> bool {
        let test = self.with(node, |action| action.has_failed.borrow().clone());
        test.flatten().is_some_and(|has_failed| has_failed())
    }

    /// Keeps a call that has ended, if it has failed. `told` is the update that says so to the browser.
    pub fn keep_failed(&self, call: CallUnderWay, error: Option<CallError>, told: Version) {
        if error.is_some() || self.has_failed(call.action) {
            let failed = FailedCall { call, error, told };
            let mut all = self.failed.borrow_mut();
            all.retain(|failed| self.has(failed.call.action));
            all.push(failed);
            forget_oldest(&mut all);
        }
    }

    /// Returns the bytes of the calls that have failed.
    pub fn held(&self) -> usize {
        let failed = self.failed.borrow();
        let arguments = failed.iter().map(|failed| failed.call.argument.len());
        arguments.sum::<usize>() + size_of::<FailedCall>() * failed.capacity()
    }

    /// Takes note that the browser calls an action, `seen` being the last update that it had. Of the calls that had failed by then,
    /// the one that is made again has not failed any more; without such a call all are forgotten.
    pub fn begin(&self, node: NodeId, argument: &[u8], seen: Version) {
        let mut failed = self.failed.borrow_mut();
        let is_known = |failed: &FailedCall| failed.call.action == node && failed.told <= seen;
        let is_it = |failed: &FailedCall| is_known(failed) && failed.is_made_again_with(argument);
        match failed.iter().position(is_it) {
            Some(at) => drop(failed.remove(at)),
            None => failed.retain(|failed| !is_known(failed)),
        }
    }

    /// Returns the calls of an action that have failed, and then those that are running.
    pub fn kept_calls(&self, node: NodeId) -> Vec<KeptCall> {
        let failed = self.failed.borrow();
        let failed = failed.iter().filter(|failed| failed.call.action == node);
        let failed = failed.map(FailedCall::kept);
        let under_way = self.under_way.borrow();
        let running = under_way.iter().filter(|(_, call)| call.action == node);
        let running = running.map(|(_, call)| KeptCall::under_way(Rc::clone(&call.argument)));
        failed.chain(running).collect()
    }

    /// Returns the calls that are running, of actions whose arguments are kept, in the order in which they were made.
    pub fn calls_under_way(&self) -> Vec<CallUnderWay> {
        let calls = self.under_way.borrow();
        calls.iter().map(|(_, call)| call.clone()).collect()
    }

    /// Lets forms of the page be submitted to an action. Returns its name: what finds the same action when the page is
    /// rendered once more, and no other. It is made of the action's code, its place on the page (rows by their keys), and its
    /// number among the actions that were made there so far. An action without a certain place has none.
    pub fn add_form(&self, node: NodeId, form: ActionForm) -> Option<String> {
        let mut all = self.all.borrow_mut();
        let action = all.get_mut(&node)?;
        let made = self.made.borrow().get(&action.scope).copied();
        let name = action.at.number().map(|place| {
            let mut hasher = DefaultHasher::new();
            (action.provided.code, place, action.number, made).hash(&mut hasher);
            format!("f{:x}", hasher.finish())
        });
        action.form = Some((form, name.clone()));
        name
    }

    /// Returns what follows the last call of an action that has ended, encoded, if forms are submitted to it, or if it has failed
    /// and is asked for such calls.
    pub fn after(&self, node: NodeId) -> Option<Vec<u8>> {
        if self.has_failed(node) {
            return Some(vec![FAILED]);
        }
        let (form, _) = self.with(node, |action| action.form.clone()).flatten()?;
        Some((form.after)().encode(&self.id(node)))
    }

    /// Returns the action with a name, and what is needed of its forms.
    pub fn named(&self, name: &str) -> Option<(NodeId, ActionForm)> {
        let all = self.all.borrow();
        all.iter().find_map(|(node, action)| match &action.form {
            Some((form, Some(own))) if own == name => Some((*node, form.clone())),
            _ => None,
        })
    }

    /// Returns the name of an action, for the ids of elements that belong to it.
    pub fn id(&self, node: NodeId) -> String {
        let named = self.with(node, |action| action.form.as_ref()?.1.clone());
        named
            .flatten()
            .unwrap_or_else(|| format!("f{}", node.index))
    }

    fn with<T>(&self, node: NodeId, of: impl FnOnce(&PageAction) -> T) -> Option<T> {
        self.all.borrow().get(&node).map(of)
    }
}

/// Forgets the oldest calls that have failed, if there are too many.
fn forget_oldest(all: &mut Vec<FailedCall>) {
    let mut bytes = 0;
    let kept = all.iter().rev().take(FAILED_CALLS).take_while(|failed| {
        bytes += failed.call.argument.len();
        bytes <= FAILED_BYTES
    });
    let gone = all.len() - kept.count();
    all.drain(..gone);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(number: usize, length: usize) -> FailedCall {
        let action = NodeId {
            index: number as u32,
            generation: 0,
        };
        let argument = vec![0; length].into();
        FailedCall {
            call: CallUnderWay { action, argument },
            error: None,
            told: Version(1),
        }
    }

    #[test]
    fn only_so_many_failed_calls_are_kept_and_the_newest() {
        let mut all = Vec::new();
        for number in 0..=FAILED_CALLS {
            all.push(failed(number, 8));
            forget_oldest(&mut all);
        }
        assert_eq!(all.len(), FAILED_CALLS);
        assert_eq!(all[0].call.action.index, 1);
        all.push(failed(1000, FAILED_BYTES - 8));
        forget_oldest(&mut all);
        assert_eq!(all.len(), 2);
        all.push(failed(1001, FAILED_BYTES));
        forget_oldest(&mut all);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].call.action.index, 1001);
    }
}
