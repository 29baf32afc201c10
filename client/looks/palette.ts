// The colours that people can have: white letters can be read on each of them, and they are far enough apart to tell people by.
// And how a colour is written with, on a light ground and on a dark one.
import { contrast, CONTRAST_MIN } from '../floor/paper.ts'

export interface Hue {
  /** `#rrggbb` */
  readonly color: string
  readonly name: string
}

export const HUES: readonly Hue[] = [
  { color: '#b8371f', name: 'vermilion' },
  { color: '#8f5a00', name: 'ochre' },
  { color: '#4f7522', name: 'moss' },
  { color: '#2b7568', name: 'verdigris' },
  { color: '#2b6cb0', name: 'blue' },
  { color: '#46607d', name: 'slate' },
  { color: '#7a4fb5', name: 'violet' },
  { color: '#a63a77', name: 'rose' },
  { color: '#7d4a3a', name: 'clay' },
  { color: '#3d4148', name: 'ink' },
]

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
