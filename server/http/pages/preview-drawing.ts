// The picture that is shown beside a link to a world which has none of its own: the top of its floor, as
// lists of worlds show it, as one SVG of our own drawings.
import { escapeXml } from '../../../shared/page/page-html.ts'
import type { Miniature } from '../../../shared/world/glance/miniature.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { lightOf, PAPER_LIGHTS } from '../../../shared/world/paper-light.ts'
import { drawnAs } from '../../../shared/world/sprites.ts'

/** In pixels: as chats show it. */
export const PREVIEW_SIZE = { width: 1_200, height: 630 } as const

/** The drawings of things as the build made them: each an SVG, by day and by night. */
export type Drawings = Readonly<Record<string, Readonly<Record<'light' | 'dark', string>>>>

/** Where words stand on a floor, in pixels of it, as miniature.css has it. */
const PAGE = { left: 160, top: 66, width: 620 } as const
const LINES = {
  title: { size: 38, height: 45, above: 12, below: 3 },
  heading: { size: 27, height: 45, above: 15, below: 0 },
  text: { size: 19, height: 30, above: 0, below: 0 },
  blank: { size: 19, height: 30, above: 0, below: 0 },
} as const
/** A letter is about as wide as this part of its size. */
const LETTER = 0.48
const HEIGHT = (FLOOR_WIDTH * PREVIEW_SIZE.height) / PREVIEW_SIZE.width

export function previewOf(miniature: Miniature, drawings: Drawings): string {
  const light = lightOf(miniature) ?? 'light'
  const paper = miniature.paper ?? PAPER_LIGHTS[light].paper
  const ink = miniature.ink ?? PAPER_LIGHTS[light].ink
  const words = wordsOf(miniature.lines, { ink, title: miniature.title ?? ink })
  const things = miniature.things.map((thing) => drawingOf(thing, drawings, light))
  const { width, height } = PREVIEW_SIZE
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${FLOOR_WIDTH} ${HEIGHT}"><rect width="100%" height="100%" fill="${paper}"/>${words}${things.join('')}</svg>`
}

function wordsOf(
  lines: Miniature['lines'],
  colors: { readonly ink: string; readonly title: string },
): string {
  let [drawn, y] = ['', PAGE.top]
  for (const { kind, words } of lines) {
    const { size, height, above, below } = LINES[kind]
    y += above
    for (const row of rowsOf(words, Math.floor(PAGE.width / (size * LETTER)))) {
      if (y > HEIGHT) return drawn
      const color = kind === 'text' ? colors.ink : colors.title
      // Letters stand on a line that is lower than the middle by a third of their size.
      const base = y + height / 2 + size / 3
      drawn += `<text x="${PAGE.left}" y="${base}" font-size="${size}" fill="${color}">${row}</text>`
      y += height
    }
    y += below
  }
  return drawn
}

/** Rows of words, as markup. */
function rowsOf(words: string, most: number): string[] {
  const rows = ['']
  for (const word of words.split(' ')) {
    const row = rows.at(-1) ?? ''
    const more = row === '' ? word : `${row} ${word}`
    if (more.length <= most) rows[rows.length - 1] = more
    else rows.push(word.slice(0, most))
  }
  return rows.map(escapeXml)
}

/** An emoji is a letter that we have no drawing of, and a picture is in no drawing: their place is empty. */
function drawingOf(
  { sprite, x, y, width, height }: Miniature['things'][number],
  drawings: Drawings,
  light: 'light' | 'dark',
): string {
  const at = `x="${x}" y="${y}" width="${width}" height="${height}"`
  const look = drawnAs(sprite)
  if (look.kind === 'paint') return `<rect ${at} fill="${look.color}"/>`
  const drawing = look.kind === 'drawing' ? drawings[look.sprite]?.[light] : undefined
  return drawing?.replace('<svg', `<svg ${at}`) ?? ''
}
