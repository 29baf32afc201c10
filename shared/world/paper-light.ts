// The light of a floor by its own colours: one with a dark paper has everything on it as by night, drawings
// too. Contrast is that of WCAG 2.2 (relative luminance).
import type { Colors } from './look.ts'

/** The colours that a floor does not choose, as the tokens of the two lights have them. */
export const PAPER_LIGHTS = {
  light: { paper: '#fbf8f1', ink: '#22252c' },
  dark: { paper: '#15171c', ink: '#e8e4da' },
}

/** The light that fits a floor's colours; null: the reader's. */
export function lightOf({ paper, ink, title }: Colors): 'light' | 'dark' | null {
  if (paper !== null) return luminance(paper) < MIDDLE ? 'dark' : 'light'
  const words = ink ?? title
  if (words === null) return null
  return luminance(words) < MIDDLE ? 'light' : 'dark'
}

/** From here on black words stand out more than white ones. */
const MIDDLE = 0.179

/** From 1 (the same) to 21 (black on white). Colours as `#rrggbb`. */
export function contrast(a: string, b: string): number {
  const [more, less] = [luminance(a), luminance(b)].toSorted((one, other) => other - one)
  return ((more ?? 0) + 0.05) / ((less ?? 0) + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
