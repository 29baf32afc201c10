// What a pressed key means: the one place that reads a key event. A key of an input method means nothing to
// us; a letter of another script counts by its place; one walks by the places of WASD on every layout.
import type { Facing } from '../../shared/world/place.ts'

/** The facts of a key event about the key, as the browser or as React tells them. */
export interface KeyStroke {
  readonly key: string
  /** The place of the key, whatever it types, named by the letters of a US keyboard: `KeyA`. */
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly keyCode?: number
  readonly isComposing?: boolean
  readonly nativeEvent?: { readonly isComposing?: boolean }
}

/** What browsers give a key that an input method takes; of Safari the Enter that ends a word has it, too. */
const TAKEN = 229

const isTaken = ({ isComposing, keyCode, nativeEvent }: KeyStroke): boolean =>
  isComposing === true || nativeEvent?.isComposing === true || keyCode === TAKEN

/** What a key writes, or its name; empty: an input method has it. */
export const typedKeyOf = (stroke: KeyStroke): string => (isTaken(stroke) ? '' : stroke.key)

/** The letter at the place of a key on a US keyboard; null: no letter is there. */
const placeLetterOf = ({ code }: KeyStroke): string | null =>
  /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null

export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A letter of another script, alone or with its marks: `ф`, the `لا` of an Arabic keyboard. */
const OTHER_LETTERS = /^(?:(?!\p{Script=Latin}|\p{Script=Common})[\p{L}\p{M}]){1,2}$/u

/**
 * Signs that Hebrew, Greek and Bulgarian keyboards write at the place of a letter, where no keyboard with
 * Latin letters writes them; and the question mark of Arabic and Persian.
 */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ...['/', ';', ':', ','].map((sign): [string, string] => [`KeyQ ${sign}`, 'q']),
  ["KeyW '", 'w'],
  ...['Slash', 'Comma', 'Period', 'KeyH'].map((place): [string, string] => [`${place} ؟`, '?']),
])

/**
 * What a key means in a shortcut: a name such as `Enter`, a sign, or a small Latin letter. Empty: nothing, an
 * input method has it.
 */
export function meantKeyOf(stroke: KeyStroke, isMac = IS_MAC): string {
  const key = typedKeyOf(stroke)
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  // With Option a Mac writes a sign or another letter, or waits for the next key.
  const isOption = isMac && stroke.altKey && (key === 'Dead' || /^.$/u.test(key))
  const sign = SIGNS.get(`${stroke.code} ${key}`)
  return sign ?? (isOption || OTHER_LETTERS.test(key) ? placeLetterOf(stroke) : null) ?? key
}

/**
 * Whether Option makes another letter of this key, as ł in Polish on a Mac: where one writes, it is typed and
 * means nothing else.
 */
export function isTypedWithOption(stroke: KeyStroke, isMac = IS_MAC): boolean {
  const key = typedKeyOf(stroke)
  const isCommand = stroke.metaKey || stroke.ctrlKey
  return (
    isMac && stroke.altKey && !isCommand && (key === 'Dead' || (key.length === 1 && !/[a-z ]/i.test(key)))
  )
}

/** The place of a key, the same when it goes down and up, whatever is held beside it. */
export const keyPlaceOf = ({ code }: KeyStroke): string => code

const WAYS: ReadonlyMap<string, Facing> = new Map([
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['w', 'up'],
  ['s', 'down'],
  ['a', 'left'],
  ['d', 'right'],
])

/** The direction that a key is for: an arrow, or the place of WASD; null: it is for something else. */
export function wayOf(stroke: KeyStroke): Facing | null {
  const key = meantKeyOf(stroke)
  if (key.length !== 1) return WAYS.get(key) ?? null
  // A keyboard on the screen tells no place.
  const place = stroke.code === '' ? key : placeLetterOf(stroke)
  return (place !== null && WAYS.get(place)) || null
}

/**
 * The letter of a command while one walks. Where the layout writes W, A, S or D in another place, that place
 * has no meaning for walking and counts by itself.
 */
export function walkLetterOf(stroke: KeyStroke): string | null {
  if (wayOf(stroke) !== null) return null
  const key = meantKeyOf(stroke)
  return WAYS.has(key) ? placeLetterOf(stroke) : key
}
