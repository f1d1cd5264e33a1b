// The pictures of the page that README.md shows, from generated pictures: no real person is in them.
//   make pictures      writes docs/pictures/photo.png and docs/pictures/check.png
import { mkdirSync } from "node:fs";
import { openChromium } from "../tests/browser/browsers.mjs";
import { addPapers, answerAll, choosePhoto, goTo, openPage, paper } from "../tests/browser/candidate.mjs";
import { inRoot } from "../tests/browser/files.mjs";
import { serve } from "./server.mjs";

const FOLDER = inRoot("docs/pictures");
mkdirSync(FOLDER, { recursive: true });

const server = await serve({ "/": inRoot("www/dist") });
const browser = await openChromium();
/** Still and light, as wide as README shows it. */
const context = await browser.newContext({
  viewport: { width: 960, height: 780 },
  colorScheme: "light",
  reducedMotion: "reduce",
  serviceWorkers: "block",
});

try {
  const { page } = await openPage(context, server.url, "?lang=en");
  const picture = async (name, height) => {
    await page.setViewportSize({ width: 960, height });
    // A bar that sticks to the lower edge would cover what is shown.
    await page.evaluate(() => {
      for (const bar of document.querySelectorAll(".onward")) bar.style.position = "static";
      document.activeElement?.blur();
      scrollTo(0, 0);
    });
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  };
  await answerAll(page);
  await choosePhoto(page);
  await picture("photo", 1000);
  await addPapers(page, "identity", [paper(1)]);
  await goTo(page, "check");
  await picture("check", 800);
} finally {
  await browser.close();
  await server.close();
}
