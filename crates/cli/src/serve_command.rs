//! `certmap serve`: pages and API, over a store.

use crate::calendars::{ClosedDays, calendars};
use crate::demo;
use crate::output::tell;
use crate::packs::Texts;
use crate::problems::{Ended, typed};
use certmap_app::{App, Blobs, Chance, Clock, Law, Post, Store};
use certmap_base::{Date, Fault, Problem, io_reason, text};
use certmap_case::Moment;
use certmap_pack::Select;
use certmap_store::{Folder, Memory, MemoryBlobs};
use certmap_web::{Service, Settings, serve};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Options of `certmap serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where everything is kept: the path of a file, or postgres://USER:PASSWORD@HOST:PORT/DATABASE; also in CERTMAP_DATABASE.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Folder for the database file and for papers.
    #[arg(long, value_name = "DIR", default_value = "certmap-data")]
    data: PathBuf,
    /// How people reach the service, such as https://certmap.example.com.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A proxy stands in front, and says in `x-forwarded-for` who asks.
    #[arg(long)]
    behind_proxy: bool,
    /// Invented organisations and people, in memory: gone when the program ends.
    #[arg(long, conflicts_with = "database")]
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

fn refused(fault: Fault) -> Vec<Problem> {
    vec![typed(fault)]
}

fn open(args: &ServeArgs) -> Result<(Arc<dyn Store>, Arc<dyn Blobs>), Vec<Problem>> {
    if args.demo {
        return Ok((Arc::new(Memory::default()), Arc::new(MemoryBlobs::default())));
    }
    let shown = args.data.display().to_string();
    std::fs::create_dir_all(&args.data).map_err(|e| {
        refused(Fault::new(
            text!("the folder `{shown}` cannot be made: {}", "无法创建文件夹 `{shown}`：{}"; io_reason(&e)),
        ))
    })?;
    let papers = Folder::open(&args.data.join("papers")).map_err(refused)?;
    let told = args.database.clone().or_else(|| std::env::var("CERTMAP_DATABASE").ok());
    let address = told.unwrap_or_else(|| args.data.join("certmap.db").display().to_string());
    Ok((certmap_store::open(&address).map_err(refused)?, Arc::new(papers)))
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
pub(crate) fn run(args: &ServeArgs, texts: &Texts, today: Option<Date>) -> Ended {
    let library = texts.library(&Select::default())?;
    let days = ClosedDays::read();
    let kept: Vec<(String, String)> = texts.list().into_iter().map(|(n, t)| (n.to_owned(), t.to_owned())).collect();
    let law = Law::new(library, calendars(library, &days), kept).with_days(days.by_country());
    let (store, papers) = open(args)?;
    let app = App::new(store, papers, Arc::new(MachineClock { today }), Arc::new(MachineChance), law);
    let base_url = args.base_url.clone().unwrap_or_else(|| format!("http://{}", args.listen));
    if !(base_url.starts_with("http://") || base_url.starts_with("https://")) {
        let fault = Fault::new(text!("`{base_url}` is not an address of pages", "`{base_url}` 不是网址"));
        return Err(refused(
            fault.help(text!("write it as https://certmap.example.com", "请按 https://certmap.example.com 的格式填写")),
        ));
    }
    let settings = Settings { behind_proxy: args.behind_proxy, ..Settings::new(base_url) };
    let service = Service::new(app, settings, post()?);
    if args.demo {
        introduce(&service)?;
    }
    greet(&service);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let listened = runtime.and_then(|runtime| runtime.block_on(listen(service, args.listen)));
    let at = args.listen;
    listened
        .map_err(|e| refused(Fault::new(text!("cannot listen on {at}: {}", "无法监听 {at}：{}"; io_reason(&e)))))?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the demonstration, and says who its people are.
fn introduce(service: &Service) -> Result<(), Vec<Problem>> {
    // As long as nobody can guess it; there is no password that is always the same.
    let password: String = service.app.setup_code.chars().chain(" demo".chars()).collect();
    let people = demo::make(&service.app, &password, &service.settings.base_url).map_err(|e| {
        let why = format!("{e:?}");
        refused(Fault::new(text!("the demonstration cannot be made: {why}", "无法创建演示数据：{why}")))
    })?;
    tell(&format!("demonstration, gone when the program ends; the password of everybody is: {password}"));
    for (email, who) in people {
        tell(&format!("  {email:<26} {who}"));
    }
    Ok(())
}

/// Says where the service is, and how the first administrator is made.
fn greet(service: &Service) {
    let (at, store) = (&service.settings.base_url, service.app.store.name());
    tell(&format!("certmap serves on {at} ({store})"));
    if service.app.is_empty().unwrap_or(false) {
        let code = &service.app.setup_code;
        tell(&format!("make the first administrator at {at}/set-up with the code {code}"));
    }
}

async fn listen(service: Arc<Service>, at: SocketAddr) -> std::io::Result<()> {
    let listener = TcpListener::bind(at).await?;
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
