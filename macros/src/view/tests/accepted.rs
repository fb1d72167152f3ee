use super::accepted;

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (source, outline) in table {
        assert_eq!(accepted(source), *outline, "in {source}");
    }
}

#[test]
fn elements() {
    check(&[
        ("<p></p>", "p"),
        ("<p/>", "p"),
        ("<br><hr/>", "br hr"),
        (
            "<div><p>\"a\"</p><my-chart/></div>",
            "div[p[\"a\"] my-chart]",
        ),
        ("<h1>\"a\"</h1>\"b\"", "h1[\"a\"] \"b\""),
        ("<><p/><p/></>", "[p p]"),
        (
            "<!DOCTYPE html><html><head/><body/></html>",
            "DOCTYPE html[head body]",
        ),
        ("<p/><!-- a <b> { c } --><p/>", "p p"),
        (
            "<svg viewBox=\"0 0 1 1\"><linearGradient/></svg>",
            "svg(viewBox=\"0 0 1 1\")[linearGradient]",
        ),
        (
            "<math><mfrac><mi>x</mi><mn>2</mn></mfrac></math>",
            "math[mfrac[mi[\"x\"] mn[\"2\"]]]",
        ),
        (
            "<style>a > b { color: red }</style>",
            "style[\"a > b { color: red }\"]",
        ),
        ("<script>\"a < b\"</script>", "script[\"a < b\"]"),
    ]);
}

#[test]
fn blocks() {
    check(&[
        ("{count}", "{count}"),
        ("{\"a\"}{}{/* nothing */}", "\"a\""),
        ("{move || a.get() > 1}", "{move||a.get()>1}"),
        ("{let a = 1; a}", "{{let a=1;a}}"),
        (
            "{if a { view!{<p/>} } else { b }}",
            "{if a{view!{<p/>}}else{b}}",
        ),
        (
            "{for x in xs { view!{<p/>} }}",
            "{for x in xs{view!{<p/>}}}",
        ),
        (
            "{match a { Some(b) => view! { {b} }, None => c }}",
            "{match a{Some(b)=>view!{{b}},None=>c}}",
        ),
        ("{view! { <p/> }}", "{view!{<p/>}}"),
    ]);
}

#[test]
fn attributes() {
    check(&[
        ("<p id=\"a\" hidden/>", "p(id=\"a\" hidden)"),
        (
            "<p data-x-y=\"a\" aria-label=b/>",
            "p(data-x-y=\"a\" aria-label=b)",
        ),
        ("<td colspan=2/>", "td(colspan=\"2\")"),
        ("<p id={a}/>", "p(id=a)"),
        ("<p {..all} id=a {..more}/>", "p(..all id=a ..more)"),
        (
            "<label for=\"a\"/><input type=\"text\"/>",
            "label(for=\"a\") input(type=\"text\")",
        ),
        (
            "<link as=\"script\" href=a async>",
            "link(as=\"script\" href=a async)",
        ),
        (
            "<svg><use xlink:href=\"#a\"/></svg>",
            "svg[use(xlink:href=\"#a\")]",
        ),
        (
            "<p class=\"a\" class:b=c class:d-e=f/>",
            "p(class=\"a\" class:b=c class:d-e=f)",
        ),
        (
            "<p class:md:w-2=a class=(\"w-1/2\", b)/>",
            "p(class:md:w-2=a class:w-1/2=b)",
        ),
        (
            "<p style:color=a style:--x=b style=(\"top\", c)/>",
            "p(style:color=a style:--x=b style:top=c)",
        ),
        (
            "<p prop:innerText=a node_ref=b key=c/>",
            "p(prop:innerText=a node_ref=b key=c)",
        ),
        ("<p inner_html=a/>", "p(inner_html=a)"),
        ("<input bind:value=a/>", "input(bind:Value=a)"),
        (
            "<input bind:checked=a/><details bind:open=b/>",
            "input(bind:Checked=a) details(bind:Open=b)",
        ),
    ]);
}

#[test]
fn values_end_without_braces() {
    check(&[
        ("<p id=a hidden>x</p>", "p(id=a hidden)[\"x\"]"),
        (
            "<p id=move || a.get() hidden/>",
            "p(id=move||a.get() hidden)",
        ),
        ("<p id=a + b title=c/>", "p(id=a+b title=c)"),
        ("<p id=a / b/>", "p(id=a/b)"),
        ("<p id=a < b>\"x\"</p>", "p(id=a<b)[\"x\"]"),
        ("<p id=a >= b>\"x\"</p>", "p(id=a>=b)[\"x\"]"),
        ("<p id=b::<u8>() hidden/>", "p(id=b::<u8>() hidden)"),
        (
            "<p id=Vec::<Vec<u8>>::new()>\"x\"</p>",
            "p(id=Vec::<Vec<u8>>::new())[\"x\"]",
        ),
        ("<p id=a as Vec<u8> hidden/>", "p(id=a as Vec<u8> hidden)"),
        (
            "<p on:click=|e: Event<Div>| -> () { e }>\"x\"</p>",
            "p(on:click=|e:Event<Div>|->(){e})[\"x\"]",
        ),
        (
            "<p id=if a { b } else { c } hidden/>",
            "p(id=if a{b}else{c} hidden)",
        ),
        (
            "<p id=match a { _ => b } hidden/>",
            "p(id=match a{_=>b} hidden)",
        ),
        (
            "<p id=if let Some(a) = b { c } else { d } hidden/>",
            "p(id=if let Some(a)=b{c}else{d} hidden)",
        ),
        (
            "<p on:click=move |_| x = 5 hidden/>",
            "p(on:click=move|_|x=5 hidden)",
        ),
        ("<p id=a? {..b}/>", "p(id=a? ..b)"),
        ("<p id=a.await hidden/>", "p(id=a.await hidden)"),
        (
            "<Row row=Row { a, ..b } open/>",
            "Row(row=Row{a,..b} open=true)",
        ),
        ("<p id=-1 title=&a/>", "p(id=-1 title=&a)"),
        ("<p id={a}.b()/>", "p(id={a}.b())"),
    ]);
}

#[test]
fn events() {
    check(&[
        ("<p on:click=a/>", "p(on:click=a)"),
        ("<p on:my-event=a/>", "p(on:my-event=a)"),
        ("<p on:click:stop:prevent=a/>", "p(on:click:Stop:Prevent=a)"),
        (
            "<p on:click:self:once:capture:passive=a/>",
            "p(on:click:Own:Once:Capture:Passive=a)",
        ),
        (
            "<p on:keydown:ctrl:s:enter=a/>",
            "p(on:keydown:Held(Ctrl):Pressed(\"s\"):Pressed(\"Enter\")=a)",
        ),
        (
            "<p on:keyup:arrow-up:f12=a/>",
            "p(on:keyup:Pressed(\"ArrowUp\"):Pressed(\"F12\")=a)",
        ),
        (
            "<p on:input:debounce(300):stop=a/>",
            "p(on:input:Stop:Debounce(300)=a)",
        ),
        (
            "<p on:scroll:throttle(100)=move |_| a/>",
            "p(on:scroll:Throttle(100)=move|_|a)",
        ),
    ]);
}

#[test]
fn components() {
    check(&[
        (
            "<Row row=r selected type=\"a\"/>",
            "Row(row=r selected=true r#type=\"a\")",
        ),
        ("<Row><p/></Row>", "Row[p]"),
        ("<Select<u32> a=b/>", "Select::<u32>(a=b)"),
        (
            "<Select::<Vec<u8>> a=b>\"x\"</Select>",
            "Select::<Vec<u8>>(a=b)[\"x\"]",
        ),
        ("<widgets::Row a=b/>", "widgets::Row(a=b)"),
        (
            "<crate::widgets::Row>\"x\"</crate::widgets::Row>",
            "crate::widgets::Row[\"x\"]",
        ),
        (
            "<Row on_select=move |id| a on:key-press=b/>",
            "Row(on_select=move|id|a on_key_press=b)",
        ),
        (
            "<Row key=a.id let:item>{item}</Row>",
            "Row(key=a.id let:item)[{item}]",
        ),
        (
            "<Row let:Person { name, .. }>{name}</Row>",
            "Row(let:Person{name,..})[{name}]",
        ),
        (
            "<Card><slot:header let:(a, b)>{a}</slot:header>\"x\"<slot:footer/></Card>",
            "Card[\"x\"] slot:header(let:(a,b))[{a}] slot:footer",
        ),
    ]);
}

#[test]
fn show_and_for() {
    check(&[
        ("<Show when=a>\"x\"</Show>", "Show(when=a Suspend)[\"x\"]"),
        (
            "<Show when=move || a.get() fallback=|| view!{ <p/> } fresh>\"x\"</Show>",
            "Show(when=move||a.get() fallback=||view!{<p/>} Dispose)[\"x\"]",
        ),
        (
            "<For each=move || rows.get() key=|row| row.id let:row><Row row/></For>",
            "For(each=move||rows.get() key=|row|row.id let:row)[Row(row=true)]",
        ),
        (
            "<For each=a key=b let(c)>{c}</For>",
            "For(each=a key=b let:c)[{c}]",
        ),
        (
            "<For each=a key=b let:c fallback=|| \"none\">{c}</For>",
            "For(each=a key=b let:c fallback=||\"none\")[{c}]",
        ),
        (
            "<ShowLet some=a let:b fallback=c>{b}</ShowLet>",
            "ShowLet(each=a key=|_|() let:b fallback=c)[{b}]",
        ),
    ]);
}

#[test]
fn portals() {
    check(&[
        (
            "<Portal to=\"#dialogs\"><p>\"x\"</p></Portal>",
            "watershed-portal(to=\"#dialogs\" node_ref=::watershed::rt::portal() style=\"display:contents\")\
             [moved[watershed-content(style=\"display:contents\")[p[\"x\"]]]]",
        ),
        (
            "<Portal to=place.clone()/>",
            "watershed-portal(to=place.clone() node_ref=::watershed::rt::portal() style=\"display:contents\")\
             [moved[watershed-content(style=\"display:contents\")]]",
        ),
    ]);
}

/// This is the format of leptosfmt.
#[test]
fn a_whole_component() {
    let source = r#"
        <section class="todo" class:busy=move || pending.get()>
            <h1>"Todo: " {move || left.get()}</h1>
            <form on:submit:prevent=move |_| add.dispatch(draft.get())>
                <input type="text" placeholder="What needs doing?" bind:value=draft autofocus />
                <button disabled=move || draft.with(|text| text.len() < 3)>Add</button>
            </form>
            <For each=move || items.get() key=|item| item.id let:item>
                <li class:done=move || item.get().done on:click=move |_| toggle(item.get().id)>
                    {move || item.get().title}
                </li>
            </For>
            <Show when=move || { left.get() > 0 } fallback=|| "all done">
                <p>{move || left.get()} left</p>
            </Show>
        </section>
    "#;
    let expected = concat!(
        r#"section(class="todo" class:busy=move||pending.get())["#,
        r#"h1["Todo: " {move||left.get()}] "#,
        r#"form(on:submit:Prevent=move|_|add.dispatch(draft.get()))["#,
        r#"input(type="text" placeholder="What needs doing?" bind:Value=draft autofocus) "#,
        r#"button(disabled=move||draft.with(|text|text.len()<3))["Add"]] "#,
        r#"For(each=move||items.get() key=|item|item.id let:item)["#,
        r#"li(class:done=move||item.get().done on:click=move|_|toggle(item.get().id))[{move||item.get().title}]] "#,
        r#"Show(when=move||{left.get()>0} fallback=||"all done" Suspend)[p[{move||left.get()} " left"]]]"#,
    );
    assert_eq!(accepted(source), expected);
}
