/**
 * The elements: `<exam-photo>` for one portrait, `<exam-material>` for the pictures of one document. Importing this file
 * defines them; no other file of the package does. It needs `lit`, which the functions of the package do not.
 */
import { ExamMaterial } from "./material/exam-material.js";
import { ExamThumbnail } from "./material/exam-thumbnail.js";
import { ExamTurnStage } from "./material/exam-turn-stage.js";
import { ExamZoomStage } from "./material/exam-zoom-stage.js";
import { ExamPhotoEditor } from "./photo/editor/exam-photo-editor.js";
import { ExamPhoto } from "./photo/exam-photo.js";

export { ExamMaterial, ExamPhoto };
export type { MaterialFile } from "./material/state.js";
export type { PhotoValue } from "./photo/model/value.js";

// For the page around the elements: what both say in the same way.
export { findingList, sentence, severityWords, type FindingListView } from "./shared/findings.js";
export { LiveRegion } from "./shared/live-region.js";
export { inLocale, wordsIn, type Locale } from "./shared/locale.js";

const ELEMENTS = {
  "exam-photo": ExamPhoto,
  "exam-photo-editor": ExamPhotoEditor,
  "exam-material": ExamMaterial,
  "exam-thumbnail": ExamThumbnail,
  "exam-turn-stage": ExamTurnStage,
  "exam-zoom-stage": ExamZoomStage,
};

// A second copy of the package on one page must not throw: the first one stays.
for (const [tag, element] of Object.entries(ELEMENTS)) {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}

declare global {
  interface HTMLElementTagNameMap {
    "exam-photo": ExamPhoto;
    "exam-material": ExamMaterial;
  }
}
