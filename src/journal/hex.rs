//! Hashes and their lower-case hexadecimal text.
//!
//! Upper-case digits are refused: a flipped bit that turns `a` into `A` must not go unseen.

use sha2::{Digest, Sha256};

const DIGITS: &[u8; 16] = b"0123456789abcdef";
/// What a byte is worth that is no digit: every bit, so that no digit beside it hides it.
const NO_DIGIT: u8 = 0xff;
/// What each byte is worth as a digit. Three hashes stand in every line of a journal, so that no
/// byte of them is asked twice.
const WORTH: [u8; 256] = {
    let mut worth = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < DIGITS.len() {
        worth[DIGITS[digit] as usize] = digit as u8;
        digit += 1;
    }
    worth
};

/// The two digits of each byte.
const PAIRS: [[u8; 2]; 256] = {
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// The SHA-256 of some bytes.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal, two digits a byte.
pub(super) fn encode(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| PAIRS[usize::from(*byte)]);
    digits.map(char::from).collect()
}

/// Writes some bytes as [`encode`] does.
pub(super) fn push(text: &mut Vec<u8>, bytes: &[u8]) {
    let start = text.len();
    text.resize(start + bytes.len() * 2, 0);
    for (digits, byte) in text[start..].chunks_exact_mut(2).zip(bytes) {
        digits.copy_from_slice(&PAIRS[usize::from(*byte)]);
    }
}

/// The 32 bytes that 64 lower-case digits stand for.
pub(super) fn decode32(text: &[u8]) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let (mut bytes, mut all) = ([0; 32], 0);
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (WORTH[usize::from(pair[0])], WORTH[usize::from(pair[1])]);
        all |= high | low;
        *byte = (high << 4).wrapping_add(low);
    }
    (all != NO_DIGIT).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_small_digits_are_a_hash() {
        let bytes: [u8; 32] = std::array::from_fn(|n| (n * 37 + 11) as u8);
        let text = encode(&bytes);
        assert_eq!(decode32(text.as_bytes()), Some(bytes));
        let mut pushed = b"x".to_vec();
        push(&mut pushed, &bytes);
        assert_eq!(pushed, format!("x{text}").into_bytes());
        for at in 0..64 {
            for byte in 0..=u8::MAX {
                let mut other = text.clone().into_bytes();
                other[at] = byte;
                let is_digit = DIGITS.contains(&byte);
                assert_eq!(decode32(&other).is_some(), is_digit, "{byte} at {at}");
            }
        }
        // Two that are none do not make one.
        for at in (0..64).step_by(2) {
            let mut other = text.clone().into_bytes();
            other[at..at + 2].copy_from_slice(b"zz");
            assert_eq!(decode32(&other), None, "{at}");
        }
        assert_eq!(decode32(&text.as_bytes()[1..]), None);
        assert_eq!(decode32(format!("{text}00").as_bytes()), None);
    }
}
