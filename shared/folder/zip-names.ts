// The names of the files in a zip. A zip says that a name is in UTF-8, or it says nothing, and then the name
// is written as the machine that packed it wrote names: that is guessed, and told to the person.

/** How names may be written, by the labels of TextDecoder, which has none for the first. */
export type NameEncoding = 'cp437' | 'shift_jis' | 'gbk'

export const NAME_ENCODINGS: Readonly<Record<NameEncoding, string>> = {
  cp437: 'Western European (CP437)',
  shift_jis: 'Japanese (Shift-JIS)',
  gbk: 'Chinese (GBK)',
}

export const ENCODINGS = ['cp437', 'shift_jis', 'gbk'] as const

export const parseNameEncoding = (text: string): NameEncoding | null =>
  ENCODINGS.find((encoding) => encoding === text) ?? null

/** A guess of how names are written that a zip does not say it of. */
export interface GuessedNames {
  readonly encoding: NameEncoding
  /** One of them, as it was read. */
  readonly example: string
}

/** Told before anything is made of the files. */
export const guessedNamesWords = ({ encoding, example }: GuessedNames): string =>
  `The zip does not say how the names in it are written. They were read as ${NAME_ENCODINGS[encoding]}, ` +
  `such as “${example}”.`

/** A name as a zip has it. */
export interface RawName {
  readonly bytes: Uint8Array
  /** The zip says that it is UTF-8. */
  readonly isUtf8: boolean
  /** The further fields of its entry. */
  readonly extra: Uint8Array
}

interface ReadNames {
  readonly names: readonly string[]
  /** Null where nothing was guessed. */
  readonly guessed: GuessedNames | null
}

/** Reads all names of a zip; `wish` where a person chose. */
export function readNames(raw: readonly RawName[], wish: NameEncoding | null): ReadNames {
  const known = raw.map(saidName)
  const unsaid = raw.flatMap(({ bytes }, at) => (known[at] === null ? [bytes] : []))
  const isUtf8 = unsaid.every((bytes) => decoded(bytes, 'utf-8') !== null)
  const encoding = isUtf8 ? null : (wish ?? guess(unsaid))
  const read = (bytes: Uint8Array): string => decoded(bytes, encoding ?? 'utf-8') ?? cp437(bytes)
  const names = raw.map(({ bytes }, at) => known[at] ?? read(bytes))
  if (encoding === null) return { names, guessed: null }
  const example = unsaid.find((bytes) => bytes.some((byte) => byte >= 0x80))
  return { names, guessed: { encoding, example: read(example ?? new Uint8Array()).replace(/^.*\//, '') } }
}

/** The name, where the zip says how it is written; null where it does not. */
function saidName({ bytes, isUtf8, extra }: RawName): string | null {
  return unicodePath(bytes, extra) ?? (isUtf8 ? new TextDecoder().decode(bytes) : null)
}

/** The field that holds the name in UTF-8, from the ZIP specification (APPNOTE.TXT, 4.6.9). */
const UNICODE_PATH = 0x7075

/** The name that a further field says; it counts as long as it was made for this very name. */
function unicodePath(name: Uint8Array, extra: Uint8Array): string | null {
  const field = fieldOf(extra, UNICODE_PATH)
  if (field === null || field.length < 5 || field[0] !== 1) return null
  const made = new DataView(field.buffer, field.byteOffset).getUint32(1, true)
  return made === crc32(name) ? decoded(field.subarray(5), 'utf-8') : null
}

/** A field among the further ones of an entry, each with its number and its length before it. */
export function fieldOf(extra: Uint8Array, wanted: number): Uint8Array | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === wanted)
      return extra.subarray(at + 4, at + 4 + view.getUint16(at + 2, true))
  }
  return null
}

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** What the bytes from 128 up mean in CP437. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

const cp437 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => CP437[byte - 128] ?? String.fromCharCode(byte)).join('')

/** Null where the bytes are no such text. */
function decoded(bytes: Uint8Array, encoding: NameEncoding | 'utf-8'): string | null {
  if (encoding === 'cp437') return cp437(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The encoding in which most of what is not ASCII is what people write in names. */
function guess(names: readonly Uint8Array[]): NameEncoding {
  const shares = ENCODINGS.map((encoding) => ({ encoding, share: usualShare(names, encoding) }))
  return shares.reduce((best, one) => (one.share > best.share ? one : best)).encoding
}

/** The share of usual characters among those beyond ASCII, 0 to 1; -1 where the names cannot be so. */
function usualShare(names: readonly Uint8Array[], encoding: NameEncoding): number {
  if (names.some((name) => decoded(name, encoding) === null)) return -1
  let usual = 0
  let all = 0
  for (const name of names) {
    for (let at = 0; at < name.length; at += 1) {
      const byte = name[at] ?? 0
      if (byte < 0x80) continue
      all += 1
      if (USUAL[encoding](byte, name[at + 1] ?? 0, name[at - 1] ?? 0)) usual += 1
      if (isPair(encoding, byte)) at += 1
    }
  }
  return usual / all
}

const isPair = (encoding: NameEncoding, byte: number): boolean =>
  encoding === 'gbk' || (encoding === 'shift_jis' && (byte < 0xa0 || byte >= 0xe0))

const isAsciiLetter = (byte: number): boolean => /[A-Za-z]/.test(String.fromCharCode(byte))

/** Tells the characters that most names are made of, by their first byte and the bytes around it. */
const USUAL: Readonly<Record<NameEncoding, (byte: number, next: number, before: number) => boolean>> = {
  /** An accented letter in a word of plain ones. */
  cp437: (byte, next, before) =>
    (byte <= 0x9a || (byte >= 0xa0 && byte <= 0xa5) || byte === 0xe1) &&
    (isAsciiLetter(next) || isAsciiLetter(before)),
  /** Hiragana, katakana with their long sound, and the kanji of level 1. */
  shift_jis: (byte, next) =>
    (byte === 0x82 && next >= 0x9f) ||
    byte === 0x83 ||
    (byte === 0x81 && next === 0x5b) ||
    (byte >= 0x88 && byte <= 0x97),
  /** The characters of level 1 of GB 2312. */
  gbk: (byte, next) => byte >= 0xb0 && byte <= 0xd7 && next >= 0xa1,
}
