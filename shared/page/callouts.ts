// Callouts, as GitHub and Obsidian write them: a quotation whose first line begins with a word in brackets,
// `> [!note] A title`.

interface Callout {
  /** Where its bracket is, from the start of the quotation, and where the sign ends. */
  readonly from: number
  readonly to: number
  /** As it is written: `note`. */
  readonly kind: string
  /** Its class, for its colour. */
  readonly look: string
}

const SIGN = /^(>[ \t]?)\[!([a-z][\w-]{0,29})\][+-]?(?=\s|$)/i

/** The callout that a quotation is, by its text or its first line; null: it is only a quotation. */
export function calloutIn(quotation: string): Callout | null {
  const [whole, before, kind] = SIGN.exec(quotation) ?? []
  if (whole === undefined || before === undefined || kind === undefined) return null
  return { from: before.length, to: whole.length, kind, look: `callout-${kind.toLowerCase()}` }
}
