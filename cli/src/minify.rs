//! The script of a release, without comments, whitespace and long names.
//!
//! The minifier is written for the script that [`Glue`](crate::glue::Glue) makes of wasm-bindgen's, and not for any
//! JavaScript: forms that it does not know stay as they are, only longer.
//!
//! | file | what |
//! |---|---|
//! | `tokens` | from text to tokens and back, with the shortest text between them |
//! | `statements` | shorter statements of the same meaning |
//! | `names` | short names in place of long ones |

mod names;
mod statements;
mod tokens;

use anyhow::{Context, Result};

/// Returns the short form of an ES module.
///
/// # Errors
///
/// When brackets or texts have no end.
pub fn script(source: &str) -> Result<String> {
    let tokens = tokens::read(source).context("the script cannot be read")?;
    Ok(tokens::write(&names::shorten(statements::shorten(tokens))))
}

#[cfg(test)]
mod tests {
    use super::script;

    fn short(long: &str) -> String {
        script(long).expect("this is a script")
    }

    #[test]
    fn local_names_shrink_and_exported_ones_stay() {
        let long = "let counter = 0;\n/** Adds. */\nexport default (amount) => {\ncounter += amount; // now\nreturn { increment: counter };\n}\n";
        assert_eq!(
            short(long),
            "let a=0;export default b=>{a+=b;return{increment:a}}"
        );
    }

    #[test]
    fn members_are_expressions() {
        let long = "go({ a: (first) => {\nconst ret = first.length;\nreturn ret;\n}, b: (first, second) => {\nfirst.call(second);\n}, c: () => {\nreturn { d: 1 };\n} });\n";
        assert_eq!(
            short(long),
            "go({a:a=>a.length,b:(a,b)=>a.call(b),c:()=>({d:1})});"
        );
    }

    #[test]
    fn names_that_are_declared_in_a_list_shrink() {
        let long = "function outer() {\nlet first;\nlet second;\nlet third;\nreturn () => [first, second, third, { second }];\n}\nouter();\n";
        let kept = short(long);
        assert!(!kept.contains("first") && !kept.contains("third"), "{kept}");
        assert!(kept.contains("{second}"), "a key keeps its name: {kept}");
        let list = "function outer() {\nlet first;\nlet second;\nlet third;\nreturn () => first + second + third;\n}\nouter();\n";
        assert!(!short(list).contains("second"), "{}", short(list));
    }

    #[test]
    fn a_name_that_is_also_a_global_stays() {
        let long = "function pick(window) {\nreturn window;\n}\nfunction show() {\nwindow.pick = pick;\n}\nshow();\n";
        assert_eq!(
            short(long),
            "function a(window){return window}function b(){window.pick=a}b();"
        );
    }

    #[test]
    fn a_block_has_names_of_its_own() {
        let long = "function run(first) {\nfor (const each of first) { log(each); }\ntry { each(); } catch (error) { log(error); }\n}\nrun([]);\n";
        assert_eq!(
            short(long),
            "function a(b){for(let each of b){log(each)}try{each()}catch(c){log(c)}}a([]);"
        );
    }

    #[test]
    fn texts_templates_and_patterns_stay() {
        let long = "function describe(value) {\nconst found = /[/\"](\\d+)/g.exec(value) / 2;\nreturn `// ${ value + `${found}` } `;\n}\ndescribe('a  /* b */');\n";
        assert_eq!(
            short(long),
            "function b(a){let c=/[/\"](\\d+)/g.exec(a)/2;return`// ${a+`${c}`} `}b('a  /* b */');"
        );
    }

    #[test]
    fn lines_that_end_statements_stay() {
        let long = "let first = second\nlet third = (first)\nfirst++\nthird = function () { }\nlog(third)\n";
        assert_eq!(
            short(long),
            "let a=second\nlet b=(a)\na++\nb=function(){}\nlog(b)"
        );
    }

    #[test]
    fn classes_keep_the_names_of_their_methods() {
        let long = "class Pen {\nstatic wrap(ptr) {\nconst obj = Object.create(Pen.prototype);\nobj.ptr = ptr;\nreturn obj;\n}\nfree() {\nthis.ptr = 0;\n}\n}\nuse({ Pen: Pen });\n";
        assert_eq!(
            short(long),
            "class a{static wrap(c){let b=Object.create(a.prototype);b.ptr=c;return b}free(){this.ptr=0}}use({Pen:a});"
        );
    }

    #[test]
    fn unknown_forms_keep_their_names() {
        let long = "function pick({ first }) {\nreturn first;\n}\npick(1);\n";
        assert_eq!(short(long), "function pick({first}){return first}pick(1);");
    }

    #[test]
    fn a_syntax_error_is_an_error() {
        assert!(script("export function {").is_err());
        assert!(script("let text = 'abc\n").is_err());
    }
}
