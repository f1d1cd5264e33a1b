import { element, part } from "../../shared/style/element.js";
import { beside } from "./beside.js";
import { buttons } from "./buttons.js";
import { card, tiles } from "./card.js";
import { over } from "./over.js";

/** A part that stands inside the card. */
export const ofPart = [part, buttons];

export const styles = [element, buttons, card, tiles, beside, over];
