// A floor's own colours, put on the reader's light, and whether words on it can be read.
import type { CSSProperties } from 'react'
import type { Colors } from '../../../shared/world/look.ts'
import { contrast, lightOf, PAPER_LIGHTS } from '../../../shared/world/paper-light.ts'

/** AA's least contrast of words. */
export const CONTRAST_MIN = 4.5

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

/** The fault of a floor's colours, in words; null when all of it can be read. */
export function troubleWith(colors: Colors): string | null {
  const light = lightOf(colors)
  if (light === null) return null
  const paper = colors.paper ?? PAPER_LIGHTS[light].paper
  const ink = contrast(colors.ink ?? PAPER_LIGHTS[light].ink, paper)
  if (ink < CONTRAST_MIN) return told('The ink', ink)
  const title = colors.title === null ? CONTRAST_MIN : contrast(colors.title, paper)
  return title < CONTRAST_MIN ? told('The headings', title) : null
}

const told = (what: string, figure: number): string =>
  `${what} can hardly be read on this paper. The contrast is ${figure.toFixed(1)}, and ${CONTRAST_MIN} is needed.`
