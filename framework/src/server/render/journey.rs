//! The layers of a page, its layouts and the page in them, each in the `<Outlet/>` of the one before; and the ways from one page to
//! another one that has a layout in common with it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use futures_util::stream::{AbortHandle, AbortRegistration};

use super::structure::{Outlet, PreparedContent, RANGE_END};
use crate::graph::{ScopeId, WriteSignal, provide_context, use_context};
use crate::pages::TripPlace;
use crate::part::{Hole, KindId, Origin, Root, Template};
use crate::request::{LayerRequest, Request};
use crate::server::view::layer::Layers;
use crate::server::view::{Builder, Pending, Structure, View};

/// A page with layouts, and where its visitor goes. Found as a context of the page.
pub(crate) struct Journey {
    /// The outermost layout.
    first: RefCell<Option<Rc<MadeLayer>>>,
    guide: RefCell<Option<Rc<dyn Guide>>>,
    /// Ends the way that was begun last.
    running: RefCell<Option<AbortHandle>>,
    /// The content that is made for it.
    prepared: RefCell<Option<PreparedContent>>,
    /// Tells the browser where it is.
    place: Cell<Option<WriteSignal<TripPlace>>>,
}

/// A layer of the page that was made. Found as a context of its code.
pub(crate) struct MadeLayer {
    depth: usize,
    layers: RefCell<Layers>,
    pub request: LayerRequest,
    inside: RefCell<Option<InnerLayer>>,
}

/// The layer in the outlet of another one.
struct InnerLayer {
    outlet: Weak<Outlet>,
    layer: Rc<MadeLayer>,
}

/// A page that the visitor may see.
pub(crate) struct GuidedPage {
    pub layers: Layers,
    pub request: Request,
}

/// The answer of a [`Guide`].
pub(crate) type Guidance = Pin<Box<dyn Future<Output = Option<GuidedPage>>>>;

/// Asks the application for a page as a request of the visitor would, so that its layers and guards decide.
pub(crate) trait Guide {
    /// Returns the page at an address; `None` if the answer is anything else.
    fn ask(&self, address: &str) -> Guidance;
}

/// Runs the outermost layout of a page. The other layers are made where its outlets are.
pub(crate) fn begin(layers: &Layers, request: &Request) -> Pending {
    let journey = Rc::new(Journey {
        first: RefCell::default(),
        guide: RefCell::default(),
        running: RefCell::default(),
        prepared: RefCell::default(),
        place: Cell::default(),
    });
    ScopeId::ROOT.run(|| provide_context(Rc::clone(&journey)));
    let layer = MadeLayer::new(0, layers, request);
    journey.first.replace(Some(Rc::clone(&layer)));
    layer.open()
}

impl Journey {
    /// Returns that of the page whose code runs; `None` if the page has no layout.
    pub fn here() -> Option<Rc<Self>> {
        ScopeId::ROOT.run(use_context)
    }

    /// Sets whom to ask for pages.
    pub fn set_guide(&self, guide: Rc<dyn Guide>) {
        self.guide.replace(Some(guide));
    }

    /// Returns whom to ask for pages, if the page has a socket.
    pub fn guide(&self) -> Option<Rc<dyn Guide>> {
        self.guide.borrow().clone()
    }

    /// Begins another way, in place of one that has not ended.
    pub fn begin(&self) -> AbortRegistration {
        let (handle, registration) = AbortHandle::new_pair();
        let before = self.running.replace(Some(handle));
        before.iter().for_each(AbortHandle::abort);
        self.keep(None);
        registration
    }

    /// Sets what tells the browser where it is.
    pub fn set_place(&self, place: WriteSignal<TripPlace>) {
        self.place.set(Some(place));
    }

    /// Tells the browser where it is.
    pub fn arrive(&self, change: impl FnOnce(&mut TripPlace)) {
        if let Some(place) = self.place.get() {
            place.update(change);
        }
    }

    /// Keeps the content that is made for the way that was begun last, and disposes of what was kept before.
    pub fn keep(&self, prepared: Option<PreparedContent>) {
        let before = self.prepared.replace(prepared);
        before.into_iter().for_each(PreparedContent::dispose);
    }

    /// Takes the content that is made for the way that was begun last.
    pub fn take_prepared(&self) -> Option<PreparedContent> {
        self.prepared.take()
    }

    /// Reads the content that is made for the way that was begun last.
    pub fn with_prepared<R>(&self, read: impl FnOnce(&PreparedContent) -> R) -> Option<R> {
        self.prepared.borrow().as_ref().map(read)
    }

    /// Returns the layers that were made, from the outside in.
    pub fn shown(&self) -> Vec<Rc<MadeLayer>> {
        let mut shown = Vec::new();
        let mut next = self.first.borrow().clone();
        while let Some(layer) = next {
            next = layer
                .inside
                .borrow()
                .as_ref()
                .map(|inside| Rc::clone(&inside.layer));
            shown.push(layer);
        }
        shown
    }
}

impl MadeLayer {
    /// Makes a layer, of which the code in the current scope is.
    pub fn new(depth: usize, layers: &Layers, request: &Request) -> Rc<Self> {
        let layer = Rc::new(Self {
            depth,
            layers: RefCell::new(Layers::clone(layers)),
            request: LayerRequest::new(request),
            inside: RefCell::default(),
        });
        provide_context(layer.request.clone());
        provide_context(Rc::clone(&layer));
        layer
    }

    /// Returns that of the code that runs.
    pub fn here() -> Option<Rc<Self>> {
        use_context()
    }

    /// Returns the layers of the page.
    pub fn layers(&self) -> Layers {
        Layers::clone(&self.layers.borrow())
    }

    /// Returns the number of the layer inside; `None` if this is the page.
    pub fn depth_inside(&self) -> Option<usize> {
        Some(self.depth + 1).filter(|depth| *depth < self.layers.borrow().len())
    }

    /// Returns the name of the layer.
    pub fn name(&self) -> u32 {
        self.layers
            .borrow()
            .get(self.depth)
            .map_or(0, |layer| layer.name)
    }

    /// Runs its component.
    fn open(&self) -> Pending {
        let layer = self.layers.borrow().get(self.depth).cloned();
        layer.map_or_else(|| Pending::Ready(View::empty()), |layer| layer.open())
    }

    /// Returns the view of its component.
    pub fn view(self: &Rc<Self>) -> View {
        let mut view = Builder::new(&LAYER);
        let layer = Rc::clone(self);
        view.structure(Structure::Component(Box::new(move || layer.open())));
        view.finish()
    }

    /// Returns the outlet that shows the layer inside, as long as it exists.
    pub fn outlet(&self) -> Option<Rc<Outlet>> {
        self.inside.borrow().as_ref()?.outlet.upgrade()
    }

    /// Notes the layer inside, and where it is shown.
    pub fn set_inside(&self, outlet: Weak<Outlet>, layer: Rc<Self>) {
        self.inside.replace(Some(InnerLayer { outlet, layer }));
    }

    /// Returns whether the layer was made of something of its address that is another one in a request, and that it does not follow.
    pub fn is_outdated(&self, page: &GuidedPage) -> bool {
        let reads = self.request.reads();
        let before = self.request.request();
        let differs = || before.address() != page.request.address();
        let has_others = || before.parameters() != page.request.parameters();
        (reads.rest && differs()) || (reads.path && has_others())
    }

    /// Makes it a layer of the page that the visitor has come to.
    pub fn moves_to(&self, page: &GuidedPage) {
        self.layers.replace(Layers::clone(&page.layers));
        self.request.replace(&page.request);
    }
}

/// A template that contains nothing but a component.
static LAYER: Template = Template {
    id: KindId(0),
    name: "layer",
    origin: Origin::NONE,
    root: Root::Transparent,
    slots: 0,
    client: false,
    pieces: &["", ""],
    holes: &[Hole::Structure {
        at: RANGE_END,
        inside: &[],
    }],
};
