/** A name that nothing else has: 128 random bits. */
export const randomName = (): string => crypto.getRandomValues(new BigUint64Array(2)).join("-");
