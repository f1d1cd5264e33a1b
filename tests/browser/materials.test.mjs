// One material card as any page may have it, in Chromium: the element alone, the real package in its real worker, under the
// strict policy. That it builds and works here shows that it knows nothing of the page that it was written for.
import "./materials/slots.mjs";
import "./materials/repairs.mjs";
import "./materials/hands.mjs";
import "./materials/looks.mjs";
