/** The one setting of the page: its policy, by id, in the head of `index.html`. */
export const POLICY = document.querySelector<HTMLMetaElement>('meta[name="exam-policy"]')?.content ?? "";
