// Six people take a product from the application to the certificate, each in a browser session of their own, with scripts
// off, doing nothing but what the page of the case offers them. Then the page is looked at in both languages.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { axe, check, launch, overflow, screen } from "../browser.mjs";

const PORT = 19080 + (process.pid % 900);
const BASE = `http://127.0.0.1:${PORT}`;
const TODAY = process.env.CERTMAP_TODAY ?? "2026-11-21";
const PEOPLE = ["wang@body", "anna@exporter", "lin@laboratory", "zhao@body", "sun@body", "zhou@body"];
const SCHEME = process.env.CERTMAP_WALK ?? "cn-cqc";

async function serve() {
  // On the store that is used most, in a folder that goes away with the test.
  const folder = mkdtempSync(join(tmpdir(), "certmap-"));
  const kept = ["--database", join(folder, "certmap.db"), "--data", folder];
  const words = ["serve", "--demo", "--listen", `127.0.0.1:${PORT}`, "--today", TODAY, ...kept];
  const service = spawn(process.env.CERTMAP_BIN, words, { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  service.stderr.on("data", (bytes) => (told += bytes));
  for (let i = 0; i < 600; i++) {
    const found = told.match(/password of everybody is: (.+)/);
    if (found && (await fetch(`${BASE}/readyz`).catch(() => undefined))?.ok) return { service, folder, password: found[1].trim() };
    await pause(100);
  }
  service.kill();
  throw new Error(`the service did not start: ${told}`);
}

async function signedIn(browser, who, password) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${BASE}/sign-in?lang=en`);
  await page.fill("#email", `${who}.example`);
  await page.fill("#password", password);
  await page.click("main button");
  await page.waitForURL(`${BASE}/`);
  return page;
}

const later = (days) => new Date(Date.parse(TODAY) + days * 86_400_000).toISOString().slice(0, 10);
const FILE = (name) => ({ name: `${name.replace(/[^a-z]+/g, "-")}.pdf`, mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4 ${name}`) });
const TEXTS = {
  amount: "2000.50",
  currency: "CNY",
  samples_each: "2",
  auditor_days: "4",
  items: "s-1: M1, 0001",
  standards: "GB 4943.1-2022",
  number: "SPECIMEN-0001",
};
const ROLE_OF = { evaluate: "auditor", review: "reviewer", decide: "decision_maker" };

/** Fills in what is empty and not optional, and attaches the papers that a step wants. */
async function fill(form) {
  for (const field of await form.locator("input, select, textarea").all()) {
    const [name, type, tag] = [await field.getAttribute("name"), await field.getAttribute("type"), await field.evaluate((e) => e.localName)];
    if (type === "hidden") continue;
    const label = form.locator(`.field:has([name="${name}"])`);
    const optional = (await label.locator(".optional").count()) > 0;
    if (type === "file") {
      if (!optional || name.startsWith("document")) await field.setInputFiles(FILE(name));
    } else if (type === "checkbox") {
      if (name === "travels") await field.check();
    } else if (type === "radio") {
      if ((await form.locator(`[name="${name}"]:checked`).count()) === 0) await field.check();
    } else if (tag === "select") {
      const wanted = name === "leader" ? "auditor" : name === "person" ? ROLE_OF[await chosen(form, "function")] : undefined; // by what the person is to do
      const options = await field.locator("option").allTextContents();
      if (wanted) await field.selectOption({ index: options.findIndex((o) => o.includes(wanted)) });
    } else if (!optional && (await field.inputValue()) === "") {
      const day = name === "due" || name === "until" ? later(30) : TODAY;
      await field.fill(type === "date" ? day : (TEXTS[name] ?? "as asked"));
    }
  }
}

async function chosen(form, name) {
  const radio = form.locator(`[name="${name}"]:checked`);
  if (await radio.count()) return radio.first().inputValue();
  const any = form.locator(`[name="${name}"]`);
  return (await any.count()) ? any.first().inputValue() : undefined;
}

/** Takes the first thing on the page that can be done; says what it was, or nothing. */
async function step(page, id, refused) {
  await page.goto(`${BASE}/cases/${id}`);
  const count = await page.locator("details.next").count();
  for (let n = 0; n < count; n++) {
    const next = page.locator("details.next").nth(n);
    const sentence = (await next.locator("summary").textContent()).trim();
    if ((await next.getAttribute("open")) === null) await next.locator("summary").click();
    const form = next.locator("form");
    await fill(form);
    await Promise.all([page.waitForLoadState("load"), form.locator("button").click()]);
    await page.waitForLoadState("load");
    if (page.url().includes("done=saved")) return sentence;
    const why = await page.locator(".wrong li").allTextContents();
    refused.push(`${sentence}: ${why.map((w) => w.trim()).join("; ") || page.url()}`);
    await page.goto(`${BASE}/cases/${id}`);
  }
  return undefined;
}

/** Keeps a record; `chooses` gives part of the text of the option to choose, by name of field. */
async function record(page, chooses) {
  await page.goto(`${BASE}/records/new`);
  const form = page.locator("form.form");
  for (const [name, text] of Object.entries(chooses)) {
    const radio = form.locator(`input[type=radio][name="${name}"][value="${text}"]`);
    if (await radio.count()) {
      await radio.check();
      continue;
    }
    const options = await form.locator(`select[name="${name}"] option`).all();
    for (const [index, option] of options.entries()) {
      const same = (await option.getAttribute("value")) === text || (await option.textContent()).includes(text);
      if (same) await form.locator(`select[name="${name}"]`).selectOption({ index });
    }
  }
  await form.locator('[name="document"]').setInputFiles(FILE("signed"));
  await Promise.all([page.waitForLoadState("load"), form.locator("button").click()]);
  await page.waitForURL("**/records?done=saved");
}

async function open(page) {
  await page.goto(`${BASE}/cases/new?scheme=${SCHEME}&market=CN&body=here&units=${encodeURIComponent("unit-1: M1, M2")}&factories=${encodeURIComponent("factory-1, CN")}`);
  const form = page.locator("form.form");
  await form.locator('[name="scheme"]').selectOption(SCHEME);
  await form.locator('[name="body"][value="here"]').check();
  if (await form.locator('[name="auditors_travel"]').count()) await form.locator('[name="auditors_travel"]').check();
  await Promise.all([page.waitForLoadState("load"), form.locator("button").click()]);
  await page.waitForURL("**/cases/c-*");
  return new URL(page.url()).pathname.split("/").pop();
}

async function walk(pages) {
  const officer = pages["wang@body"];
  for (const [person, function_] of [["Zhao Lei", "evaluate"], ["Sun Li", "review"], ["Zhou Jun", "decide"]]) {
    await record(officer, { kind: "competence", organisation: "Demonstration Certification Body", person, function: function_ });
  }
  await record(officer, { kind: "laboratory_approval", organisation: "East Lake Testing Laboratory" });
  const id = await open(pages["anna@exporter"]);
  const done = [];
  const refused = [];
  for (let round = 0; round < 300; round++) {
    let moved = false;
    for (const who of PEOPLE) {
      const did = await step(pages[who], id, refused);
      if (did) {
        done.push(`${who}: ${did}`);
        moved = true;
        break;
      }
    }
    if (!moved) break;
  }
  const page = pages["anna@exporter"];
  await page.goto(`${BASE}/cases/${id}`);
  const state = (await page.locator(".title-row .state").textContent()).trim();
  const wrong = [];
  if (state !== "Issued") wrong.push(`the case is “${state}”; done: ${done.join(" | ")}; refused: ${refused.slice(-6).join(" | ")}`);
  for (const who of PEOPLE) {
    if (!done.some((d) => d.startsWith(who))) wrong.push(`${who} had nothing to do`);
  }
  return { id, wrong, done };
}

async function look(browser, password, id) {
  const wrong = [];
  for (const [lang, width] of [["en", 360], ["en", 1280], ["zh", 360], ["zh", 1280]]) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${BASE}/sign-in?lang=${lang}`);
    await page.fill("#email", "wang@body.example");
    await page.fill("#password", password);
    await page.click("main button");
    await page.waitForURL(`${BASE}/`);
    await page.goto(`${BASE}/cases`);
    const running = await page.locator("tbody a").first().getAttribute("href");
    for (const [name, path] of [["case-issued", `/cases/${id}`], ["case-running", running], ["case-new", "/cases/new"], ["record-new", "/records/new"], ["certificates", "/certificates"]]) {
      await page.goto(BASE + path);
      wrong.push(...[...(await axe(page)), ...(await overflow(page))].map((what) => `${name} ${lang} ${width}: ${what}`));
      await screen(page, `${name}-${lang}-${width}`);
    }
    await context.close();
  }
  return wrong;
}

const { service, folder, password } = await serve();
const browser = await launch();
try {
  let id;
  await check(`six people take ${SCHEME} from the application to the certificate, without script`, async () => {
    const pages = {};
    for (const who of PEOPLE) pages[who] = await signedIn(browser, who, password);
    const walked = await walk(pages);
    id = walked.id;
    return walked.wrong;
  });
  await check("pages of cases in both languages at two widths", () => look(browser, password, id));
} finally {
  await browser.close();
  service.kill();
  rmSync(folder, { recursive: true, force: true });
}
