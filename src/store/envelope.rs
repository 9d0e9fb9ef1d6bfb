//! The envelope around every stored value: `schema u16, kind u16, crc32, payload`.
//!
//! The encoding inside describes nothing of itself: most single flipped bits would read as another
//! value. The checksum covers version, kind and payload; the payload must be used up to its last
//! byte; and there is a limit in both directions, because the encoder knows none.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fault::StoreFault;

/// The form of the stored values. A higher one was written by a newer program.
pub(super) const SCHEMA: u16 = 5;
/// The bytes before the payload.
pub(super) const HEAD_BYTES: usize = 8;
/// The largest payload, in bytes: the page of a desk with 100,000 open tickets fits.
const PAYLOAD_BYTES_MAX: usize = 256 << 20;

/// What a value is, so that one kind is never read as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Kind {
    /// A ticket.
    Ticket = 1,
    /// The store's own state.
    Meta = 2,
    /// A setting of a person.
    Setting = 3,
    /// The page.
    Page = 4,
    /// The archive.
    Archive = 5,
}

/// The first half of an envelope's head.
pub(super) fn stamp(kind: Kind) -> [u8; 4] {
    let ([a, b], [c, d]) = (SCHEMA.to_be_bytes(), (kind as u16).to_be_bytes());
    [a, b, c, d]
}

/// Puts a value into its envelope.
pub(super) fn seal<T: Serialize>(kind: Kind, value: &T) -> Result<Vec<u8>, StoreFault> {
    let payload = bincode::serde::encode_to_vec(value, bincode::config::standard())
        .map_err(StoreFault::damaged)?;
    if payload.len() > PAYLOAD_BYTES_MAX {
        return Err(StoreFault::TooLarge {
            bytes: payload.len(),
        });
    }
    let mut bytes = Vec::with_capacity(HEAD_BYTES + payload.len());
    bytes.extend_from_slice(&stamp(kind));
    let sum = checksum(&bytes, &payload);
    bytes.extend_from_slice(&sum.to_be_bytes());
    bytes.extend_from_slice(&payload);
    Ok(bytes)
}

/// Takes a value out of its envelope.
pub(super) fn open<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, StoreFault> {
    decode(payload(kind, bytes)?)
}

/// What lies in an envelope, as it was encoded.
pub(super) fn payload(kind: Kind, bytes: &[u8]) -> Result<&[u8], StoreFault> {
    let wrong = |what: &str| Err(StoreFault::damaged(what));
    let Some((head, payload)) = bytes.split_at_checked(HEAD_BYTES) else {
        return wrong("a value is cut off");
    };
    let sum = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    if checksum(&head[..4], payload) != sum {
        return wrong("a value's checksum does not fit");
    }
    let found = u16::from_be_bytes([head[0], head[1]]);
    if found > SCHEMA {
        return Err(StoreFault::Newer {
            found,
            known: SCHEMA,
        });
    }
    if found < SCHEMA || u16::from_be_bytes([head[2], head[3]]) != kind as u16 {
        return wrong("a value is of another kind");
    }
    Ok(payload)
}

/// Encodes a value that stays in memory, without an envelope.
pub(super) fn encode<T: Serialize>(value: &T, into: &mut Vec<u8>) -> Result<(), StoreFault> {
    let config = bincode::config::standard();
    bincode::serde::encode_into_std_write(value, into, config)
        .map(drop)
        .map_err(StoreFault::damaged)
}

/// Reads an encoded value, whose words may stay where they are.
pub(super) fn decode<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, StoreFault> {
    let config = bincode::config::standard().with_limit::<PAYLOAD_BYTES_MAX>();
    let (value, used) =
        bincode::serde::borrow_decode_from_slice(payload, config).map_err(StoreFault::damaged)?;
    if used == payload.len() {
        Ok(value)
    } else {
        Err(StoreFault::damaged("a value has bytes behind its end"))
    }
}

fn checksum(head: &[u8], payload: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(head);
    sum.update(payload);
    sum.finalize()
}
