//! The three pages of "how it works": for somebody who will use it tonight.

/// A page: its title and its paragraphs.
pub(super) struct PageText {
    pub(super) title: &'static str,
    pub(super) lines: &'static [&'static str],
}

/// What a newcomer should know, in the order in which they will need it.
pub(super) const HOW_IT_WORKS: &[PageText] = &[
    PageText {
        title: "The desk",
        lines: &[
            "The desk shows every open ticket in the order that your policy demands: harm first, \
             then law, then servers and network, then whatever stops the most people.",
            "You never set a priority. You say what is affected and how many cannot work, and the \
             order follows. The key ? in the queue says why a ticket stands where it stands, with \
             the section of the policy.",
            "n logs a ticket: a title and Enter. What nobody asked yet shows a question mark and \
             can be asked later.",
        ],
    },
    PageText {
        title: "What is recorded",
        lines: &[
            "Each action (a), each word to somebody (u), each tick of a checklist is a record of \
             its own, with who, when it happened and when it was written down.",
            "Nothing can be deleted. A mistake is corrected by a new line (x); both stay.",
            "Closing (c) shows first what the policy still asks for and takes you there. \
             Everything refused says which rule refuses it and what you can do instead.",
        ],
    },
    PageText {
        title: "When things go wrong",
        lines: &[
            "What you type is on the disk within a second, before it is saved. If the line drops \
             or the machine dies, it is offered to you again at the next start.",
            "'saved 21:52:07' in the last row but one means that the disk has it. NOT SAVED means \
             that it has not: your text stays on the screen.",
            "It needs no network. Several people can have the same desk open at once. Esc goes \
             back and never throws anything away; q leaves.",
        ],
    },
];
