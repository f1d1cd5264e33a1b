import { beside } from "./beside";
import { card, tiles } from "./card";
import { colours, controls } from "./controls";
import { over } from "./over";

export { controls } from "./controls";
export const styles = [colours, controls, card, tiles, beside, over];
