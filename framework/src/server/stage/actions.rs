//! The actions of a page, and the names by which forms call them without scripts.

use std::any::TypeId;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::rc::Rc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::canvas::GrowthPlace;
use super::reloads::Reloads;
use crate::action::{
    CallError, FINGERPRINT, KeptCall, RANDOM, TRAILER, state, trailer_length, without_trailer,
};
use crate::facts;
use crate::form::after::FAILED;
use crate::form::{AfterSubmit, FormEntries};
use crate::graph::{NodeId, ScopeId, on_cleanup};
use crate::optimistic::CallUnderWay;
use crate::request::RequestAround;
use crate::wire::bounded::Budget;
use crate::wire::codec;
use crate::wire::limits::{FAILED_BYTES, FAILED_CALLS};
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
    /// The shape of its argument.
    pub shape: u32,
    /// The path of its component, if it is idempotent.
    pub component: Option<&'static str>,
}

/// The functions of an action that takes a form.
#[derive(Clone)]
pub(crate) struct ActionForm {
    /// Returns what follows the last call that has ended.
    pub after: Rc<dyn Fn() -> AfterSubmit>,
    /// Lets the page show entries again.
    pub typed: Rc<dyn Fn(FormEntries)>,
}

/// The name of a session, for the files of its forms.
pub(crate) type PageName = [u8; 16];

/// The number in a visitor's cookie.
pub(crate) type VisitorNumber = [u8; 16];

/// Notes the end of a call's code, also when it panics.
struct EndOfRun<'a> {
    actions: &'a Actions,
    id: &'a mut Option<u128>,
}

impl Drop for EndOfRun<'_> {
    fn drop(&mut self) {
        *self.id = self.actions.running.take().flatten();
    }
}

/// The actions of a page by their nodes.
#[derive(Default)]
pub(crate) struct Actions {
    all: RefCell<HashMap<NodeId, PageAction, QuickHash>>,
    /// The name of the session, for the files of its forms.
    pub page: Cell<PageName>,
    pub visitor: Cell<VisitorNumber>,
    /// Random bytes that no other session has, once they are needed.
    own: OnceCell<[u8; 16]>,
    /// The id of the call whose code runs, once it has one.
    running: Cell<Option<Option<u128>>>,
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
    /// Returns whether a call with this argument and trailer is this one, made again.
    fn is_made_again_with(&self, argument: &[u8]) -> bool {
        // The end of a trailer says how many sessions were lost.
        let end = usize::from(trailer_length(self.call.action) > 0);
        let [own, other] = [&*self.call.argument, argument].map(|call| without_trailer(call, end));
        self.kept().may_be_retried() && own == other
    }

    fn kept(&self) -> KeptCall {
        let has_trailer = trailer_length(self.call.action) > 0;
        KeptCall::failed(Rc::clone(&self.call.argument), self.error, has_trailer)
    }
}

/// An action, and its place on the page.
struct PageAction {
    provided: ProvidedAction,
    form: Option<(ActionForm, Option<String>)>,
    scope: ScopeId,
    at: GrowthPlace,
    /// The address of the page when the action was made, if it is idempotent.
    address: Option<Box<str>>,
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
        let address = provided.component.and_then(|_| RequestAround::here());
        let address = address.map(|around| around.request().address().into());
        let action = PageAction {
            provided,
            form: None,
            scope,
            at,
            address,
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

    /// Runs the code of a call. It has the id that it got when it ran before.
    pub fn run<R>(&self, id: &mut Option<u128>, run: impl FnOnce() -> R) -> R {
        self.running.set(Some(*id));
        let _end = EndOfRun { actions: self, id };
        run()
    }

    /// Returns the id of the call whose code runs. A call without a trailer gets a random one.
    pub fn call_id(&self) -> Option<u128> {
        let id = self.running.get()?;
        let id = id.unwrap_or_else(|| u128::from_be_bytes(random()));
        self.running.set(Some(Some(id)));
        Some(id)
    }

    /// Returns the id of a call of an idempotent action, which is the same on each page of the visitor. Whatever trailer a browser sends,
    /// another argument and another action have another id.
    pub fn lasting_id(&self, action: NodeId, call: &[u8]) -> Option<u128> {
        let (argument, trailer) = call.split_at_checked(call.len().checked_sub(TRAILER)?)?;
        let hash = self.hash(&[&trailer[..RANDOM], &self.identity(action)?, argument]);
        hash.first_chunk().copied().map(u128::from_be_bytes)
    }

    /// Returns what is sent of an idempotent action: that its calls have trailers, and the fingerprint that is a part of these. With
    /// another fingerprint, a call would have another id.
    pub fn announced(&self, action: NodeId) -> Option<Vec<u8>> {
        let identity = self.identity(action)?;
        let is_lasting = self.with(action, |action| action.at.number().is_some())?;
        let fingerprint = match is_lasting {
            true => &identity[..FINGERPRINT],
            false => &[0; FINGERPRINT],
        };
        Some([&*codec::encode(&state::IDEMPOTENT), fingerprint].concat())
    }

    /// Returns a hash that tells an idempotent action of this visitor from others, the same in each process: of the component, the place
    /// on the page, the number among the actions that were made there, the shape of the argument, and the page's address. At no certain
    /// place it is the same only in this session.
    fn identity(&self, action: NodeId) -> Option<[u8; 32]> {
        self.with(action, |made| {
            let component = facts::lasting_name(made.provided.component?);
            let address = made.address.as_deref().unwrap_or_default();
            let numbers = [made.number, made.provided.shape].map(u32::to_le_bytes);
            let identity = [
                component.as_bytes(),
                address.as_bytes(),
                numbers.as_flattened(),
            ];
            let place = made.at.number().map(u64::to_le_bytes);
            let node = [action.index, action.generation].map(u32::to_le_bytes);
            let own = || [self.own.get_or_init(random), node.as_flattened()].concat();
            let place = place.map_or_else(own, Vec::from);
            Some(self.hash(&[&identity[..], &[&place]].concat()))
        })
        .flatten()
    }

    /// Returns a hash for this visitor alone: the cookie is the key.
    fn hash(&self, parts: &[&[u8]]) -> [u8; 32] {
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

    /// Returns the argument of a call, with its trailer, if those of the action's calls are kept.
    pub fn kept_argument(&self, node: NodeId, argument: &[u8]) -> Option<Rc<[u8]>> {
        let is_kept = self.with(node, |action| action.keeps_arguments.get());
        is_kept?.then(|| Rc::from(argument))
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

/// Returns bytes that nobody can guess.
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
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

    const PAY: NodeId = NodeId {
        index: 1,
        generation: 0,
    };

    /// Returns a page with an idempotent action, which is changed first.
    fn page(change: impl FnOnce(&mut PageAction)) -> Actions {
        let provided = ProvidedAction {
            run: Rc::new(|_, _| Err(DecodeError::Malformed)),
            ended: PAY,
            code: TypeId::of::<()>(),
            shape: 1,
            component: Some("shop::Cart"),
        };
        let mut action = PageAction {
            provided,
            form: None,
            scope: ScopeId::ROOT,
            at: GrowthPlace::PAGE,
            address: Some("/items/1".into()),
            number: 1,
            keeps_arguments: Cell::default(),
            has_failed: RefCell::default(),
        };
        change(&mut action);
        let actions = Actions::default();
        actions.all.borrow_mut().insert(PAY, action);
        actions
    }

    #[test]
    fn an_action_of_another_shape_place_or_address_is_another_one() {
        let all = [
            page(|_| ()),
            page(|action| action.provided.shape = 2),
            page(|action| action.provided.component = Some("shop::Wishes")),
            page(|action| action.at = action.at.next()),
            page(|action| action.at = action.at.arm(1)),
            page(|action| action.number = 2),
            page(|action| action.address = Some("/items/2".into())),
        ];
        let told: std::collections::HashSet<_> =
            all.iter().map(|actions| actions.announced(PAY)).collect();
        assert_eq!(told.len(), all.len());
        assert_eq!(all[0].announced(PAY), page(|_| ()).announced(PAY));
    }

    #[test]
    fn an_action_at_no_certain_place_is_announced_without_a_fingerprint_and_is_that_of_its_session()
    {
        let nowhere = || page(|action| action.at = GrowthPlace::default());
        let (one, other) = (nowhere(), nowhere());
        for actions in [&one, &other] {
            let announced = actions.announced(PAY).expect("it is idempotent");
            assert!(announced.ends_with(&[0; FINGERPRINT]));
        }
        let id = |actions: &Actions| actions.lasting_id(PAY, &[7; TRAILER]);
        assert_eq!(id(&one), id(&one));
        assert_ne!(id(&one), id(&other));
    }
}
