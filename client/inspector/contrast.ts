// Whether words can be read on a paper: the contrast of two colours, by the formula of WCAG 2.2 (relative luminance).
import type { Colors } from '../../shared/world/artifact.ts'

/** What AA asks of words. */
export const CONTRAST_MIN = 4.5

/** The two lights, for what a floor leaves to the reader. */
const LIGHT = { paper: '#fbf8f1', ink: '#22252c' }
const DARK = { paper: '#15171c', ink: '#e8e4da' }

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

/** What is wrong with the colours of a floor, in words; null when all of it can be read. */
export function troubleWith({ paper, ink, title }: Colors): string | null {
  if (paper === null && ink === null && title === null) return null
  for (const [what, color] of [
    ['The ink', ink],
    ['The headings', title],
  ] as const) {
    if (color === null && (paper === null || what === 'The headings')) continue
    const [light, dark] = [LIGHT, DARK].map((light) => contrast(color ?? light.ink, paper ?? light.paper))
    const low = Math.min(light ?? 21, dark ?? 21)
    if (low >= CONTRAST_MIN) continue
    const figure = `${low.toFixed(1)} to 1, and ${CONTRAST_MIN} to 1 can be read`
    if (color !== null && paper !== null) return `${what} can hardly be read on this paper: ${figure}.`
    const when = (light ?? 21) < CONTRAST_MIN ? 'by day' : 'by night'
    return color === null
      ? `Words can hardly be read on this paper ${when}: choose an ink too.`
      : `${what} can hardly be read ${when}: choose a paper too.`
  }
  return null
}
