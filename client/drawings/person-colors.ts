// The colours that people can have, by name; and how a colour is written with, on a light ground and on a
// dark one.
import { PEOPLE_COLORS } from '../../shared/world/figures.ts'
import { contrast } from '../../shared/world/paper-light.ts'
import { CONTRAST_MIN } from '../world/geometry/paper-colors.ts'

interface Hue {
  /** `#rrggbb` */
  readonly color: string
  readonly name: string
}

const NAMES: Readonly<Record<(typeof PEOPLE_COLORS)[number], string>> = {
  '#b8371f': 'vermilion',
  '#8f5a00': 'ochre',
  '#4f7522': 'moss',
  '#2b7568': 'verdigris',
  '#2b6cb0': 'blue',
  '#46607d': 'slate',
  '#7a4fb5': 'violet',
  '#a63a77': 'rose',
  '#7d4a3a': 'clay',
  '#3d4148': 'ink',
}

export const HUES: readonly Hue[] = PEOPLE_COLORS.map((color) => ({ color, name: NAMES[color] }))

/** The grounds that names stand on: `--raised` of the two lights. */
const RAISED = { light: '#fffdf8', dark: '#1d2027' }
/** How much nearer to black or white each try is. */
const STEP = 0.05

/** A colour so dark, and so light, that words in it can be read on a light and on a dark ground. */
export function inksOf(color: string): { readonly light: string; readonly dark: string } {
  return { light: readable(color, RAISED.light, 0), dark: readable(color, RAISED.dark, 255) }
}

function readable(color: string, ground: string, towards: 0 | 255): string {
  for (let share = 0; share < 1; share += STEP) {
    const mixed = mix(color, towards, share)
    if (contrast(mixed, ground) >= CONTRAST_MIN) return mixed
  }
  return mix(color, towards, 1)
}

function mix(color: string, towards: number, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16)
    return Math.round(part + (towards - part) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${parts.join('')}`
}
