//! The table of mistakes: code, sentence, help. A new mistake is a new row, and a file in `framework/compile-fail`.

/// Builds [`Problem`] from the table. Sentence and help may use the fields of their row.
macro_rules! problems {
    ($($code:literal $name:ident { $($field:ident),* } $sentence:literal help $help:literal)*) => {
        /// One mistake, with the words of the user's source that its message needs.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem { $($name { $($field: String),* }),* }

        impl Problem {
            /// Returns the code under which the book explains it.
            pub fn code(&self) -> &'static str {
                match self { $(Problem::$name { .. } => $code),* }
            }

            /// Returns the sentence and the help.
            pub(super) fn words(&self) -> (String, String) {
                match self {
                    $(Problem::$name { $($field),* } => (format!($sentence), format!($help))),*
                }
            }
        }

        #[cfg(test)]
        pub(super) const CODES: &[&str] = &[$($code),*];
    };
}

problems! {
    // The syntax of `view!`.
    "W001" Syntax { reason }
        "this is not Rust: {reason}"
        help "correct the expression; with `{{` and `}}` around it, it is clear where it ends"
    "W002" EmptyValue { name }
        "`{name}=` has no value"
        help "write the value after `=`, as in `{name}=\"text\"` or `{name}={{expression}}`"
    "W003" NeedsValue { name }
        "`{name}` needs a value"
        help "write `{name}={{expression}}`"
    "W004" UnexpectedInTag { token }
        "`{token}` is not an attribute"
        help "write `name=value`, `name`, or `{{..attributes}}`; a value of several words goes into `{{` and `}}`"
    "W005" UnfinishedTag { name }
        "the tag `<{name}` does not end"
        help "end it with `>`, or with `/>` if it has no children"
    "W006" Unclosed { name }
        "`<{name}>` is never closed"
        help "write `</{name}>` where it ends"
    "W007" MismatchedClose { found, open }
        "`</{found}>` closes nothing: the open tag here is `<{open}>`"
        help "write `</{open}>`, or remove it"
    "W008" StrayClose { found }
        "`</{found}>` closes nothing: no tag is open here"
        help "remove it, or open `<{found}>` before"
    "W009" VoidWithChildren { name }
        "`<{name}>` is a void element: it has no children and no closing tag"
        help "write `<{name}/>`, put what follows beside it, and remove `</{name}>`"
    "W010" UnclosedComment {}
        "this comment does not end"
        help "end it with `-->`"
    "W011" UnknownDeclaration {}
        "a view has no declaration but `<!DOCTYPE html>`"
        help "write `<!DOCTYPE html>`, or `<!-- … -->` for a comment"
    "W012" AngleInText { token }
        "`{token}` is not allowed in unquoted text"
        help "quote the text; if this is an operator in an attribute's value, put the value into `{{` and `}}`"
    "W013" CharacterReference { name }
        "`&{name};` would be shown as it is written: text in a view is not decoded"
        help "write the character itself, or its Rust escape in quotes, as in `\"\\u{{a0}}\"`"
    "W014" NotSpread {}
        "braces in a tag are for attributes to spread, and begin with `..`"
        help "write `{{..attributes}}`, or `name={{value}}`"
    "W015" NotPattern {}
        "`let:` binds a name or a pattern"
        help "write `let:item`, `let:(first, second)` or `let:Person {{ name, .. }}`"
    "W016" CommentInText { comment }
        "`{comment}` is a comment in Rust, and not text"
        help "quote the text; a comment is written on a line of its own, before or after it"
    "W017" LetInText {}
        "`let` is text here: between tags there are no statements"
        help "write the `let` before the `view!`; or in braces, with the markup: `{{ let double = ..; view! {{ .. }} }}`"
    "W018" ViewArgument { name }
        "`{name},` is text here: `view!` takes nothing but markup"
        help "remove `{name},`"
    "W019" OperatorEndsTag {}
        "this `>` ends the tag, in the middle of a value"
        help "put the value into `{{` and `}}`"
    "W020" MarkupInRust { name }
        "`<{name}` begins markup, in the middle of Rust code"
        help "write the markup in a `view!`, as in `{{for row in rows {{ view! {{ <li>{{row}}</li> }} }}}}`"

    // Attributes and directives.
    "W101" UnknownDirective { prefix }
        "`{prefix}:` is not a directive"
        help "the directives are `class:`, `style:`, `prop:`, `on:`, `bind:` and, on components, `let:`"
    "W102" MisspeltDirective { prefix, meant }
        "`{prefix}:` is not a directive"
        help "did you mean `{meant}:`?"
    "W103" DirectiveName { prefix }
        "`{prefix}:` takes exactly one name"
        help "write `{prefix}:name=value`"
    "W104" ClassWithSpace { name }
        "`{name}` is not the name of one class"
        help "write one `class=(\"name\", condition)` for each"
    "W105" UnknownBind { name }
        "`bind:{name}` does not exist"
        help "write `bind:value`, `bind:checked`, `bind:group` or `bind:open`; for anything else use `prop:{name}` and `on:input`"
    "W106" LetOnElement { name }
        "`<{name}>` is an element: it passes nothing to its children"
        help "remove `let:`; it is allowed on components, slots, `<For>` and `<ShowLet>`"
    "W107" UnknownModifier { name }
        "`:{name}` is not a modifier of an event"
        help "the modifiers are `:prevent`, `:stop`, `:capture`, `:once`, `:passive`, `:self`, `:outside`, `:window`, `:document`, `:exact`, `:custom`, `:debounce(ms)`, `:throttle(ms)` and keys such as `:enter`, `:ctrl`, `:arrow-up` or `:s`"
    "W108" MisspeltModifier { name, meant }
        "`:{name}` is not a modifier of an event"
        help "did you mean `:{meant}`?"
    "W109" RateNeedsMilliseconds { name }
        "`:{name}` needs a number of milliseconds"
        help "write `:{name}(300)`"
    "W110" UnexpectedArgument { name }
        "`{name}` takes no argument"
        help "remove the parentheses"
    "W111" RepeatedModifier { name }
        "`:{name}` repeats or contradicts a modifier before it"
        help "keep one of them; `:debounce` and `:throttle` exclude each other, and so do `:self`, `:outside`, `:window` and `:document`"
    "W112" PassivePrevent {}
        "a passive listener cannot prevent the default action"
        help "remove `:passive` or `:prevent`"
    "W113" KeyOnOtherEvent { key, event }
        "`on:{event}` has no key, so `:{key}` would never match"
        help "write `on:keydown:{key}` or `on:keyup:{key}`"

    // Components, slots, `<Show>` and `<For>`.
    "W120" DirectiveOnComponent { prefix }
        "`{prefix}:` needs an element, and a component may have none or many"
        help "pass a prop, and write `{prefix}:` on an element inside the component"
    "W121" ModifierOnComponent { event }
        "`on:{event}` on a component is the prop `on_{event}`: it has no modifiers"
        help "write the modifiers on the element inside the component that listens"
    "W122" SpreadOnComponent {}
        "attributes cannot be spread over a component"
        help "pass them as a prop, and spread them over an element inside the component"
    "W123" PropName { name }
        "`{name}` is not the name of a prop"
        help "the props of a component are Rust names: letters, digits and `_`"
    "W124" DuplicateProp { name }
        "`{name}` is given twice"
        help "keep one of them"
    "W125" MissingProp { component, prop }
        "`<{component}>` needs `{prop}`"
        help "write `<{component} {prop}=…>`"
    "W126" MissingItem { component, others }
        "`<{component}>` needs a name for its item"
        help "write `<{component} {others} let:item>`"
    "W127" UnknownProp { component, name, known }
        "`<{component}>` has no `{name}`"
        help "it takes {known}"
    "W128" SlotOutsideComponent { name }
        "`<slot:{name}>` is not directly inside of a component"
        help "move it directly into the component's tag"
    "W129" SlotAttribute { name }
        "a slot takes nothing but `let:`, not `{name}`"
        help "write `<slot:name>` or `<slot:name let:item>`"
    "W130" MisplacedKey {}
        "`key` is not allowed here: this element is not the root of a row"
        help "write it on the root element of a row, or on `<For>`"
    "W131" NotInHead {}
        "this cannot be in a `<Head>`"
        help "write `<title>`, `<meta>`, `<link>`, `<style>`, `<script>`, `<base>`, `<html ..>` or `<body ..>` in it; what comes and goes goes around the `<Head>`"
    "W132" NotOnDocument {}
        "in a `<Head>`, this element has attributes, classes and nothing else"
        help "write `name=value`, `class:name=condition` or `{{..attributes}}`; listen with `on:click:document=..` on another element"
    "W133" FilledOutlet {}
        "`<Outlet>` has no children: the page of the route is in its place"
        help "write `<Outlet/>`, and what is around all pages beside it"

    "W134" BareProp { component, name, ty }
        "`{name}` without a value is `true`, and `<{component}>` takes a `{ty}`"
        help "write `{name}={{..}}`; a local of this name is given as `{name}={name}`"

    // Form controls.
    "W140" UnfitControl { directive, kind, instead }
        "`{directive}` means nothing on `type=\"{kind}\"`"
        help "{instead}"
    "W141" TwoStates { first, second }
        "`{first}` and `{second}` both say what this control holds"
        help "keep one of them; `bind:` and `prop:` say it at any time, `value=` and `checked` on an `<input>` only what it starts with"
    "W142" StateBesideContent { directive }
        "`{directive}` is the content of this `<textarea>`, which has one already"
        help "remove what is between its tags"
    "W143" FieldOfSignal { signal, field }
        "`{signal}` is a signal: it has no field `{field}` that a control could be bound to"
        help "make a signal of the field (`let {field} = RwSignal::new(..)`), or write `prop:value={{{signal}.get().{field}}} on:input=move |event| {signal}.update(|it| it.{field} = event.value())`"
    "W144" GroupWithoutValue {}
        "`bind:group` does not know what this control means in its group"
        help "write `value=` on it, and `type=\"radio\"` or `type=\"checkbox\"`"
    "W145" BoundReader { name, bind }
        "`{bind}` writes what the visitor enters, and `{name}` can only be read"
        help "bind an `RwSignal`, or both handles of a signal: `{bind}=(name, set_name)`"

    "W146" BoundValue { name, bind }
        "`{bind}` writes what the visitor enters, and `{name}` is a value, not a signal"
        help "make a signal of it, `let entered = RwSignal::new({name});`, and write `{bind}=entered`"

    // Events, and attributes of the framework's own.
    "W150" EventElsewhere { name, home }
        "no element hears `{name}`: it happens on the {home}"
        help "write `on:{name}:{home}`; it ends with the element"
    "W151" ReservedAttribute { name }
        "`{name}` is an attribute by which the browser finds what the server has rendered"
        help "choose another name; the names of your own attributes start with `data-`"

    // Files.
    "W160" NoAsset { path, reason, folder }
        "`{path}`: {reason} in `{folder}`"
        help "write the path from the folder of the package's Cargo.toml to the file"

    // Components.
    "W201" Method {}
        "a component is a free function"
        help "move it out of the `impl` and pass what it needs as props"
    "W202" RenamedPrimitive { name }
        "`{name}` must keep its name: the compiler recognises it by that"
        help "import it as `{name}`"
    "W203" OverwrittenToggles { attribute }
        "a computed `{attribute}` would overwrite the `{attribute}:` beside it"
        help "write what is always there as `{attribute}=\"…\"`, and one `{attribute}:name=value` for each of the others"

    "W204" ViewOutside {}
        "`view!` is not allowed outside of a component"
        help "make the function around it a component: `#[component]`, a name like `Item`, and `<Item ../>` where it is used; a closure inside of a component may make markup too"
    "W205" NotServerOnly { name, reason }
        "`{name}` is not server-only: {reason}"
        help "keep it out of client code (a `memo` can compute what that needs), or remove `#[server_only]`"
    "W206" NotClientOnly { name, reason }
        "`{name}` is not client-only: {reason}"
        help "use it in client code only, or remove `#[client_only]`"
    "W207" Uplinked { name, reason }
        "what the browser writes to `{name}` goes up: {reason}"
        help "read it in client code only, or remove `#[no_uplink]`"
    "W208" AwaitInSync { name }
        "`.await` is not allowed in a component that is not an `async fn`"
        help "write `async fn {name}`; the page waits for it"
    "W209" ComposableName { name }
        "`{name}` is a composable, and its name does not begin with `use_`"
        help "name it `use_{name}`: components recognise composables by that"
    "W210" MarkupInComposable {}
        "a composable has no markup"
        help "return signals, memos and callbacks, and write the `view!` in the component"
    "W211" GenericComposable { name }
        "client code of a composable cannot depend on the type parameter `{name}`"
        help "write the type, or move that client code into the component"
    "W212" OpaqueComposable {}
        "a composable cannot return an `impl` type: a closure does not cross to client code"
        help "return a `Callback`, made by `callback(move |argument| ..)`"
    "W213" LowercaseComponent { name, other }
        "`{name}` is a component, but in markup `<{name}>` is an element"
        help "name it `{other}`"
    "W214" DroppedMarkup {}
        "this `view!` is never used"
        help "remove the `;` to return it; or bind it with `let`, and write its name where it belongs"
    "W215" CalledComponent { name }
        "`{name}(…)` is neither text nor markup"
        help "if it is a component, write `<{name} prop=value/>`"
    "W216" ForeignName { name, instead }
        "`{name}` is a name of another framework"
        help "{instead}"
    "W217" NotComposable { name }
        "`{name}` is called like a composable, and has no `#[composable]`"
        help "write `#[composable]` on `fn {name}`; a function that makes no signals gets a name without `use_`"
    "W218" LifetimeParameter { name }
        "a component cannot have the lifetime parameter `{name}`: its props outlive the call"
        help "remove `{name}`, and take a value that owns what it holds, such as a `String`; or a `&'static str`"
    "W219" FunctionProp { name, callback }
        "the prop `{name}` is called in the browser, and a function of the server cannot go there"
        help "write `{name}: {callback}`, and call a `Callback` by `.run(..)`"
    "W220" MarkupOperand { operator }
        "`{operator}` joins values, and one side of it is markup"
        help "write `<Show when={{..}}>` around the markup, or `{{if .. {{ view! {{ .. }} }}}}`"
    "W221" CalledMarkup { name, other }
        "`{name}` returns markup, and is not a component"
        help "write `#[component]` on it, name it `{other}`, and write `<{other} ../>` here"
    "W222" SpawnedSignal { name, start }
        "`{start}` runs outside of the page, where `{name}` does not exist"
        help "write an `action`: it may await, and writes signals of the page; or `.await` in an `async fn` component"
    "W223" ConvertedMarkup { method }
        "`.{method}()` is not needed: branches and arms may have different markup"
        help "remove `.{method}()`"
    "W224" EarlyRead { name, signal }
        "`{name}` is read from `{signal}` while the page is made, and does not change with it"
        help "write `let {name} = move || ..;`, or read `{signal}.get()` in the `view!`; if the first value is meant, write \
              `{signal}.get_untracked()`"
    "W225" NotDurable { name, reason }
        "`{name}` is not stored: {reason}"
        help "write `#[durable] let {name} = signal(..);` in the body of a component; where that is on a page several times: \
              `#[durable(key)]`"
    "W226" NoOverlay {}
        "`optimistic(..)` does not say what calls are going to do"
        help "write `optimistic(base).while_(action, |shown, argument| ..)`, all of it in one expression; a value that no call is \
              going to change is a `memo`"
    "W227" LateIdempotent { name }
        "whether `{name}` may run more than once is said where it is made"
        help "write `let {name} = action(..).idempotent();`"

    // Markup that a browser would not understand or would rearrange.
    "W301" UnknownElement { name, vocabulary }
        "`<{name}>` is not an element of {vocabulary}"
        help "components begin with a capital letter, custom elements have a dash in their name"
    "W302" MisspeltElement { name, vocabulary, meant }
        "`<{name}>` is not an element of {vocabulary}"
        help "did you mean `<{meant}>`?"
    "W303" ForeignElement { name, vocabulary }
        "`<{name}>` is an element of {vocabulary}, and is not in it here"
        help "put it into `<svg>` or `<math>`, or into an element of {vocabulary} such as `<g>`; a view of its own may begin with it"
    "W304" DuplicateAttribute { name }
        "`{name}` is given twice"
        help "keep one of them; a browser would use the first and drop the second"
    "W305" MisspeltAttribute { name, owner, meant }
        "`{name}` is not an attribute of `<{owner}>`"
        help "did you mean `{meant}`? The names of your own attributes start with `data-`"
    "W306" InlineHandler { name, event }
        "`{name}` would be a script inside of the page"
        help "write `on:{event}={{move |event| …}}`"
    "W307" MisspeltEvent { name, meant }
        "browsers dispatch no event `{name}`"
        help "did you mean `on:{meant}`? A custom event of this name is `on:{name}:custom`"
    "W308" Unbindable { bind, owner, owners }
        "`<{owner}>` has nothing for `{bind}`"
        help "it is allowed on {owners}"
    "W309" InnerHtmlBesideChildren { name }
        "`inner_html` is the whole content of `<{name}>`, which has children or cannot have any"
        help "remove the children, or put `inner_html` on an element of its own"
    "W310" RawTextEnds { name }
        "`</{name}` in this text would end the element"
        help "write `<\\/{name}` in a script, or load the text from a file"
    "W311" DynamicRawText { name }
        "the content of `<{name}>` is fixed text: nothing in it can be escaped"
        help "write text in quotes, and pass values through attributes; only `<style>` and a script of a type like `application/ld+json` take one `{{text}}`"
    "W312" OnlyText { name }
        "`<{name}>` holds only text: a browser would show the tags in it as text"
        help "write text or `{{expression}}` in it, without `view!`"
    "W313" BreaksOut { child, parent, vocabulary }
        "`<{child}>` is HTML and would be moved out of `<{parent}>`, which is {vocabulary}"
        help "in SVG, put HTML into `<foreignObject>`; in MathML, into `<mtext>`"
    "W314" MisplacedText { parent }
        "a browser would move this text out of `<{parent}>`"
        help "put it into an element that is allowed in `<{parent}>`"
    "W315" RowInTable {}
        "a browser would add a `<tbody>` around `<tr>`"
        help "write `<tbody>` between `<table>` and `<tr>`"
    "W316" MisplacedChild { child, parent, allowed }
        "a browser would not leave `<{child}>` in `<{parent}>`"
        help "`<{parent}>` takes {allowed}"
    "W317" MisplacedPart { child, parent, parents }
        "a browser would drop `<{child}>` in `<{parent}>`"
        help "its place is {parents}"
    "W318" NestedInItself { name }
        "`<{name}>` inside of `<{name}>`: the second would close the first"
        help "close the first one before, or use another element"
    "W319" ClosesAncestor { child, ancestor }
        "`<{child}>` would close the `<{ancestor}>` around it"
        help "close `</{ancestor}>` before, or use another element for one of them"
    "W320" Inert { name, outer }
        "a browser that runs this page leaves `<{outer}>` alone, so `<{name}>` in it never reacts"
        help "remove its events, bindings and directives, or move it out"
    "W321" HtmlInForeign { name, vocabulary }
        "`<{name}>` is HTML, and means nothing in {vocabulary}"
        help "in SVG, put HTML into `<foreignObject>`; in MathML, into `<mtext>`"
    "W330" InnerHtmlInText { name }
        "`<{name}>` holds text, so `inner_html` has no effect in it"
        help "write the text between its tags: `<{name}>{{text}}</{name}>`"
    "W331" CodeProperty { name }
        "`prop:{name}` would run what it is set to"
        help "write `inner_html={{html}}` for HTML that you trust"
    "W332" ComputedCode { name }
        "a computed `{name}` would run what it holds"
        help "serve that page at an address of its own and write `src={{address}}`; a literal is allowed"
    "W333" ChangingDocument {}
        "`<html>` comes and goes here, and a browser cannot replace the document"
        help "write one `<html>`, and the condition inside of its `<body>`"
    "W334" ForeignAttribute { name, instead }
        "`{name}` is an attribute of another framework, and does nothing here"
        help "{instead}"
    "W335" LooseShadow { reason }
        "{reason}, and a parser takes a shadow root out of the page"
        help "write `<template shadowrootmode=\"open\">` with a literal, as a child of its element in the same `view!`"

    // Client code.
    "W401" AssignedCapture { name }
        "client code changes `{name}`, but it has only a copy of it"
        help "make it a signal: `let (value, set_value) = signal({name});`"
    "W402" OpaqueMacro { name }
        "client code passes `{name}` to a macro that the compiler cannot look into"
        help "bind the result of the macro to a `let` before the `view!`, or write it without the macro"
    "W403" MarkupInClient { name }
        "`{name}` is not allowed in client code: only the server makes markup"
        help "set a signal here, and show the markup under `<Show when=..>` or `if`"
    "W404" AwaitInClient {}
        "`async` and `.await` are not allowed in client code: an event is handled in one turn"
        help "write it in an `action`, which sets a signal when it has ended, and `.dispatch(..)` here"
    "W405" CalledHandler {}
        "this runs while the page renders, not when the event fires"
        help "wrap it in a closure: `move |_| ..`"
    "W406" NodeInClient { name }
        "`{name}` is not allowed in client code: only the server makes signals, memos and effects"
        help "make it in the body of the component, and use it here"
    "W407" WrittenReader { name, writer }
        "`{name}` cannot be written: it only reads its signal"
        help "write it through `{writer}`"
    "W408" BorrowedSignal { name }
        "the browser writes `{name}`, and could not send a borrowed text back"
        help "let the signal own its text: `signal(String::from(\"…\"))`"
    "W409" SignalAsValue { name }
        "`{name}` is a signal, not its value"
        help "write `{name}.get()`"
    "W410" CalledSignal { name }
        "`{name}` is a signal, not a function"
        help "write `{name}.set(..)`"
    "W411" ChangedAfterwards { name, closure }
        "`{closure}` has a copy of `{name}` from before this change, and client code would take the new value"
        help "change `{name}` before `{closure}` is made, or give `{closure}` a value of its own: `let taken = {name};`"
    "W412" WrittenMemo { name }
        "`{name}` cannot be written: it is computed"
        help "write the signals that it is computed from; to set it by hand, make it a signal"
    "W420" AbsentInBrowser { name, instead }
        "`{name}` does not work in a browser, where this code runs"
        help "{instead}"
    "W421" ContextInClient { name }
        "`{name}` is not possible in client code: contexts belong to components that are being rendered"
        help "call it in the body of the component, as in `let value = use_context::<T>();`, and use `value` here"
    "W422" StaticInClient { name }
        "`{name}` is a `static`, and the browser has one of its own: what is written there never meets the server's"
        help "make it a signal of the component, or write it in an `action`, which runs on the server"
    "W423" UntypedEvent { name, event }
        "the type of `{name}` is not known where the closure is written"
        help "write `|{name}: Event<event::{event}>|`"
    "W424" EventTarget { written, method }
        "an event has no `{written}`"
        help "write `.{method}()` on the event itself"
    "W425" BrowserOnServer { name }
        "`{name}()` is the browser's, and this code runs on the server"
        help "use it in `on_mount(move || ..)`, which runs in the browser when the page is there, in an `effect`, or in a handler, and set a signal"
    "W426" CheckInClient {}
        "`.validate(..)` is not allowed in client code: only the server checks what a browser writes"
        help "write it where the signal is made: `signal(..).validate(..)`"
    "W430" SilentMacro { name, instead }
        "nobody sees what `{name}!` writes in a browser"
        help "write `{instead}`: it writes to the browser's console here, and to the terminal on the server"
}
