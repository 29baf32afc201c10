// A floor's own colours, put on the reader's light: a floor with a dark paper has everything on it as by
// night, drawings too. And whether words on it can be read, by the contrast of WCAG 2.2 (relative luminance).
import type { CSSProperties } from 'react'
import type { Colors } from '../../../shared/world/look.ts'

/** AA's least contrast of words. */
export const CONTRAST_MIN = 4.5

/** The colours that a floor does not choose, as the tokens of the two lights have them. */
const LIGHTS = {
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

interface PaperProps {
  readonly 'data-light': 'light' | 'dark'
  readonly style: CSSProperties
}

/** What the element of a floor has, for the style sheets; nothing if it has chosen nothing. */
export function paperProps(colors: Colors): PaperProps | null {
  const light = lightOf(colors)
  if (light === null) return null
  const { paper, ink, title } = colors
  return {
    'data-light': light,
    style: {
      ...(paper !== null && { '--paper': paper }),
      ...(ink !== null && { '--ink': ink }),
      ...(title !== null && { '--page-title': title }),
    },
  }
}

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

/** The fault of a floor's colours, in words; null when all of it can be read. */
export function troubleWith(colors: Colors): string | null {
  const light = lightOf(colors)
  if (light === null) return null
  const paper = colors.paper ?? LIGHTS[light].paper
  const ink = contrast(colors.ink ?? LIGHTS[light].ink, paper)
  if (ink < CONTRAST_MIN) return told('The ink', ink)
  const title = colors.title === null ? CONTRAST_MIN : contrast(colors.title, paper)
  return title < CONTRAST_MIN ? told('The headings', title) : null
}

const told = (what: string, figure: number): string =>
  `${what} can hardly be read on this paper. The contrast is ${figure.toFixed(1)}, and ${CONTRAST_MIN} is needed.`
