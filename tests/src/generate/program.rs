//! A generated program, as data: [`source`](super::source) prints it as components for the compiler, and
//! [`model`](super::model) runs it without one.
//!
//! All values are numbers below [`MODULUS`], so that nothing overflows.

/// Every computed value is taken modulo this number.
pub const MODULUS: i32 = 100;

/// A program of components, of which the first is the page; each uses only later ones.
#[derive(Debug)]
pub struct Program {
    /// The components.
    pub components: Vec<Component>,
}

/// One component.
#[derive(Clone, Debug)]
pub struct Component {
    /// The props.
    pub props: Vec<Prop>,
    /// The first values of the signals.
    pub signals: Vec<i32>,
    /// The memos; each reads signals, props and earlier memos.
    pub memos: Vec<Expr>,
    /// The lists.
    pub lists: Vec<List>,
    /// The actions.
    pub actions: Vec<Action>,
    /// The step of its `on_mount`.
    pub mount: Option<Step>,
    /// The markup.
    pub body: Vec<Node>,
}

/// A prop of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prop {
    /// A plain number.
    Number,
    /// A signal to read.
    Read,
    /// A memo.
    Derived,
    /// A signal to write.
    Write,
    /// A callback that takes a number.
    Call,
}

/// Something that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// A signal of the component.
    Signal(usize),
    /// A memo of the component.
    Memo(usize),
    /// A prop of the component.
    Prop(usize),
    /// The item of a row around the place: 0 is the outermost.
    Item(usize),
    /// The argument of a callback or an action.
    Argument,
}

/// Something that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A signal of the component.
    Signal(usize),
    /// A prop that writes a signal of another component.
    Prop(usize),
}

/// A computation.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A number.
    Number(i32),
    /// A variable.
    Read(Variable),
    /// A sum.
    Add(Box<Expr>, Box<Expr>),
    /// A product.
    Multiply(Box<Expr>, Box<Expr>),
    /// One of two computations.
    Choose(Box<Condition>, Box<Expr>, Box<Expr>),
}

/// A condition: the remainder of a value by 2 or 3.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The value.
    pub value: Expr,
    /// The divisor.
    pub by: i32,
    /// The remainder.
    pub is: i32,
}

/// `count % 5` rows, whose keys are rotated by `shift`, and whose items change with `base`.
#[derive(Clone, Debug)]
pub struct List {
    /// The number of rows, modulo 5.
    pub count: Expr,
    /// The first of the keys, modulo 7.
    pub shift: Expr,
    /// The difference between a key and its item.
    pub base: Expr,
}

/// A function of the server: writes one signal of the component.
#[derive(Clone, Debug)]
pub struct Action {
    /// The signal.
    pub target: usize,
    /// The new value: may read the argument, and signals without tracking them.
    pub value: Expr,
}

/// One step of a handler.
#[derive(Clone, Debug)]
pub enum Step {
    /// Writes a signal.
    Set(Target, Expr),
    /// Adds to a signal.
    Add(Target, Expr),
    /// Calls an action of the component.
    Dispatch(usize, Expr),
    /// Runs a callback that the component was given.
    Call(usize, Expr),
}

/// A piece of markup.
#[derive(Clone, Debug)]
pub enum Node {
    /// Fixed text.
    Text(&'static str),
    /// Text that changes.
    Bound(Form, Expr),
    /// An element.
    Element {
        /// The name.
        tag: &'static str,
        /// The attributes.
        attributes: Vec<Attribute>,
        /// The children.
        children: Vec<Node>,
    },
    /// A button, with the steps of a click.
    Button(Vec<Step>),
    /// A `<Show>`.
    Show {
        /// True for `<Show fresh>`.
        fresh: bool,
        /// The condition.
        when: Condition,
        /// The content.
        children: Vec<Node>,
        /// The fallback.
        fallback: Option<Vec<Node>>,
    },
    /// An `if`.
    If {
        /// The condition.
        when: Condition,
        /// The content if it holds.
        yes: Vec<Node>,
        /// The content if it does not.
        no: Vec<Node>,
    },
    /// A `match` on the remainder by 3.
    Match(Expr, [Vec<Node>; 3]),
    /// A `<For>` over a list of the component.
    For {
        /// The list.
        list: usize,
        /// The number of its [`Variable::Item`].
        item: usize,
        /// The content of each row.
        row: Vec<Node>,
    },
    /// A component.
    Child {
        /// The component.
        component: usize,
        /// The values of its props, in order.
        given: Vec<Given>,
    },
}

/// The form in which changing text is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// `{a.get() + 1}`
    Plain,
    /// `{move || a.get() + 1}`
    Closure,
}

/// An attribute of a start tag.
#[derive(Clone, Debug)]
pub enum Attribute {
    /// An attribute with a value.
    Value(&'static str, Expr),
    /// An attribute that is there or not.
    Flag(&'static str, Condition),
    /// A class.
    Class(&'static str, Condition),
    /// A style property.
    Style(&'static str, Expr),
}

/// The value of a child's prop.
#[derive(Clone, Debug)]
pub enum Given {
    /// A number.
    Number(i32),
    /// A signal, memo or prop to read.
    Read(Variable),
    /// A signal or prop to write.
    Write(Target),
    /// A callback.
    Call(Vec<Step>),
}
