// The statement for a port in a real browser: two widths, light and dark, and on paper.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { axe, certmap, check, launch, overflow, screen } from "../browser.mjs";

const folder = mkdtempSync(join(tmpdir(), "certmap-letter-"));
const browser = await launch();
try {
  const file = join(folder, "letter.html");
  await check("letter-is-written", () =>
    writeFileSync(file, certmap("letter", "examples/rug.toml", "--market", "CN", "--format", "html")),
  );
  for (const width of [360, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: true });
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      const name = `letter-${width}-${colorScheme}`;
      await check(`${name}-fits-the-window`, () => overflow(page));
      await check(`${name}-axe-finds-nothing`, () => axe(page));
      await check(`${name}-is-drawn`, () => screen(page, name));
      await context.close();
    }
  }
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.emulateMedia({ media: "print" });
  await check("letter-prints", async () => {
    const paper = await page.pdf({ format: "A4" });
    return paper.length > 5_000 ? [] : [`the printed file has ${paper.length} bytes`];
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
