//! The names of attributes, to recognise misspellings: a name that is in none of the tables, and close to no name in
//! them, is accepted.

use crate::html::elements::Namespace;

/// Returns whether any element has this attribute.
pub fn is_known(namespace: Namespace, name: &str) -> bool {
    let is_own = match namespace {
        Namespace::Html => HTML.iter().any(|(_, names)| contains(names, name)),
        Namespace::Svg => contains(SVG, name),
        Namespace::MathMl => contains(MATH_ML, name),
    };
    is_own || contains(GLOBAL, name) || contains(ARIA, name)
}

/// Returns the attributes that an element may have.
pub fn of_element(namespace: Namespace, element: &str) -> impl Iterator<Item = &'static str> {
    own(namespace, element).chain(global())
}

/// Returns the attributes that an element has beside the global ones.
pub fn own(namespace: Namespace, element: &str) -> impl Iterator<Item = &'static str> {
    let own = match namespace {
        Namespace::Html => rows(element),
        Namespace::Svg => vec![SVG],
        Namespace::MathMl => vec![MATH_ML],
    };
    own.into_iter().flat_map(str::split_ascii_whitespace)
}

/// Returns the attributes that every element may have.
pub fn global() -> impl Iterator<Item = &'static str> {
    [GLOBAL, ARIA]
        .into_iter()
        .flat_map(str::split_ascii_whitespace)
}

fn rows(element: &str) -> Vec<&'static str> {
    let of_element = HTML
        .iter()
        .filter(|(elements, _)| contains(elements, element));
    of_element.map(|(_, names)| *names).collect()
}

/// Returns whether one of the words is `name`.
fn contains(words: &str, name: &str) -> bool {
    words.split_ascii_whitespace().any(|word| word == name)
}

const GLOBAL: &str = "\
    accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint \
    exportparts hidden id inert inputmode is itemid itemprop itemref itemscope itemtype lang nonce part \
    popover role slot spellcheck style tabindex title translate virtualkeyboardpolicy writingsuggestions \
    xmlns about content datatype inlist prefix property rel resource rev typeof vocab";

const ARIA: &str = "\
    aria-activedescendant aria-atomic aria-autocomplete aria-braillelabel aria-brailleroledescription \
    aria-busy aria-checked aria-colcount aria-colindex aria-colindextext aria-colspan aria-controls \
    aria-current aria-describedby aria-description aria-details aria-disabled aria-dropeffect \
    aria-errormessage aria-expanded aria-flowto aria-grabbed aria-haspopup aria-hidden aria-invalid \
    aria-keyshortcuts aria-label aria-labelledby aria-level aria-live aria-modal aria-multiline \
    aria-multiselectable aria-orientation aria-owns aria-placeholder aria-posinset aria-pressed aria-readonly \
    aria-relevant aria-required aria-roledescription aria-rowcount aria-rowindex aria-rowindextext \
    aria-rowspan aria-selected aria-setsize aria-sort aria-valuemax aria-valuemin aria-valuenow \
    aria-valuetext";

/// Elements, and the attributes that they have beside the global ones.
const HTML: &[(&str, &str)] = &[
    ("", ""),
    (
        "a area",
        "href target download ping rel referrerpolicy type hreflang",
    ),
    ("area", "alt coords shape"),
    (
        "audio video",
        "src crossorigin preload autoplay loop muted controls",
    ),
    ("audio video", "controlslist disableremoteplayback"),
    ("video", "poster playsinline disablepictureinpicture"),
    ("base", "href target"),
    ("blockquote del ins q", "cite"),
    ("del ins time", "datetime"),
    (
        "button input",
        "popovertarget popovertargetaction command commandfor",
    ),
    (
        "button input",
        "formaction formenctype formmethod formnovalidate formtarget",
    ),
    (
        "button fieldset input object output select textarea",
        "name form",
    ),
    (
        "button fieldset input optgroup option select textarea link",
        "disabled",
    ),
    ("button input option li meter progress data param", "value"),
    (
        "button input link object embed ol script source style",
        "type",
    ),
    (
        "canvas embed iframe img input object source video",
        "height width",
    ),
    ("col colgroup", "span"),
    ("details dialog", "open name closedby"),
    ("embed iframe img input script source track", "src"),
    (
        "form",
        "action method enctype target name novalidate autocomplete accept-charset",
    ),
    (
        "iframe",
        "srcdoc name sandbox allow allowfullscreen referrerpolicy loading",
    ),
    ("img", "alt usemap ismap decoding"),
    (
        "img link script iframe",
        "crossorigin referrerpolicy fetchpriority loading",
    ),
    ("img source", "srcset sizes"),
    (
        "input",
        "accept alt capture checked dirname list max min pattern step",
    ),
    (
        "input textarea",
        "maxlength minlength placeholder readonly dirname",
    ),
    (
        "input select textarea",
        "autocomplete required multiple size",
    ),
    ("label output", "for"),
    (
        "link",
        "href rel as media hreflang integrity sizes imagesrcset imagesizes",
    ),
    ("link script", "blocking integrity"),
    ("link", "color"),
    ("map slot", "name"),
    ("meta", "name http-equiv content charset media property"),
    ("meter", "min max low high optimum form"),
    ("progress", "max"),
    ("object", "data"),
    ("ol", "reversed start"),
    ("optgroup option track", "label"),
    ("option", "selected"),
    ("script", "async defer nomodule"),
    ("source style", "media"),
    ("style", "blocking"),
    ("td th", "colspan rowspan headers"),
    ("th", "abbr scope"),
    (
        "template",
        "shadowrootmode shadowrootdelegatesfocus shadowrootclonable shadowrootserializable",
    ),
    ("textarea", "cols rows wrap"),
    ("track", "default kind srclang"),
    (
        "table td th tr img hr div p",
        "align valign bgcolor border nowrap",
    ),
    ("table", "cellpadding cellspacing summary width height"),
    ("body font", "text color face size background"),
];

const SVG: &str = "\
    accumulate additive alignment-baseline amplitude attributeName azimuth baseFrequency begin bias by \
    calcMode clip-path clip-rule clipPathUnits color color-interpolation color-interpolation-filters \
    crossorigin cursor cx cy d diffuseConstant direction display divisor dominant-baseline dur dx dy \
    edgeMode elevation end exponent fill fill-opacity fill-rule filter filterUnits flood-color \
    flood-opacity font-family font-size font-size-adjust font-style font-variant font-weight fr from fx fy \
    gradientTransform gradientUnits height href image-rendering in in2 intercept k1 k2 k3 k4 \
    kernelMatrix keyPoints keySplines keyTimes lengthAdjust letter-spacing lighting-color \
    limitingConeAngle marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask \
    maskContentUnits maskUnits max media method min mode numOctaves offset opacity operator order orient \
    origin overflow paint-order path pathLength patternContentUnits patternTransform patternUnits \
    pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits \
    r radius refX refY rel repeatCount repeatDur restart result rotate rx ry scale seed shape-rendering \
    side spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles \
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width surfaceScale systemLanguage tableValues target targetX \
    targetY text-anchor text-decoration text-rendering textLength to transform transform-origin type \
    values vector-effect version viewBox visibility width word-spacing writing-mode x x1 x2 \
    xChannelSelector y y1 y2 yChannelSelector z";

const MATH_ML: &str = "\
    accent accentunder columnalign columnspan depth dir display displaystyle encoding fence form height \
    href largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize \
    movablelimits rowalign rowspan rspace scriptlevel separator stretchy symmetric voffset width";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_whole() {
        let own = HTML.iter().map(|(_, names)| *names);
        let tables = own.chain([GLOBAL, ARIA, SVG, MATH_ML]);
        for name in tables.flat_map(str::split_ascii_whitespace) {
            assert!(!name.starts_with('-') && !name.ends_with('-'), "{name}");
        }
        assert!(is_known(Namespace::Html, "aria-errormessage"));
    }
}
