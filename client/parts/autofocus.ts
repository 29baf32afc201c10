// Writing in place: what was read a moment ago is a field now, and the hand is in it.

/** As a field's ref: brings it into view and gives it the focus, with all of it selected. */
export function focusAndSelect(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
}
