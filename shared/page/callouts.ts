// Callouts, as GitHub and Obsidian write them: a quotation whose first line begins with a word in brackets,
// `> [!note] A title`.

const SIGN = /^(>[ \t]?)\[!([a-z][\w-]{0,29})\]([+-]?)(?=\s|$)/i

/**
 * The callout that a quotation is, by its text or its first line: where its sign is, from the start of the
 * quotation; its kind as it is written, `note`; the class for its colour; and whether it folds, and how it is
 * at first. Null: it is only a quotation.
 */
export function calloutIn(quotation: string) {
  const [whole, before, kind, sign] = SIGN.exec(quotation) ?? []
  if (whole === undefined || before === undefined || kind === undefined) return null
  const fold = sign === '+' ? ('open' as const) : sign === '-' ? ('closed' as const) : null
  return { from: before.length, to: whole.length, kind, look: `callout-${kind.toLowerCase()}`, fold }
}
