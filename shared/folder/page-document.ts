// A world, or one page of it, as one HTML file: its words and pictures, and ways between its pages. Nothing
// else is needed to read it, and nothing in it runs or asks anybody for anything.
import { linesOf, type PageWorld } from '../page/page-lines.ts'
import { linkTargetOf } from '../page/page-links.ts'
import { escapeHtml, toHtml } from '../page/page-html.ts'
import { readNamedLink } from '../page/named-links.ts'
import { pageParser } from '../page/page-parser.ts'
import type { ArtifactId } from '../world/address.ts'
import { pictureAt, type PictureId } from '../world/picture-id.ts'
import type { Host } from '../world/place.ts'
import { pageOf, type View } from '../world/view/world-view.ts'
import { thingNamed } from './links/page-names.ts'
import { findPictures } from './links/shown-pictures.ts'

interface PageDocument {
  readonly view: View
  /** One page; null: the world's, and those of all things on it. */
  readonly thing: ArtifactId | null
  /** `data:` addresses of the pictures that there are. */
  readonly pictures: ReadonlyMap<PictureId, string>
}

/** By which a file of ours is known. */
export const DOCUMENT_SIGN = '<meta name="generator" content="Inkland">'

/** The file as text. Of things in limbo, and of people, it has nothing. */
export function writeDocument({ view, thing, pictures }: PageDocument): string {
  const pages = thing !== null ? [thing] : view.root === null ? [] : pagesFrom(view, view.root)
  const shown = new Set(pages)
  const sourceOf = (src: string): string | null => {
    const id = pictureAt(src)
    return id === null ? src : (pictures.get(id) ?? null)
  }
  const sections = pages.map((id) => {
    const text = pageOf(view, id) ?? ''
    const words = toHtml(linesOf(pageParser.parse(text), text, worldAround(view, id, shown)), {
      signs: 'none',
      sourceOf,
    })
    return `<section id="${escapeHtml(id)}" aria-label="${escapeHtml(nameOf(view, id))}">${words}</section>\n`
  })
  const title = escapeHtml(thing === null ? view.title : nameOf(view, thing))
  return `${head(title)}<main>\n${sections.join('')}</main>\n</body>\n</html>\n`
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

function worldAround(view: View, here: ArtifactId, shown: ReadonlySet<ArtifactId>): PageWorld {
  const wayTo = (id: ArtifactId | null): string | null => (id !== null && shown.has(id) ? `#${id}` : null)
  return {
    origin: '',
    isUnknown: () => false,
    picturesByName: findPictures(() => ({ view, id: here })),
    hasEmbeds: true,
    hrefOf(written) {
      const named = readNamedLink(written)
      if (named !== null) return wayTo(thingNamed(view, named.name, here))
      const target = linkTargetOf(written, '')
      if (target.kind === 'thing') return wayTo(target.id)
      return target.kind === 'outside' ? target.url : null
    },
  }
}

const SHEET = `
:root { color-scheme: light dark; font: 1.125rem/1.6 Georgia, serif; }
main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
section + section { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1.5rem; }
h1, h2, h3, h4, h5, h6 { margin: 1em 0 .4em; line-height: 1.25; }
.page-line:has(> br:only-child) { height: .7em; }
:is(h1, h2, h3, h4, h5, h6, .page-line:has(> br:only-child)) + .page-line:has(> br:only-child) { display: none; }
ul, ol { margin: .3em 0; padding-left: 1.6em; }
li:has(> .page-line > [role=checkbox]) { list-style: none; }
[role=checkbox]::before { content: '☐ '; }
[aria-checked=true]::before { content: '☑ '; }
blockquote { margin: .6em 0; border-left: 3px solid; padding-left: 1em; }
pre, .page-mono { font: .9em/1.5 ui-monospace, monospace; }
pre { white-space: pre-wrap; }
img { max-width: 100%; height: auto; }
.page-em { font-style: italic; }
.page-strong { font-weight: 700; }
.page-struck { text-decoration: line-through; }
.page-mark { background: Mark; color: MarkText; }
.page-rule { margin: 1.2em 0; border-top: 1px solid; }
.page-callout-kind { font-weight: 700; text-transform: capitalize; }
.formula { font-style: italic; }
.page-note { vertical-align: super; font-size: .75em; }
[role=table] { display: table; border-collapse: collapse; }
[role=row] { display: table-row; }
[role=cell], [role=columnheader] { display: table-cell; border: 1px solid; padding: .2em .6em; }
[role=columnheader] { font-weight: 700; }
.page-cell-end { text-align: end; }
`

const head = (title: string): string => `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${DOCUMENT_SIGN}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${SHEET}</style>
</head>
<body>
`
