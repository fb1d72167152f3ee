//! The client's allocator. This file is one of the three with `unsafe`.
//!
//! A page's client allocates little, runs for long and is downloaded often, so the size of this code matters. Block
//! sizes are powers of two, from 16 bytes up. A freed block goes to the list of its size, and the next request for that
//! size takes it from there; otherwise a block is cut from the end of memory, which only ever grows. Blocks are never
//! joined or split: that costs at most twice the memory in use, and bounds the time of every operation.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::memory_grow;
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Allocates from WebAssembly memory, for programs with one thread.
struct Allocator(UnsafeCell<Blocks>);

struct Blocks {
    /// For each size, the first freed block; each block holds the address of the next one.
    free: [*mut u8; SIZES],
    /// The start of the rest of memory.
    rest: usize,
    end: usize,
}

/// The logarithm of the smallest block size.
const LEAST: u32 = 4;
const SIZES: usize = (usize::BITS - LEAST) as usize;
const PAGE: usize = 1 << 16;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator::new();

#[allow(unsafe_code)]
// SAFETY: without the target feature `atomics` a WebAssembly program has one thread, so nothing is shared.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Allocator {}

impl Allocator {
    /// Makes an allocator without memory.
    const fn new() -> Self {
        Self(UnsafeCell::new(Blocks {
            free: [null_mut(); SIZES],
            rest: 0,
            end: 0,
        }))
    }
}

#[allow(unsafe_code)]
// SAFETY: a block is `1 << size` bytes at an address that is a multiple of this number, so it is at least as large and
// as aligned as the layout asks. It is in one place at a time: in the rest of memory, in a list, or with the program.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread (see `Sync`), and nothing below calls back into the allocator: this is the only reference.
        let blocks = unsafe { &mut *self.0.get() };
        let size = size_of(layout);
        let block = blocks.free[(size - LEAST) as usize];
        if block.is_null() {
            return blocks.cut(1 << size);
        }
        // SAFETY: a block in a list has no other owner, is at least 16 bytes large and aligned; `dealloc` wrote the
        // address.
        blocks.free[(size - LEAST) as usize] = unsafe { block.cast::<*mut u8>().read() };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        let blocks = unsafe { &mut *self.0.get() };
        let list = &mut blocks.free[(size_of(layout) - LEAST) as usize];
        // SAFETY: the caller gives up the block, which `alloc` made at least 16 bytes large and aligned.
        unsafe { block.cast::<*mut u8>().write(*list) };
        *list = block;
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller guarantees that the new size, with this alignment, is a layout.
        let new = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        if size_of(new) == size_of(layout) {
            return block;
        }
        // SAFETY: the new block is another one, and both are at least as large as the copied part. The caller gives up
        // the old one.
        unsafe {
            let moved = self.alloc(new);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

impl Blocks {
    /// Cuts a block from the rest of memory; null if memory cannot grow.
    fn cut(&mut self, bytes: usize) -> *mut u8 {
        loop {
            let start = self.rest.next_multiple_of(bytes);
            let Some(end) = start.checked_add(bytes) else {
                return null_mut();
            };
            if end <= self.end {
                self.rest = end;
                return start as *mut u8;
            }
            if !self.grow(end - self.end) {
                return null_mut();
            }
        }
    }

    /// Adds at least so many bytes to the rest of memory.
    fn grow(&mut self, bytes: usize) -> bool {
        let pages = bytes.div_ceil(PAGE);
        let before = memory_grow::<0>(pages);
        if before == usize::MAX {
            return false;
        }
        // The first pages belong to the program, and other code may have grown memory since.
        if before * PAGE != self.end {
            self.rest = before * PAGE;
        }
        self.end = (before + pages) * PAGE;
        true
    }
}

/// Returns the logarithm of the size of a layout's block.
fn size_of(layout: Layout) -> u32 {
    let bytes = layout.size().max(layout.align()).max(1 << LEAST);
    usize::BITS - (bytes - 1).leading_zeros()
}
