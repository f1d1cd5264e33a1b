// Pictures that the Rust tests do not draw, made in the browser from a page that they draw: never a real document.

/** By name: a small PNG, a page of 12 megapixels, one mirrored and turned, one with a doubtful placement. */
export async function drawVariants(browser, pageJpeg) {
  const page = await browser.newPage();
  const made = await page.evaluate(async (base64) => {
    const upright = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
    const { width, height } = upright;
    const sheet = (w, h) => {
      const context = new OffscreenCanvas(w, h).getContext("2d", { willReadFrequently: true });
      context.fillStyle = "#ebebeb";
      context.fillRect(0, 0, w, h);
      return context;
    };
    const save = async ({ canvas }, type = "image/jpeg", quality = 0.92) => {
      const blob = await canvas.convertToBlob({ type, quality });
      const reader = new FileReader();
      await new Promise((done) => ((reader.onload = done), reader.readAsDataURL(blob)));
      return reader.result.split(",")[1];
    };

    // Black and white only, as a scan program saves it: small as a PNG.
    const small = sheet(width, height);
    small.drawImage(upright, 0, 0);
    const pixels = small.getImageData(0, 0, width, height);
    for (let i = 0; i < pixels.data.length; i += 4) pixels.data.fill(pixels.data[i] < 140 ? 0 : 255, i, i + 3);
    small.putImageData(pixels, 0, 0);

    const large = sheet(3000, 4000);
    large.drawImage(upright, 0, 0, 3000, 4000);

    const mirrored = sheet(height, width);
    // Turned a quarter to the right, then seen in a mirror.
    mirrored.translate(height, 0);
    mirrored.scale(-1, 1);
    mirrored.translate(height, 0);
    mirrored.rotate(Math.PI / 2);
    mirrored.drawImage(upright, 0, 0);

    // Upright lines above, as many upside down below.
    const doubtful = sheet(width, height);
    doubtful.drawImage(upright, 80, 180, 620, 620, 100, 120, 620, 620);
    doubtful.translate(width, height);
    doubtful.rotate(Math.PI);
    doubtful.drawImage(upright, 80, 720, 620, 500, width - 720, height - 1240, 620, 500);

    return {
      "small.png": await save(small, "image/png"),
      "12-megapixels.jpg": await save(large, "image/jpeg", 0.97),
      "mirrored-and-turned.jpg": await save(mirrored),
      "doubtful.jpg": await save(doubtful),
    };
  }, pageJpeg.toString("base64"));
  await page.close();
  return Object.fromEntries(Object.entries(made).map(([name, base64]) => [name, Buffer.from(base64, "base64")]));
}
