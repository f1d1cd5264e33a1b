import { beside } from "./beside.js";
import { card, tiles } from "./card.js";
import { colours, controls } from "./controls.js";
import { over } from "./over.js";

export { controls } from "./controls.js";
export const styles = [colours, controls, card, tiles, beside, over];
