// The pages of a world as markup, one after the other, for whoever reads without our program: ways lead from
// one to the other within them. Of things in limbo, and of people, there is nothing.
import { escapeHtml, toHtml } from '../page/page-html.ts'
import { linesOf, type PageWorld } from '../page/page-lines.ts'
import { linkTargetOf } from '../page/page-links.ts'
import { readNamedLink } from '../page/named-links.ts'
import { pageParser } from '../page/page-parser.ts'
import { Summary, type PageSummary } from '../page/page-summary.ts'
import { pathOfWorld, type ArtifactId } from '../world/address.ts'
import { NO_PAGE_VALUES, shownPageValues } from '../world/live/live-page-values.ts'
import { pageValuesOf } from '../world/live/live-state.ts'
import { pictureAt, type PictureId } from '../world/picture-id.ts'
import type { Host } from '../world/place.ts'
import { pageOf, type View } from '../world/view/world-view.ts'
import { thingNamed } from './links/page-names.ts'
import { findPictures } from './links/shown-pictures.ts'

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
    const nodes = linesOf(pageParser.parse(text), text, world)
    hasValues ||= world.values.size > 0
    summary.add(nodes)
    const name = escapeHtml(nameOf(view, id))
    html += `<section id="${escapeHtml(id)}" aria-label="${name}">${toHtml(nodes, { signs: 'none', sourceOf })}</section>\n`
    left -= whole.length
    if (left < 0) break
  }
  const title = thing === null ? view.title : nameOf(view, thing)
  return { title, lang: view.lang, html, summary: summary.told, isWhole: left >= 0, hasValues }
}

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

/** `isAlone`: there is no node whose other worlds could be gone to. */
export function worldAround(
  view: View,
  here: ArtifactId,
  shown: ReadonlySet<ArtifactId>,
  isAlone: boolean,
): PageWorld & Required<Pick<PageWorld, 'values'>> {
  const written = view.live === null ? NO_PAGE_VALUES : pageValuesOf(view.live, here)
  const wayTo = (id: ArtifactId | null): string | null => (id !== null && shown.has(id) ? `#${id}` : null)
  return {
    origin: '',
    isUnknown: () => false,
    picturesByName: findPictures(() => ({ view, id: here })),
    hasEmbeds: true,
    values: shownPageValues(pageOf(view, here) ?? '', written),
    hrefOf(written) {
      const named = readNamedLink(written)
      if (named !== null) return wayTo(thingNamed(view, named.name, here))
      const target = linkTargetOf(written, '')
      if (target.kind === 'thing') return wayTo(target.id)
      if (target.kind === 'world') return isAlone ? null : pathOfWorld(target.address)
      return target.kind === 'outside' ? target.url : null
    },
  }
}

/** How sections look within an element: in the colours that it has. */
export const sectionsSheet = (within: string): string => `${within} {
max-width: 42rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere;
section + section { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1.5rem; }
section + section:not(:has(h1))::before { content: attr(aria-label); font-weight: 600; opacity: .7; }
h1, h2, h3, h4, h5, h6 { margin: 1em 0 .4em; line-height: 1.25; }
.page-line:has(> br:only-child) { height: .7em; }
:is(h1, h2, h3, h4, h5, h6, .page-line:has(> br:only-child)) + .page-line:has(> br:only-child) { display: none; }
ul { margin: .3em 0; padding-left: 1.6em; list-style: disc; }
ol { margin: .3em 0; padding-left: 1.6em; list-style: decimal; }
li:has(> .page-line > [role=checkbox]) { list-style: none; }
[role=checkbox], [role=checkbox]::before, [role=checkbox]::after { all: unset; }
[role=checkbox]::before { content: '☐ '; }
[aria-checked=true]::before { content: '☑ '; }
blockquote { margin: .6em 0; border-left: 3px solid; padding-left: 1em; }
pre, .page-mono { font: .9em/1.5 ui-monospace, monospace; }
pre { white-space: pre-wrap; }
img { max-width: 100%; height: auto; }
.page-em { font-style: italic; }
.page-strong { font-weight: 700; }
.page-struck { text-decoration: line-through; }
.page-mark { background: light-dark(#f7dd6b94, #d9b23b52); }
.page-rule { margin: 1.2em 0; border-top: 1px solid; }
.page-callout-kind { font-weight: 700; text-transform: capitalize; }
.formula { font-style: italic; }
.page-note { vertical-align: super; font-size: .75em; }
[role=table] { border-collapse: collapse; }
[role=row] { display: table-row; }
[role=cell], [role=columnheader] { display: table-cell; min-width: 4.5em; border: 1px solid; padding: .2em .6em; }
@media screen {
[role=table] { overflow-x: auto; }
[role=cell], [role=columnheader] { max-width: min(20em, 60vw); overflow-wrap: break-word; }
}
[role=columnheader] { font-weight: 700; }
.page-cell-end { text-align: end; }
}
`
