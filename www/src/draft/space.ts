/** The browser's storage: its promise not to clear it, and the room that is left. */

export interface Space {
  /** True: the browser will not clear the draft by itself. Null: it was not asked, or does not say. */
  persisted: boolean | null;
  /** Bytes that are left, where the browser says so. */
  leftBytes: number | null;
}

/** Below this a picture from a phone may no longer fit. */
export const LITTLE_BYTES = 30_000_000;

export async function readSpace(): Promise<Space> {
  const [persisted, estimate] = await Promise.all([
    quietly(() => navigator.storage.persisted()),
    quietly(() => navigator.storage.estimate()),
  ]);
  const { quota, usage } = estimate ?? {};
  return { persisted, leftBytes: quota === undefined || usage === undefined ? null : Math.max(quota - usage, 0) };
}

/** Asks the browser to keep the draft whatever happens. Some ask the candidate in turn, so: at the first picture. */
export async function askToPersist(): Promise<Space> {
  await quietly(() => navigator.storage.persist());
  return readSpace();
}

async function quietly<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    // Not in every browser.
    return null;
  }
}
