//! The service with its settings, and listening.

use crate::frame;
use crate::limit::Limits;
use crate::measure::Measures;
use certmap_app::{App, Post};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How the service stands in its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How people reach it, without a slash at the end.
    pub base_url: String,
    /// Whether the address of who asks is told by a proxy in `x-forwarded-for`.
    pub behind_proxy: bool,
    /// Whether a line is written for each request.
    pub logs: bool,
    /// Version of the program.
    pub version: String,
}

impl Settings {
    /// Reached at an address.
    pub fn new(base_url: impl Into<String>) -> Settings {
        let base_url = base_url.into().trim_end_matches('/').to_owned();
        Settings { base_url, behind_proxy: false, logs: true, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// Whether browsers come over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The service.
pub struct Service {
    /// Use cases.
    pub app: App,
    /// Settings.
    pub settings: Settings,
    /// What sends letters; without it they stay in the outbox.
    pub post: Option<Arc<dyn Post>>,
    pub(crate) limits: Limits,
    pub(crate) measures: Measures,
    pub(crate) counter: AtomicU64,
}

impl Service {
    /// A service.
    #[must_use]
    pub fn new(app: App, settings: Settings, post: Option<Arc<dyn Post>>) -> Arc<Service> {
        let (limits, measures, counter) = (Limits::default(), Measures::default(), AtomicU64::new(0));
        Arc::new(Service { app, settings, post, limits, measures, counter })
    }

    /// The router, made from the table of routes.
    pub fn router(self: &Arc<Service>) -> axum::Router {
        frame::router(self)
    }
}

/// Listens until `stop` becomes true; then requests and jobs that were begun finish.
///
/// # Errors
/// If it cannot listen.
pub async fn serve(service: Arc<Service>, listener: TcpListener, stop: watch::Receiver<bool>) -> io::Result<()> {
    let router = service.router().into_make_service_with_connect_info::<SocketAddr>();
    let jobs = tokio::spawn(crate::jobs::keep_working(Arc::clone(&service), stop.clone()));
    let (mut ended, mut late) = (stop.clone(), stop);
    let graceful = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = ended.wait_for(|s| *s).await;
    });
    // A browser that keeps its connection open does not hold the service up for ever.
    let patience = async move {
        let _ = late.wait_for(|s| *s).await;
        tokio::time::sleep(Duration::from_secs(20)).await;
    };
    let served = tokio::select! {
        served = graceful => served,
        () = patience => Ok(()),
    };
    let _ = jobs.await;
    served
}
