//! Secrets: made by chance, kept as hashes.

use crate::error::Broken;
use crate::port::Chance;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Fewest characters of a password.
pub const PASSWORD_LENGTH_MIN: usize = 12;
/// Most bytes of a password.
pub(crate) const PASSWORD_BYTES_MAX: usize = 512;

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

/// SHA-256 in hexadecimal digits.
///
/// ```
/// assert_eq!(certmap_app::digest(b"abc").get(2..8), Some("7816bf"));
/// ```
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A new secret, as people and browsers carry it.
pub(crate) fn secret(chance: &dyn Chance) -> String {
    hex(&chance.bytes())
}

/// A short new id with a prefix, such as `c-5tk2m8qa`: easy to read out, no letters that are mistaken for others.
pub(crate) fn short_id(prefix: &str, chance: &dyn Chance) -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    let bytes = chance.bytes();
    let letters = bytes.iter().take(10).filter_map(|b| LETTERS.get(usize::from(b % 32)));
    format!("{prefix}-{}", letters.map(|b| char::from(*b)).collect::<String>())
}

/// What stands in forms against requests from other sites: it follows from the secret of the session, and does not tell it.
#[must_use]
pub fn form_secret(session_secret: &str) -> String {
    digest(format!("form:{session_secret}").as_bytes())
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
#[must_use]
pub fn same_secret(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// The hash of a password by Argon2id, with its salt and parameters.
pub(crate) fn hash_password(password: &str, chance: &dyn Chance) -> Result<String, Broken> {
    let salt = chance.bytes();
    let salt = salt.get(..16).unwrap_or(&salt);
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| Broken::new("hashing a password", e))?;
    Ok(hash.to_string())
}

/// Of no password that anybody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$XJ4yTPhfEbO2nPsMzYYd0h9zDVkTtYxvMmn9YkrC5qY";

/// Whether it is the password. An unknown account takes as long as a wrong password.
pub(crate) fn is_password(password: &str, hash: &str) -> bool {
    let known = PasswordHash::new(hash);
    let nobody = PasswordHash::new(NOBODY);
    let check = |h: &PasswordHash| Argon2::default().verify_password(password.as_bytes(), h).is_ok();
    match (known, nobody) {
        (Ok(hash), _) => check(&hash),
        (Err(_), Ok(nobody)) => {
            let _ = check(&nobody);
            false
        }
        (Err(_), Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;

    impl Chance for Sevens {
        fn bytes(&self) -> [u8; 32] {
            [7; 32]
        }
    }

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let hash = hash_password("four random words here", &Sevens).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_password("four random words here", &hash));
        assert!(!is_password("four random words there", &hash));
        assert!(!is_password("", &hash));
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        // The hash of nobody has to be one that is computed, not refused at once.
        assert!(!is_password("anything at all", ""));
        let hash = hash_password("four random words here", &Sevens).unwrap();
        let prefix: Vec<&str> = hash.split('$').take(4).collect();
        assert_eq!(NOBODY.split('$').take(4).collect::<Vec<_>>(), prefix);
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn secrets_are_compared_whole() {
        assert!(same_secret("abc", "abc"));
        assert!(!same_secret("abc", "abx"));
        assert!(!same_secret("abc", "ab"));
    }

    #[test]
    fn ids_are_short_and_without_letters_that_are_mistaken() {
        let id = short_id("c", &Sevens);
        assert_eq!(id, "c-9999999999");
    }
}
