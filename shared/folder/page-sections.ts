// The pages of a world as markup, one after the other, for whoever reads without our program: ways lead from
// one to the other within them. Of things in limbo, and of people, there is nothing.
import { blocksOf } from '../page/page-blocks.ts'
import { escapeHtml, toHtml } from '../page/page-html.ts'
import type { PageNode } from '../page/page-nodes.ts'
import { pageParser } from '../page/page-parser.ts'
import { Summary, type PageSummary } from '../page/page-summary.ts'
import type { ArtifactId } from '../world/address.ts'
import { pictureAt, type PictureId } from '../world/picture-id.ts'
import type { Host } from '../world/place.ts'
import { pageOf, type View } from '../world/view/world-view.ts'
import { worldAround } from './world-around.ts'

interface SectionOptions {
  /** One page; null: the world's, and those of all things on it. */
  readonly thing: ArtifactId | null
  /** Addresses of the pictures that there are; null: they are where a page says. */
  readonly pictures: ReadonlyMap<PictureId, string> | null
  /** As many letters as are written at most. */
  readonly lettersMax?: number
}

interface Sections {
  readonly title: string
  /** The tag of the language that the world is written in; null: nobody has said. */
  readonly lang: string | null
  readonly html: string
  readonly summary: PageSummary
  /** False: there is more than was to be written. */
  readonly isWhole: boolean
  /** Some of its lines are values, which code may set. */
  readonly hasValues: boolean
}

/** Each page is a section under its thing's id. */
export function writeSections(
  view: View,
  { thing, pictures, lettersMax = Infinity }: SectionOptions,
): Sections {
  const pages = thing !== null ? [thing] : view.root === null ? [] : pagesFrom(view, view.root)
  const shown = new Set(pages)
  const sourceOf = (src: string): string | null => {
    const id = pictureAt(src)
    return id === null || pictures === null ? src : (pictures.get(id) ?? null)
  }
  let [html, left, hasValues] = ['', lettersMax, false]
  const summary = new Summary()
  for (const id of pages) {
    const whole = pageOf(view, id) ?? ''
    // At the end of a line.
    const text = whole.length <= left ? whole : whole.slice(0, whole.lastIndexOf('\n', left) + 1)
    const world = worldAround(view, id, shown, pictures !== null)
    const nodes = blocksOf(pageParser.parse(text), text, world)
    hasValues ||= world.values.size > 0
    summary.add(nodes)
    const name = nameOf(view, id)
    // One that has no title of its own stands under its name.
    const isNamed = name === '' || nodes.some((node) => isElement(node, 'h1'))
    const title: PageNode = { tag: id === pages[0] ? 'h1' : 'h2', from: 0, to: 0, children: [name] }
    const blocks = (isNamed ? nodes : [title, ...nodes]).map((node) => toHtml([node], sourceOf))
    const label = name === '' ? '' : ` aria-label="${escapeHtml(name)}"`
    html += `<section id="${escapeHtml(id)}"${label}>\n${blocks.join('\n')}\n</section>\n`
    left -= whole.length
    if (left < 0) break
  }
  const title = thing === null ? view.title : nameOf(view, thing)
  return { title, lang: view.lang, html, summary: summary.told, isWhole: left >= 0, hasValues }
}

const isElement = (node: PageNode, tag: string): boolean => typeof node === 'object' && node.tag === tag

const nameOf = (view: View, id: ArtifactId): string =>
  id === view.root ? view.title : (view.artifact(id)?.name ?? '')

/** A floor and all things on it that have words, from above. By a loop: floors may be deep. */
function pagesFrom(view: View, floor: ArtifactId): ArtifactId[] {
  const pages: ArtifactId[] = []
  const open = [floor]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if ((pageOf(view, id) ?? '').trim() !== '') pages.push(id)
    open.push(...placesOn(view, id).toReversed())
  }
  return pages
}

function placesOn(view: View, host: Host): ArtifactId[] {
  const placed = view.on(host).flatMap((id) => {
    const artifact = view.artifact(id)
    const place = artifact?.avatar == null ? artifact?.place : null
    return place ? [{ id, x: place.x, y: place.y }] : []
  })
  return placed.sort((one, other) => one.y - other.y || one.x - other.x).map(({ id }) => id)
}
