//! Walks a document by the elements that matter, and keeps the nesting in order: every group
//! that opens closes, and a leaf comes whole.

use std::borrow::Cow;

use super::events::{Event, Events, local_name};

/// The elements of a vocabulary.
pub(crate) trait Element: Copy + Eq + 'static {
    /// All of them, with their local names, in the order in which they most often follow each
    /// other.
    const NAMES: &'static [(&'static str, Self)];

    /// Whether it holds text alone.
    fn is_leaf(self) -> bool;
}

/// A step of the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step<'a, E> {
    /// A group of elements begins.
    Open(E),
    /// It ends. Comes once for every `Open`, in the right order, whatever the end tags.
    Close(E),
    /// A leaf, and its text as it stands.
    Leaf(E, Cow<'a, str>),
}

/// A leaf that is open.
struct Leaf<'a, E> {
    element: E,
    /// Its name as written.
    name: &'a str,
    text: Cow<'a, str>,
}

impl<'a, E> From<Leaf<'a, E>> for Step<'a, E> {
    fn from(leaf: Leaf<'a, E>) -> Self {
        Self::Leaf(leaf.element, leaf.text)
    }
}

/// What was found wrong with a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// Ampersands that begin no entity.
    pub(crate) bare_ampersands: u32,
    /// The first thing that is not well-formed.
    pub(crate) problem: Option<String>,
}

/// Groups open deeper than this are not kept track of; the form has five.
const MAX_DEPTH: usize = 64;

/// A walk through a document.
pub(crate) struct Walk<'a, E> {
    events: Events<'a>,
    /// A piece that must wait until what it implies has been handed out.
    held: Option<Event<'a>>,
    /// The elements open: groups, and `None` for those of no interest.
    open: Vec<Option<E>>,
    leaf: Option<Leaf<'a, E>>,
    /// The place in the vocabulary after the element begun last, where the next is looked for
    /// first.
    likely: usize,
    problem: Option<String>,
}

impl<'a, E: Element> Walk<'a, E> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            events: Events::new(text),
            held: None,
            open: Vec::new(),
            leaf: None,
            likely: 0,
            problem: None,
        }
    }

    /// What was wrong, once the walk is over.
    pub(crate) fn findings(mut self) -> Findings {
        if self.events.gave_up {
            self.problem = Some("too broken to be followed to its end".into());
        }
        Findings {
            bare_ampersands: self.events.bare_ampersands,
            problem: self.problem,
        }
    }

    /// Notes that the document is not well-formed here; the first problem is kept.
    pub(crate) fn broken(&mut self, what: impl FnOnce() -> String) {
        if self.problem.is_none() {
            self.problem = Some(format!("line {}: {}", self.events.line(), what()));
        }
    }

    /// The number of the line, from 1, that has been reached.
    pub(crate) fn line(&mut self) -> u32 {
        u32::try_from(self.events.line()).unwrap_or(u32::MAX)
    }

    /// Whether a group is open.
    pub(crate) fn is_open(&self, element: E) -> bool {
        self.open.contains(&Some(element))
    }

    pub(crate) fn next(&mut self) -> Option<Step<'a, E>> {
        loop {
            let Some(event) = self.held.take().or_else(|| self.events.next()) else {
                return self.end_of_document();
            };
            let step = match event {
                Event::Start(name) => self.start(name, false),
                Event::Empty(name) => self.start(name, true),
                Event::End(name) => self.end(name),
                Event::Text(text) => {
                    self.text(text);
                    None
                }
                Event::Broken(piece) => {
                    self.repair(piece);
                    None
                }
            };
            if step.is_some() {
                return step;
            }
        }
    }

    /// The place in the vocabulary and the element of a local name, in whatever case.
    fn named(&self, name: &str) -> Option<(usize, E)> {
        let (before, after) = E::NAMES.split_at_checked(self.likely)?;
        let likely_first = (self.likely..).zip(after).chain((0..).zip(before));
        likely_first
            .map(|(place, &(known, element))| (known, (place, element)))
            .find(|(known, _)| *known == name || known.eq_ignore_ascii_case(name))
            .map(|(_, found)| found)
    }

    fn start(&mut self, name: &'a str, is_empty: bool) -> Option<Step<'a, E>> {
        let element = self.named(name).map(|(place, element)| {
            self.likely = place + 1;
            element
        });
        let event = if is_empty {
            Event::Empty(name)
        } else {
            Event::Start(name)
        };
        if let Some(leaf) = self.leaf.take() {
            self.broken(|| format!("<{name}> where text should be"));
            if element.is_none() {
                self.leaf = Some(leaf);
                return None;
            }
            self.held = Some(event);
            return Some(leaf.into());
        }
        match element {
            Some(leaf) if leaf.is_leaf() => {
                if is_empty {
                    return Some(Step::Leaf(leaf, Cow::Borrowed("")));
                }
                self.leaf = Some(Leaf {
                    element: leaf,
                    name,
                    text: Cow::Borrowed(""),
                });
                None
            }
            Some(group) => {
                if self.open.last() == Some(&element) {
                    self.broken(|| format!("<{name}> inside itself"));
                    self.open.pop();
                    self.held = Some(event);
                    return Some(Step::Close(group));
                }
                if self.open.len() < MAX_DEPTH {
                    self.open.push(element);
                }
                if is_empty {
                    self.held = Some(Event::End(name));
                }
                Some(Step::Open(group))
            }
            None => {
                if !is_empty && self.open.len() < MAX_DEPTH {
                    self.open.push(None);
                }
                None
            }
        }
    }

    fn end(&mut self, name: &'a str) -> Option<Step<'a, E>> {
        if let Some(leaf) = self.leaf.take_if(|leaf| leaf.name == name) {
            return Some(leaf.into());
        }
        let element = self.named(name).map(|(_, element)| element);
        if let Some(leaf) = self.leaf.take() {
            if element != Some(leaf.element) {
                self.broken(|| format!("</{name}> where another end tag should be"));
                match element {
                    None => {
                        self.leaf = Some(leaf);
                        return None;
                    }
                    Some(_) => self.held = Some(Event::End(name)),
                }
            }
            return Some(leaf.into());
        }
        let top = self.open.last().copied();
        let is_open = match element {
            // Elements of no interest are not told apart: only the innermost can end.
            None => top == Some(None),
            Some(_) => self.open.contains(&element),
        };
        if !is_open {
            self.broken(|| format!("</{name}> ends nothing"));
            return None;
        }
        self.open.pop();
        if top != Some(element) {
            self.broken(|| format!("</{name}> where another end tag should be"));
            self.held = Some(Event::End(name));
        }
        top.flatten().map(Step::Close)
    }

    fn text(&mut self, text: Cow<'a, str>) {
        match &mut self.leaf {
            Some(leaf) if leaf.text.is_empty() => leaf.text = text,
            Some(leaf) => leaf.text.to_mut().push_str(&text),
            None => {}
        }
    }

    /// Takes a tag that lost its end for the tag it is, where it is a known one, and else for
    /// text.
    fn repair(&mut self, piece: &'a str) {
        self.broken(|| "a `<` without its `>`".into());
        let name = local_name(piece);
        if piece.starts_with("</") {
            self.held = Some(Event::End(name));
        } else if self.named(name).is_some() {
            self.held = Some(Event::Start(name));
        } else if !piece.starts_with("<!") && !piece.starts_with("<?") {
            self.text(Cow::Borrowed(piece));
        }
    }

    fn end_of_document(&mut self) -> Option<Step<'a, E>> {
        if self.leaf.is_some() || !self.open.is_empty() {
            self.broken(|| "the document ends before its elements do".into());
        }
        if let Some(leaf) = self.leaf.take() {
            return Some(leaf.into());
        }
        let group = std::iter::from_fn(|| self.open.pop()).flatten().next()?;
        Some(Step::Close(group))
    }
}

#[cfg(test)]
mod tests;
