// The first lines of a world's page as markup: what a browser shows before the app is there, as high as the
// app draws them.
import { escapeHtml, toHtml } from '../page/page-html.ts'
import { linesOf } from '../page/page-lines.ts'
import { pageParser } from '../page/page-parser.ts'
import { lightOf } from '../world/paper-light.ts'
import { pageOf, type View } from '../world/view/world-view.ts'
import { worldAround } from './world-around.ts'

/** So many letters: more lines are not in sight before the app is there. */
const LETTERS_MAX = 5_000

interface FirstLines {
  readonly html: string
  /** The rule of the colours that the world has chosen; empty: none. */
  readonly sheet: string
}

/** Null: the world has no page. `isBesideOutline`: the floor leaves room for that. */
export function firstLinesOf(view: View, isBesideOutline = false): FirstLines | null {
  const { root } = view
  if (root === null) return null
  const whole = pageOf(view, root) ?? ''
  const text =
    whole.length <= LETTERS_MAX ? whole : whole.slice(0, Math.max(0, whole.lastIndexOf('\n', LETTERS_MAX)))
  const nodes = linesOf(pageParser.parse(text), text, worldAround(view, root, new Set(), false))
  const { paper = null, ink = null, title = null } = view.artifact(root)?.colors ?? {}
  const light = lightOf({ paper, ink, title })
  const lit = light === null ? '' : ` data-light="${light}"`
  const html =
    `<div id="first-lines"${isBesideOutline ? ' class="beside-outline"' : ''}><div class="bar"></div><div class="floor-window" lang="${escapeHtml(view.lang ?? '')}">` +
    `<div class="first-room"><div class="floor-space"${lit}><div class="first-paper">` +
    `<div class="page"><div class="page-lines">` +
    `${toHtml(nodes)}</div></div></div></div></div></div></div>\n`
  const rules = Object.entries({ paper, ink, 'page-title': title }).flatMap(([name, color]) =>
    color === null ? [] : [`--${name}:${color}`],
  )
  return { html, sheet: rules.length === 0 ? '' : `#first-lines .floor-space{${rules.join(';')}}` }
}
