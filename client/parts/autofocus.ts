// Writing in place: a text becomes a field, and has the focus.

/** As a field's ref: brings it into view and gives it the focus, with all of it selected. */
export function focusAndSelect(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
  // For the focus alone, Firefox shows no more of a field of which a part is in view.
  field?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
