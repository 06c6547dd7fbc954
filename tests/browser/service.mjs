// The pages of the service in a browser: axe on each of them in both languages at two widths, with scripts off, and the way
// in and out. What they look like is saved in target/screens.
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { axe, check, launch, overflow, screen } from "../browser.mjs";

const PORT = 18080 + (process.pid % 1000);
const BASE = `http://127.0.0.1:${PORT}`;
const WIDTHS = [360, 1280];

/** `certmap serve --demo`, and the password that it prints. */
async function serve() {
  const today = process.env.CERTMAP_TODAY ?? "2026-11-21";
  const words = ["serve", "--demo", "--listen", `127.0.0.1:${PORT}`, "--today", today];
  const service = spawn(process.env.CERTMAP_BIN, words, { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  service.stderr.on("data", (bytes) => (told += bytes));
  for (let i = 0; i < 600; i++) {
    const found = told.match(/password of everybody is: (.+)/);
    if (found && (await fetch(`${BASE}/readyz`).catch(() => undefined))?.ok) return { service, password: found[1].trim() };
    await pause(100);
  }
  service.kill();
  throw new Error(`the service did not start: ${told}`);
}

async function signIn(page, email, password) {
  await page.goto(`${BASE}/sign-in`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.click("main button");
  await page.waitForURL(`${BASE}/`);
}

/** Each page that somebody can look at; a form that was filled in wrongly too. */
const PAGES = {
  nobody: ["/sign-in", "/forgot", "/nothing-here"],
  "olga@service.example": ["/", "/organisations", "/trail", "/outbox", "/packs", "/packs/eu", "/api", "/account"],
  "anna@exporter.example": ["/", "/cases", "/cases?q=nothing", "/products", "/certificates", "/people", "/trail", "/account"],
};

async function look(browser, email, password, lang, width) {
  const wrong = [];
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: true });
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("console", (line) => line.type() === "error" && !line.text().includes("404") && !line.text().includes("422") && wrong.push(`console: ${line.text()}`));
  await page.goto(`${BASE}/sign-in?lang=${lang}`);
  if (email !== "nobody") await signIn(page, email, password);
  for (const path of PAGES[email]) {
    await page.goto(BASE + path);
    await judge(page, `${email.split("@")[0]} ${path}`, lang, width, wrong);
  }
  if (email === "nobody") {
    await page.goto(`${BASE}/sign-in`);
    await page.fill("#email", "nobody@example.com");
    await page.fill("#password", "wrong");
    await page.click("main button");
    await page.waitForSelector(".wrong");
    await judge(page, "nobody /sign-in wrong", lang, width, wrong);
  }
  await context.close();
  return wrong;
}

async function judge(page, name, lang, width, wrong) {
  const found = [...(await axe(page)), ...(await overflow(page))];
  wrong.push(...found.map((what) => `${name}: ${what}`));
  await screen(page, `service-${name.replace(/[^a-z0-9]+/gi, "-")}-${lang}-${width}`);
}

const { service, password } = await serve();
const browser = await launch();
try {
  for (const lang of ["en", "zh"]) {
    for (const width of WIDTHS) {
      for (const email of Object.keys(PAGES)) {
        await check(`pages of ${email.split("@")[0]}, ${lang}, ${width} px`, () => look(browser, email, password, lang, width));
      }
    }
  }
  await check("with scripts off one signs in, changes the language and signs out", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
    const page = await context.newPage();
    await signIn(page, "wang@body.example", password);
    await page.click(".language");
    const title = await page.textContent("h1");
    await page.click(".head-own button");
    await page.waitForURL(/sign-in/);
    await page.goto(`${BASE}/account`);
    const out = page.url().includes("/sign-in");
    await context.close();
    return [...(title.includes("今日") ? [] : [`the title is ${title}`]), ...(out ? [] : ["still signed in"])];
  });
  await check("keyboard alone: skip link, then into the form", async () => {
    const page = await browser.newPage();
    await page.goto(`${BASE}/sign-in?lang=en`);
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.className);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const then = await page.evaluate(() => document.activeElement.id);
    return first === "skip" && then === "email" ? [] : [`first ${first}, then ${then}`];
  });
} finally {
  await browser.close();
  service.kill("SIGTERM");
  await check("it ends when it is told to", async () => {
    for (let i = 0; i < 100 && service.exitCode === null; i++) await pause(100);
    return service.exitCode === 0 ? [] : [`exit status ${service.exitCode}`];
  });
}
