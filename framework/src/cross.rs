//! Stand-in for crossing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not cross to the browser",
    label = "captured by client code here",
    note = "capture a field of it (`user.joined`), or `#[derive(Cross)]` on the type"
)]
pub trait Cross: serde::Serialize + serde::de::DeserializeOwned + 'static {
    const SHAPE: u32;
}
pub const fn mix(name: &str, of: u32) -> u32 {
    crate::part::kind_id(name, "", of).0
}
macro_rules! plain { ($($t:ty),*) => { $(impl Cross for $t { const SHAPE: u32 = mix(stringify!($t), 0); })* } }
plain!((), bool, u8, i32, u32, u64, i64, f64, String);
impl<T: Cross> Cross for Vec<T> {
    const SHAPE: u32 = mix("Vec", T::SHAPE);
}
impl<T: Cross> Cross for Option<T> {
    const SHAPE: u32 = mix("Option", T::SHAPE);
}
pub trait Source: Cross {
    type Value: Cross;
}
impl<T: Cross> Source for crate::graph::ReadSignal<T> {
    type Value = T;
}
impl<T: Cross> Source for crate::graph::WriteSignal<T> {
    type Value = T;
}
impl<T: Cross> Source for crate::graph::RwSignal<T> {
    type Value = T;
}
pub fn restore<T: Cross>(_: &[u8]) -> T {
    todo!()
}
pub fn restore_or<T: Source>(_: &[u8], _: impl FnOnce() -> T::Value) -> T {
    todo!()
}
pub fn encode_local<T: Cross>(
    _: &T,
) -> (
    Vec<u8>,
    Vec<crate::graph::NodeId>,
    Vec<crate::graph::NodeId>,
) {
    Default::default()
}
pub fn relink<T: Cross>(_: &[u8]) -> Vec<u8> {
    todo!()
}
impl<A: Cross> Cross for (A,) {
    const SHAPE: u32 = mix("1", A::SHAPE);
}
