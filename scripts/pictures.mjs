// The pictures of the page that README.md shows, from generated pictures: no real person is in them.
//   make pictures      writes docs/pictures/photo.png and docs/pictures/check.png
import { mkdirSync } from "node:fs";
import { openChromium } from "../tests/browser/browsers.mjs";
import { addDocuments, answerAll, choosePhoto, documentFile, goTo, openPage } from "../tests/browser/candidate.mjs";
import { inRoot } from "../tests/browser/files.mjs";
import { serve } from "./server.mjs";

const FOLDER = inRoot("docs/pictures");
mkdirSync(FOLDER, { recursive: true });

const server = await serve({ "/": inRoot("www/dist") });
const browser = await openChromium();
/** Still and light, as wide as README shows it. */
const context = await browser.newContext({
  viewport: { width: 960, height: 720 },
  colorScheme: "light",
  reducedMotion: "reduce",
  serviceWorkers: "block",
});

try {
  const { page } = await openPage(context, server.url, "?lang=en");
  /** From the part that `top` names downwards. */
  const picture = async (name, top) => {
    // A bar that sticks to an edge would cover what is shown.
    await page.evaluate(() => {
      for (const bar of document.querySelectorAll(".onward, header")) bar.style.position = "static";
      document.activeElement?.blur();
    });
    const { y } = await page.locator(top).boundingBox();
    await page.evaluate((y) => scrollBy(0, y - 20), y);
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  };
  await answerAll(page);
  await choosePhoto(page);
  await picture("photo", "exam-photo .result");
  await addDocuments(page, "identity", [documentFile(1)]);
  await goTo(page, "check");
  await picture("check", "h1");
} finally {
  await browser.close();
  await server.close();
}
