// How people can look: the names of the drawings of figures, and their colours, as in an avatar's look.
import type { AvatarLook } from './avatar.ts'

export const FIGURES = [
  'person',
  'person-bob',
  'person-curls',
  'person-cap',
  'person-hat',
  'person-cat',
  'person-rabbit',
  'person-robot',
] as const

export type Figure = (typeof FIGURES)[number]

/** The drawing for a look's name; one that is not known is drawn as a person. */
export function figureFor(name: string): Figure {
  return FIGURES.find((figure) => figure === name) ?? 'person'
}

/** White letters can be read on each of them, and they are far enough apart to tell people by. */
export const PEOPLE_COLORS = [
  '#b8371f',
  '#8f5a00',
  '#4f7522',
  '#2b7568',
  '#2b6cb0',
  '#46607d',
  '#7a4fb5',
  '#a63a77',
  '#7d4a3a',
  '#3d4148',
] as const

/** The colour of somebody who has none, or none to be read on: always the same for one seed. */
export function colorOfSeed(seed: string): string {
  let sum = 7
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return PEOPLE_COLORS[sum % PEOPLE_COLORS.length] ?? PEOPLE_COLORS[0]
}

/** Whether white letters can be read on a colour, `#rrggbb`. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
    (at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2,
  )
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
}

/** Somebody's colour: the one that they chose, where white letters can be read on it. */
export const colorOfPerson = ({ id, look }: { id: string; look: AvatarLook | null }): string =>
  look !== null && isDark(look.color) ? look.color : colorOfSeed(id)

/**
 * The colours in which people who are together are shown, by id, the first first: each their own, and where
 * somebody before them has that, one that is free.
 */
export function colorsTogether(
  people: readonly { readonly id: string; readonly color: string }[],
): ReadonlyMap<string, string> {
  const shown = new Map<string, string>()
  const taken = new Set<string>()
  for (const { id, color } of people) {
    if (shown.has(id) || taken.has(color)) continue
    shown.set(id, color)
    taken.add(color)
  }
  for (const { id, color } of people) {
    if (shown.has(id)) continue
    const free = freeColor(color, taken)
    shown.set(id, free)
    taken.add(free)
  }
  return shown
}

/** A colour itself where it is free, or another one that is; itself, where all are taken. */
export function freeColor(color: string, taken: ReadonlySet<string>): string {
  const from = PEOPLE_COLORS.findIndex((one) => one === color)
  const others = PEOPLE_COLORS.map(
    (_, at) => PEOPLE_COLORS[(from + at * FAR + PEOPLE_COLORS.length) % PEOPLE_COLORS.length],
  )
  return [color, ...others].find((one) => one !== undefined && !taken.has(one)) ?? color
}

/** Colours so far from each other in the row are not alike; each is reached by such steps. */
const FAR = 3

/**
 * The look of a person who has chosen none: different for each seed, and in a colour that nobody of those
 * there has, for as long as there is one.
 */
export function usualLook(seed: string, there: Iterable<AvatarLook> = []): AvatarLook {
  let sum = 7
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  const sprite = USUAL[sum % USUAL.length] ?? 'person'
  const color = PEOPLE_COLORS[Math.floor(sum / USUAL.length) % PEOPLE_COLORS.length] ?? PEOPLE_COLORS[0]
  return { sprite, color: freeColor(color, new Set([...there].map((look) => look.color))) }
}

/** Nobody is an animal unless they want to be. */
const USUAL = FIGURES.slice(0, 5)
