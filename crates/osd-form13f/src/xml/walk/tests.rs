use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Library {
    Shelf,
    Book,
    Title,
    Pages,
}
use Library::{Book, Pages, Shelf, Title};

impl Element for Library {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("shelf", Shelf),
        ("book", Book),
        ("title", Title),
        ("pages", Pages),
    ];
    fn is_leaf(self) -> bool {
        matches!(self, Title | Pages)
    }
}

fn walk(text: &str) -> (Vec<Step<'_, Library>>, Option<String>) {
    let mut walk = Walk::new(text);
    let steps = std::iter::from_fn(|| walk.next()).collect();
    (steps, walk.findings().problem)
}

fn leaf(element: Library, text: &str) -> Step<'_, Library> {
    Step::Leaf(element, text.into())
}

const ONE_BOOK: [(Library, &str); 2] = [(Title, "Emma"), (Pages, "5")];

fn one_book() -> Vec<Step<'static, Library>> {
    let mut steps = vec![Step::Open(Shelf), Step::Open(Book)];
    steps.extend(ONE_BOOK.map(|(element, text)| leaf(element, text)));
    steps.extend([Step::Close(Book), Step::Close(Shelf)]);
    steps
}

#[test]
fn a_sound_document_is_walked_without_a_problem() {
    let sound = "<XML><n:Shelf><book><other><title>Emma</title></other><pages>5</pages>\
                 <cover/></book></n:Shelf></XML>";
    assert_eq!(walk(sound), (one_book(), None));
}

#[test]
fn elements_are_known_in_any_order_and_case() {
    let (steps, problem) =
        walk("<BOOK><pages>5</PAGES><title>Emma</title><Title></Title><PAGES/></BOOK><title/>");
    let expected = [
        Step::Open(Book),
        leaf(Pages, "5"),
        leaf(Title, "Emma"),
        leaf(Title, ""),
        leaf(Pages, ""),
        Step::Close(Book),
        leaf(Title, ""),
    ];
    assert_eq!((steps.as_slice(), problem), (expected.as_slice(), None));
}

#[test]
fn lost_tags_are_made_up_for() {
    for broken in [
        "<shelf><book><title>Emma<pages>5</pages></book></shelf>",
        "<shelf><book><title>Emma</pages><pages>5</pages></book></shelf>",
        "<shelf><book><title>Emma</titel><pages>5</pages></book></shelf>",
        "<shelf><book><title>Emma</title><pages>5</book></shelf>",
        "<shelf><book><title>Emma</title><pages>5</pages></shelf>",
        "<shelf><book><title>Emma</title><pages>5</pages>",
        "<shelf><book><title>Emma</title><pages>5",
        "<shelf><book><title>Emma</title></cover><pages>5</pages></book></shelf>",
        "<shelf><book><title>Emma</title\n<pages>5</pages></book></shelf>",
        "<shelf><book><title>Emma</title><pages\n5</pages><pages>5</pages></book></shelf>",
    ] {
        let (mut steps, problem) = walk(broken);
        steps.retain(|step| *step != leaf(Pages, ""));
        assert_eq!(steps, one_book(), "{broken}");
        assert!(problem.is_some(), "{broken}");
    }
}

#[test]
fn an_end_tag_closes_what_it_leaves_open_inside() {
    let (steps, _) = walk("<shelf><book></shelf><pages>5</pages>");
    assert_eq!(
        steps,
        [
            Step::Open(Shelf),
            Step::Open(Book),
            Step::Close(Book),
            Step::Close(Shelf),
            leaf(Pages, "5"),
        ]
    );
}

#[test]
fn a_group_never_holds_itself() {
    let (steps, problem) = walk("<shelf>\n<book><title>Emma</title>\n<book/></shelf>");
    assert_eq!(
        steps,
        [
            Step::Open(Shelf),
            Step::Open(Book),
            leaf(Title, "Emma"),
            Step::Close(Book),
            Step::Open(Book),
            Step::Close(Book),
            Step::Close(Shelf),
        ]
    );
    assert_eq!(problem.unwrap(), "line 3: <book> inside itself");
}

#[test]
fn text_in_pieces_comes_whole() {
    let (steps, problem) = walk("<title>A &amp; B<!-- , --><![CDATA[ & C]]> <D & E</title>");
    assert_eq!(steps, [leaf(Title, "A & B & C <D & E")]);
    assert!(problem.is_some());
}

#[test]
fn hostile_documents_end() {
    for piece in [
        "<book>",
        "<a '",
        "<!--",
        "<![CDATA[",
        "</",
        "<title>",
        "&",
        "<?",
        "<a \"<a '",
    ] {
        let text = piece.repeat(40_000);
        let mut walk = Walk::<Library>::new(&text);
        while walk.next().is_some() {}
        assert!(piece == "&" || walk.findings().problem.is_some(), "{piece}");
    }
}
