// What the checks in tests/browser share: the binary, the browser, axe, and saying `ok NAME` or `not ok NAME: why`.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SCREENS = join(ROOT, "target", "screens");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PLAN = "plan examples/toy-train.toml --market CN --market US --market DE --ship 2027-06-01".split(" ");

/** What the binary writes for the plan of the first example, on the fixed day. */
export function plan(...words) {
  return certmap(...PLAN, ...words);
}

/** What the binary writes on the fixed day. */
export function certmap(...words) {
  const command = [...words, "--today", process.env.CERTMAP_TODAY ?? "2026-11-21"];
  try {
    return execFileSync(process.env.CERTMAP_BIN, command, { cwd: ROOT, maxBuffer: 64 << 20, timeout: 120_000 });
  } catch (error) {
    if (error.status === 1) return error.stdout; // late or impossible is a plan too
    throw new Error(`\`${command.join(" ")}\` ended with ${error.status}`);
  }
}

/** The system's Chromium. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** What axe finds, a line each; WCAG 2.2 AA and good practice, with nothing waived. */
export async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags } }), AXE_TAGS);
  return found.violations.map(({ id, nodes }) => `${id} (${nodes.length}, such as ${nodes[0].target.join(" ")})`);
}

/** What sticks out of the window to the right: the first few elements, and by how much. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wanted = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (wanted <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > width + 1);
    const names = wide.slice(0, 3).map((element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}">`);
    return [`${wanted} px in a window of ${width} px`, ...names];
  });
}

/** Save the whole page as target/screens/NAME.png, for people to look at. */
export async function screen(page, name) {
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}

/** Run one check and say how it went; what it returns as a list is what is wrong. */
export async function check(name, body) {
  try {
    const wrong = (await body()) ?? [];
    if (wrong.length > 0) throw new Error(wrong.join("; "));
    console.log(`ok ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${name}: ${String(error.message).replace(/\s+/g, " ")}`);
  }
}
