//! `certmap serve`: pages and API, over a store.

use crate::backup_command::{Keeping, KeptArgs, refused};
use crate::calendars::{ClosedDays, calendars};
use crate::demo;
use crate::output::tell;
use crate::packs::Texts;
use crate::problems::Ended;
use certmap_app::{App, Chance, Clock, Law, Post};
use certmap_base::{Date, Fault, Lang, Problem, io_reason, text};
use certmap_case::Moment;
use certmap_pack::Select;
use certmap_store::{Memory, MemoryBlobs};
use certmap_web::{Service, Settings, serve};
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::sync::watch;

/// Options of `certmap serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    kept: KeptArgs,
    /// How people reach the service, such as `https://certmap.example.com`.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A proxy stands in front, and says in `x-forwarded-for` who asks.
    #[arg(long)]
    behind_proxy: bool,
    /// Invented organisations and people; in memory, gone when the program ends, unless --database names a place.
    #[arg(long)]
    demo: bool,
}

/// The clock of the machine; `--today` moves its day.
struct MachineClock {
    today: Option<Date>,
}

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let day = Date::new(1970, 1, 1).unwrap_or(Date::MIN);
        let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
        let now = Moment::start_of(day).plus_seconds(seconds);
        let second = now.seconds_since(Moment::start_of(now.day()));
        self.today.map_or(now, |day| Moment::new(day, u32::try_from(second).unwrap_or(0)))
    }
}

/// Chance of the machine.
struct MachineChance;

impl Chance for MachineChance {
    #[expect(
        clippy::panic,
        reason = "without chance every secret could be guessed; the request ends, nothing is written"
    )]
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        match getrandom::fill(&mut bytes) {
            Ok(()) => bytes,
            Err(e) => panic!("the machine gives no random bytes: {e}"),
        }
    }
}

fn open(args: &ServeArgs) -> Result<Keeping, Vec<Problem>> {
    if args.demo && args.kept.database.is_none() {
        return Ok((Arc::new(Memory::default()), Arc::new(MemoryBlobs::default())));
    }
    args.kept.open()
}

/// What sends letters, where the environment says through which server.
fn post() -> Result<Option<Arc<dyn Post>>, Vec<Problem>> {
    let Ok(url) = std::env::var("CERTMAP_SMTP_URL") else { return Ok(None) };
    #[cfg(feature = "smtp")]
    {
        let from = std::env::var("CERTMAP_MAIL_FROM").unwrap_or_default();
        let smtp = certmap_web::Smtp::new(&url, &from).map_err(refused)?;
        Ok(Some(Arc::new(smtp)))
    }
    #[cfg(not(feature = "smtp"))]
    {
        drop(url);
        let fault = Fault::new(text!("this program was built without mail", "本程序未包含邮件功能"));
        let help = text!(
            "build it with the feature smtp, or leave CERTMAP_SMTP_URL away",
            "请启用 smtp 功能重新构建，或不设置 CERTMAP_SMTP_URL"
        );
        Err(refused(fault.help(help)))
    }
}

/// Listens until the program is told to end.
pub(crate) fn run(args: &ServeArgs, texts: &Texts, today: Option<Date>, lang: Lang) -> Ended {
    let listener = listen(args.listen)?;
    let base_url = base_url(args, &listener)?;
    let library = texts.library(&Select::default())?;
    let days = ClosedDays::read();
    let kept: Vec<(String, String)> = texts.list().into_iter().map(|(n, t)| (n.to_owned(), t.to_owned())).collect();
    let law = Law::new(library, calendars(library, &days), kept).with_days(days.by_country());
    let (store, papers) = open(args)?;
    let app = App::new(store, papers, Arc::new(MachineClock { today }), Arc::new(MachineChance), law);
    let settings = Settings { behind_proxy: args.behind_proxy, ..Settings::new(base_url) };
    let service = Service::new(app, settings, post()?);
    if args.demo {
        introduce(&service, lang)?;
    }
    greet(&service, lang);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let served = runtime.and_then(|runtime| runtime.block_on(until_told(service, listener)));
    served.map_err(|e| refused(Fault::new(text!("the service ended: {}", "服务已终止：{}"; io_reason(&e)))))?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address, before anything else is made.
fn listen(at: SocketAddr) -> Result<TcpListener, Vec<Problem>> {
    let listener = TcpListener::bind(at).and_then(|l| l.set_nonblocking(true).map(|()| l));
    listener.map_err(|e| refused(Fault::new(text!("cannot listen on {at}: {}", "无法监听 {at}：{}"; io_reason(&e)))))
}

fn base_url(args: &ServeArgs, listener: &TcpListener) -> Result<String, Vec<Problem>> {
    let Some(url) = &args.base_url else {
        return Ok(format!("http://{}", listener.local_addr().unwrap_or(args.listen)));
    };
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if host.is_some_and(|h| !h.is_empty() && !h.trim_end_matches('/').contains('/')) {
        return Ok(url.clone());
    }
    let fault = Fault::new(text!("`{url}` is not the address of a service", "`{url}` 不是服务地址"));
    let help = text!("write it as https://certmap.example.com", "请按 https://certmap.example.com 的格式填写");
    Err(refused(fault.help(help)))
}

/// Makes the demonstration, and says who its people are.
fn introduce(service: &Service, lang: Lang) -> Result<(), Vec<Problem>> {
    // As long as nobody can guess it; there is no password that is always the same.
    let password: String = service.app.setup_code.chars().chain(" demo".chars()).collect();
    let people = demo::make(&service.app, &password, &service.settings.base_url).map_err(|e| {
        let why = format!("{e:?}");
        refused(Fault::new(text!("the demonstration cannot be made: {why}", "无法创建演示数据：{why}")))
    })?;
    let said =
        text!("demonstration; the password of everybody is: {password}", "演示数据；所有人员的密码均为：{password}");
    tell(said.get(lang));
    for (email, who) in people {
        tell(&format!("  {email:<26} {}", who.get(lang)));
    }
    Ok(())
}

/// Says where the service is, and how the first administrator is made.
fn greet(service: &Service, lang: Lang) {
    let (at, store) = (&service.settings.base_url, service.app.store.name());
    tell(text!("certmap serves on {at} ({store})", "certmap 服务地址：{at}（{store}）").get(lang));
    if service.app.is_empty().unwrap_or(false) {
        let code = &service.app.setup_code;
        let said = text!(
            "make the first administrator at {at}/set-up with the code {code}",
            "请在 {at}/set-up 使用验证码 {code} 创建首位管理员"
        );
        tell(said.get(lang));
    }
}

async fn until_told(service: Arc<Service>, listener: TcpListener) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (told, stop) = watch::channel(false);
    tokio::spawn(async move {
        told_to_end().await;
        let _ = told.send(true);
    });
    serve(service, listener, stop).await
}

/// Waits until somebody wants the program to end.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
