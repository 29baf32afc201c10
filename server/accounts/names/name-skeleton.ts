// The look of a name: two names whose skeletons are equal can be taken for each other (UTS 39, section 4). A
// skeleton is compared and never shown.
import { readFileSync } from 'node:fs'

/** Unicode's table of characters that look alike, read when the first name is compared. */
let prototypes: ReadonlyMap<string, string> | null = null

function readPrototypes(): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  const file = readFileSync(new URL('confusables.txt', import.meta.url), 'utf8')
  for (const line of file.split('\n')) {
    const [target = '', sources = ''] = line.split(' = ')
    if (line.startsWith('#') || sources === '') continue
    const prototype = fromHex(target.split(' '))
    for (const source of sources.split(' ')) read.set(fromHex([source]), prototype)
  }
  return read
}

const fromHex = (codes: readonly string[]): string =>
  String.fromCodePoint(...codes.map((code) => Number.parseInt(code, 16)))

/** Invisible characters: Unicode's own list, and a letter of Braille without dots. */
export const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/gu
/** A dot above a letter that has one already. */
export const HIDDEN_DOT = /(?<=[ijl\u0131\u0237\u0456\u0458][\p{M}--[\u0307]]*)\u0307/gv
/** The same mark once more, which falls on the first one. */
export const DOUBLED_MARK = /(\p{Mn})\1+/gu

/** The shape of a text, letter by letter, with capitals and small letters apart. */
function shapeOf(text: string): string {
  const table = (prototypes ??= readPrototypes())
  // Most names by far, of which a node reads all at a start: none of the steps below changes them.
  if (/^[ -~]*$/.test(text)) return drawnBy(table, text).trim().replace(/ +/g, ' ')
  const seen = text.normalize('NFKC').replace(UNSEEN, '').normalize('NFD')
  const plain = seen.replace(HIDDEN_DOT, '').replace(DOUBLED_MARK, '$1')
  return drawnBy(table, plain).normalize('NFD').trim().replace(/\s+/gu, ' ')
}

const drawnBy = (table: ReadonlyMap<string, string>, text: string): string =>
  Array.from(text, (character) => table.get(character) ?? character).join('')

/**
 * The look of a name without the difference of capitals. Prototypes may be capitals, as O is of the digit:
 * the small form then has a prototype again.
 */
export function skeletonOf(name: string): string {
  const small = shapeOf(name.normalize('NFKC').toLowerCase()).toLowerCase()
  return shapeOf(small).toLowerCase()
}

/** All that a name looks like which is shown as it was written: a large I is a small l there. */
export function skeletonsOf(name: string): readonly string[] {
  return [...new Set([skeletonOf(name), `as written: ${shapeOf(name)}`])]
}
