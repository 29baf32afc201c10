// A world, or one page of it, as one HTML file: its words and pictures, and ways between its pages. Nothing
// else is needed to read it, and nothing in it runs or asks anybody for anything.
import { escapeHtml } from '../page/page-html.ts'
import type { ArtifactId } from '../world/address.ts'
import type { PictureId } from '../world/picture-id.ts'
import type { View } from '../world/view/world-view.ts'
import { writeSections } from './page-sections.ts'
import { sectionsSheet } from './sections-sheet.ts'

interface PageDocument {
  readonly view: View
  /** One page; null: the world's, and those of all things on it. */
  readonly thing: ArtifactId | null
  /** `data:` addresses of the pictures that there are. */
  readonly pictures: ReadonlyMap<PictureId, string>
}

/** By which a file of ours is known. */
export const DOCUMENT_SIGN = '<meta name="generator" content="Inkland">'

/** The file as text. */
export function writeDocument({ view, thing, pictures }: PageDocument): string {
  const { title, lang, html } = writeSections(view, { thing, pictures })
  return `${head(escapeHtml(title), lang)}<main>\n${html}</main>\n</body>\n</html>\n`
}

/** The style of a page that stands by itself. */
export const DOCUMENT_SHEET = `
:root { color-scheme: light dark; font: 1.125rem/1.6 Georgia, serif; }
${sectionsSheet('main')}`

/** Says the language of an element's words: the world's, or that nobody knows it. */
export const langAttribute = (lang: string | null): string => ` lang="${lang ?? ''}"`

const head = (title: string, lang: string | null): string => `<!doctype html>
<html${langAttribute(lang)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${DOCUMENT_SIGN}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${DOCUMENT_SHEET}</style>
</head>
<body>
`
