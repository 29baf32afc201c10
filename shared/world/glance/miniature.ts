// A miniature: what the top of a world looks like, as a few plain values, from which a reader draws a small
// picture of it in their own light. It holds the first lines of the page and the things beside them, and no
// more of the world than one sees on coming in.
import type * as Y from 'yjs'
import { firstLine } from '../first-line.ts'
import { FLOOR_WIDTH } from '../limits.ts'
import { pageOf, createView } from '../view/world-view.ts'

/** Height of the part of a floor that a miniature shows, in pixels of the floor. */
const MINIATURE_HEIGHT = 620
/** Most lines of the page, and the longest, in characters: what the part has room for. */
const LINES_MAX = 20
const LINE_CHARS_MAX = 240
/** Most things: more would only be a crowd. */
const THINGS_MAX = 60
/** Only so much of a page is looked at, in characters. */
const LOOKED_AT = 4_000
/** Longest summary, in characters: two lines of a card. */
const SUMMARY_MAX = 160

export const LINE_KINDS = ['title', 'heading', 'text', 'blank'] as const

interface MiniatureLine {
  readonly kind: (typeof LINE_KINDS)[number]
  readonly words: string
}

/** In pixels of the floor. */
interface MiniatureThing {
  readonly sprite: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Miniature {
  /** `#rrggbb`; null: the reader's theme. */
  readonly paper: string | null
  readonly ink: string | null
  readonly title: string | null
  readonly lines: readonly MiniatureLine[]
  /** The furthest behind first. */
  readonly things: readonly MiniatureThing[]
}

export interface WorldGlance {
  readonly title: string
  /** What the world says of itself: the first words of its page below its heading; may be empty. */
  readonly summary: string
  readonly miniature: Miniature
}

/** Looks at a scene; its cost grows with how many things stand in the world. */
export function glanceAt(scene: Y.Doc): WorldGlance {
  const view = createView(scene, null)
  try {
    const root = view.root && view.artifact(view.root)
    const page = ((view.root && pageOf(view, view.root)) ?? '').slice(0, LOOKED_AT)
    const { paper, ink, title } = root?.colors ?? { paper: null, ink: null, title: null }
    const things = (view.root === null ? [] : view.on(view.root))
      .flatMap((id) => view.artifact(id) ?? [])
      .flatMap(({ place, look: { sprite, width, height, order } }) =>
        place === null || place.y >= MINIATURE_HEIGHT || place.x >= FLOOR_WIDTH
          ? []
          : [{ order, thing: { sprite, x: place.x, y: place.y, width, height } }],
      )
      .toSorted((a, b) => a.order - b.order || depthOf(a.thing) - depthOf(b.thing))
      .slice(0, THINGS_MAX)
      .map(({ thing }) => thing)
    return {
      title: view.title,
      summary: summaryOf(page),
      miniature: { paper, ink, title, lines: linesOf(page), things },
    }
  } finally {
    view.destroy()
  }
}

/** A ground lies below what stands on it, and what is further down the floor stands in front. */
const depthOf = ({ sprite, y, height }: MiniatureThing): number =>
  sprite.startsWith('paint:') ? y - FLOOR_WIDTH : y + height

function linesOf(page: string): MiniatureLine[] {
  const lines: MiniatureLine[] = []
  let isCode = false
  for (const line of page.split('\n')) {
    if (lines.length >= LINES_MAX) break
    const isFence = /^\s*(?:```|~~~)/.test(line)
    if (isFence) isCode = !isCode
    if (isFence || isCode) continue
    const words = firstLine(line).slice(0, LINE_CHARS_MAX).toWellFormed()
    lines.push({ kind: words === '' ? 'blank' : kindOf(line), words })
  }
  return lines
}

function kindOf(line: string): MiniatureLine['kind'] {
  if (line.startsWith('# ')) return 'title'
  return /^#{2,6} /.test(line) ? 'heading' : 'text'
}

function summaryOf(page: string): string {
  const [words] = linesOf(page).flatMap(({ kind, words }) => (kind === 'text' ? [words] : []))
  if (words === undefined || words.length <= SUMMARY_MAX) return words ?? ''
  const cut = words.slice(0, SUMMARY_MAX).toWellFormed()
  return `${cut.slice(0, Math.max(0, cut.lastIndexOf(' ')) || SUMMARY_MAX)} …`
}
