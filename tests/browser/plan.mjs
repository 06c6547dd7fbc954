// The page of a plan in a real browser: two widths, light and dark, both languages, and with scripts off.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { axe, check, launch, overflow, plan, screen } from "../browser.mjs";

const WIDTHS = [360, 1440];
const HEIGHT = 900;

/** Open the file as a visitor with this window and these wishes would, and note what goes wrong meanwhile. */
async function visit(browser, file, { width = 1440, colorScheme = "light", javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height: HEIGHT }, colorScheme, javaScriptEnabled });
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => message.type() === "error" && noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`script: ${error.message}`));
  page.on("request", (request) => /^(https?|wss?):/.test(request.url()) && noise.push(`loaded ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  return { page, noise, leave: () => context.close() };
}

async function looks(browser, file, lang, width, colorScheme) {
  const name = `plan-${lang}-${width}-${colorScheme}`;
  const { page, noise, leave } = await visit(browser, file, { width, colorScheme });
  await check(`${name}-fits-the-window`, () => overflow(page));
  await check(`${name}-is-quiet-and-loads-nothing`, () => noise);
  await check(`${name}-axe-finds-nothing`, () => axe(page));
  await check(`${name}-is-drawn`, () => screen(page, name));
  await leave();
}

async function readsWithoutScripts(browser, file, lang) {
  const text = async (javaScriptEnabled) => {
    const { page, leave } = await visit(browser, file, { javaScriptEnabled });
    const said = await page.locator("body").innerText();
    await leave();
    return said.trim();
  };
  await check(`plan-${lang}-says-the-same-without-scripts`, async () => {
    const [off, on] = [await text(false), await text(true)];
    if (off.length < 200) return [`only ${off.length} characters`];
    return off === on ? [] : ["the text differs"];
  });
}

async function prints(browser, file, lang) {
  const { page, leave } = await visit(browser, file);
  await page.emulateMedia({ media: "print" });
  await check(`plan-${lang}-prints`, async () => {
    const paper = await page.pdf({ format: "A4", landscape: true });
    return paper.length > 5_000 ? [] : [`the printed file has ${paper.length} bytes`];
  });
  await leave();
}

const folder = mkdtempSync(join(tmpdir(), "certmap-browser-"));
const browser = await launch();
try {
  for (const lang of ["en", "zh"]) {
    const file = join(folder, `plan-${lang}.html`);
    await check(`plan-${lang}-is-written`, () => writeFileSync(file, plan("--format", "html", "--lang", lang)));
    for (const width of WIDTHS) {
      for (const colorScheme of ["light", "dark"]) await looks(browser, file, lang, width, colorScheme);
    }
    await readsWithoutScripts(browser, file, lang);
    await prints(browser, file, lang);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
