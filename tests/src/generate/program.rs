//! A generated program, as data: what [`source`](super::source) prints as components for the compiler, and what
//! [`model`](super::model) runs without one.
//!
//! All values are numbers below [`MODULUS`], so that nothing overflows.

/// What every computed value is taken modulo.
pub const MODULUS: i32 = 100;

/// Components, of which the first is the page; each uses only later ones.
#[derive(Debug)]
pub struct Program {
    /// The components.
    pub components: Vec<Component>,
}

/// One component.
#[derive(Clone, Debug)]
pub struct Component {
    /// What it is given.
    pub props: Vec<Prop>,
    /// The first values of its signals.
    pub signals: Vec<i32>,
    /// Its memos; each reads signals, props and earlier memos.
    pub memos: Vec<Expr>,
    /// Its lists.
    pub lists: Vec<List>,
    /// Its actions.
    pub actions: Vec<Action>,
    /// What it does once it is on the page.
    pub mount: Option<Step>,
    /// Its markup.
    pub body: Vec<Node>,
}

/// What a component is given.
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
    /// The item of the row around it: 0 is the outermost.
    Item(usize),
    /// What a callback or an action was called with.
    Argument,
}

/// Something that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A signal of the component.
    Signal(usize),
    /// A prop that writes a signal of somebody else.
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
    /// One of two.
    Choose(Box<Condition>, Box<Expr>, Box<Expr>),
}

/// Whether the remainder of a value by 2 or 3 is this.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The value.
    pub value: Expr,
    /// What it is divided by.
    pub by: i32,
    /// The remainder.
    pub is: i32,
}

/// `count % 5` rows, whose keys are rotated by `shift`, and whose items change with `base`.
#[derive(Clone, Debug)]
pub struct List {
    /// How many, modulo 5.
    pub count: Expr,
    /// What the keys, modulo 7, start at.
    pub shift: Expr,
    /// What is added to a key to make its item.
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

/// One thing that a handler does.
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
        /// Its name.
        tag: &'static str,
        /// What stands in its start tag.
        attributes: Vec<Attribute>,
        /// What stands in it.
        children: Vec<Node>,
    },
    /// A button, with what a click does.
    Button(Vec<Step>),
    /// `<Show>`
    Show {
        /// Whether what it shows is made anew each time.
        fresh: bool,
        /// Its condition.
        when: Condition,
        /// What it shows.
        children: Vec<Node>,
        /// What it shows instead.
        fallback: Option<Vec<Node>>,
    },
    /// `if`
    If {
        /// Its condition.
        when: Condition,
        /// What stands there when it holds.
        yes: Vec<Node>,
        /// What stands there when it does not.
        no: Vec<Node>,
    },
    /// `match` on the remainder by 3.
    Match(Expr, [Vec<Node>; 3]),
    /// `<For>` over a list of the component.
    For {
        /// Which.
        list: usize,
        /// The number of its [`Variable::Item`].
        item: usize,
        /// What each row shows.
        row: Vec<Node>,
    },
    /// A component.
    Child {
        /// Which.
        component: usize,
        /// What it is given, in the order of its props.
        given: Vec<Given>,
    },
}

/// How text that changes is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// `{a.get() + 1}`
    Plain,
    /// `{move || a.get() + 1}`
    Closure,
}

/// What stands in a start tag.
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

/// What a child is given.
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
