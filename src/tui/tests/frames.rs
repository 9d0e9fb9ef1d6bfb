//! Frames.

use super::rig::{Rig, library};

#[test]
fn look() {
    let mut rig = Rig::new(library());
    for (c, r) in [(80, 24), (120, 36), (200, 50)] {
        rig.size(c, r);
        println!("{}", rig.frame());
    }
    rig.size(80, 24);
    rig.keys("n");
    println!("{}", rig.frame());
    rig.keys("<Tab>");
    println!("{}", rig.frame());
    rig.keys("<Esc><Esc><Enter>");
    println!("{}", rig.frame());
    rig.keys("c");
    println!("{}", rig.frame());
    rig.keys("<Esc>?");
    println!("{}", rig.frame());
    rig.keys("<Esc>:");
    println!("{}", rig.frame());
    rig.keys("check<Enter>");
    println!("{}", rig.frame());
    println!("{}", rig.drawn().1);
}
