// Raised and lowered letters: 10²¹ and H₂O. A page has no sign for them, so Unicode's own letters stand for
// them; words that have none stand in brackets, so that nobody reads one number where two were.
import { attributeOf, textIn, type HtmlElement } from './html-reader.ts'

/** `letters`: each becomes Unicode's; `brackets`: some letter has none. */
export interface Raising {
  readonly sign: '^' | '_'
  readonly by: 'letters' | 'brackets'
}

const RAISED = lettersOf(
  '0123456789+-−=()abcdefghijklmnoprstuvwxyz',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ',
)
const LOWERED = lettersOf('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

function lettersOf(plain: string, set: string): ReadonlyMap<string, string> {
  const there = Array.from(set)
  return new Map(Array.from(plain, (letter, at) => [letter, there[at] ?? letter]))
}

/** How an element raises or lowers its words; null: it does not, or they are read alike without it. */
export function raisingOf(element: HtmlElement): Raising | null {
  const [, style] = /vertical-align:\s*(super|sub)\b/i.exec(attributeOf(element, 'style')) ?? []
  const way = style?.toLowerCase() ?? element.name.slice(0, 3)
  if (style === undefined && element.name !== 'sup' && element.name !== 'sub') return null
  const words = textIn(element).trim()
  // Notes in brackets, and signs like ™; “2nd” is read like that.
  if (/^\[.*\]$|^(?:st|nd|rd|th)$/.test(words) || !/[\p{L}\p{N}]/u.test(words)) return null
  const sign = way === 'sub' ? '_' : '^'
  const hasAll = Array.from(words).every((letter) => letter.trim() === '' || lettersBy(sign).has(letter))
  // Longer words are hard to read that way, and are not found.
  return { sign, by: hasAll && !/\p{L}{4}/u.test(words) ? 'letters' : 'brackets' }
}

const lettersBy = (sign: Raising['sign']): ReadonlyMap<string, string> => (sign === '^' ? RAISED : LOWERED)

export const raise = (words: string, sign: Raising['sign']): string =>
  Array.from(words, (letter) => lettersBy(sign).get(letter) ?? letter).join('')
