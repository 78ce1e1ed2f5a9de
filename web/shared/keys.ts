/**
 * Whether this key press belongs to an input method: Enter then picks a word and sends nothing.
 * 229 is what Safari and old web views report instead of `isComposing`.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
