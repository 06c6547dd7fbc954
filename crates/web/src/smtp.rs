//! Letters over SMTP.

use certmap_app::{Broken, Letter, Post};
use certmap_base::{Fault, text};
use lettre::message::{Mailbox, header::ContentType};
use lettre::{Message, SmtpTransport, Transport};
use std::time::Duration;

/// The other side has so long to answer.
const ANSWER_SECONDS: u64 = 30;

/// Sends letters over SMTP.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Smtp {
    /// Post through a server, such as `smtps://USER:PASSWORD@HOST:465`, with a sender.
    ///
    /// # Errors
    /// If one of them is not understood. The address of the server is not told: a password stands in it.
    pub fn new(url: &str, from: &str) -> Result<Smtp, Fault> {
        let from = from.parse().map_err(|_| {
            Fault::new(text!("`{from}` is no sender of letters", "`{from}` 不是有效的发件人")).help(text!(
                "write it as certmap <certmap@example.com>",
                "请按 certmap <certmap@example.com> 的格式填写"
            ))
        })?;
        let builder = SmtpTransport::from_url(url).map_err(|_| {
            Fault::new(text!("the address of the mail server is not understood", "无法识别邮件服务器地址")).help(text!(
                "write it as smtps://USER:PASSWORD@HOST:465, with signs in the password as %40",
                "请按 smtps://用户:密码@主机:465 的格式填写，密码中的特殊字符写作 %40 形式"
            ))
        })?;
        Ok(Smtp { transport: builder.timeout(Some(Duration::from_secs(ANSWER_SECONDS))).build(), from })
    }
}

impl Post for Smtp {
    fn send(&self, letter: &Letter) -> Result<(), Broken> {
        let doing = "sending a letter";
        let message = Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().map_err(|e| Broken::new(doing, e))?)
            .subject(letter.subject.as_str())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|e| Broken::new(doing, e))?;
        self.transport.send(&message).map(|_| ()).map_err(|e| Broken::new(doing, e))
    }
}
