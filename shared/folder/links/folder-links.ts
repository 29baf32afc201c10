// The links of a page. Within a world `[x](#ID)` is a way to a thing, and `[x](#ID/section)` to a heading of
// its page; in a folder it is a link to that thing's file. Code is no link.
import { pageParser } from '../../page/page-parser.ts'
import { isLinked } from '../../page/page-links.ts'
import { isNamed, readNamedLink } from '../../page/named-links.ts'
import { htmlImagesIn } from '../../page/html-images.ts'
import type { FileFinder } from './file-finder.ts'
import { linkTo } from '../format/folder-paths.ts'
import { linkIn } from './file-link.ts'

/** The target of a link or an image of a page, as it is written between its brackets. */
interface FolderLinkTarget {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly isImage: boolean
}

const WAY = /^#([A-Za-z0-9_-]{1,64})(?:\/(.*))?$/s

/** The thing that a link within a world means; null when it means none. */
export function thingInLink(
  destination: string,
): { readonly id: string; readonly section: string | null } | null {
  const [, id, section = null] = WAY.exec(destination) ?? []
  return id === undefined ? null : { id, section }
}

/** The destinations of a page in order. */
export function destinationsIn(page: string): readonly FolderLinkTarget[] {
  if (!page.includes('](') && !page.includes(']:')) return []
  const found: FolderLinkTarget[] = []
  pageParser.parse(page).iterate({
    enter({ name, from, to, node }) {
      if (name !== 'URL' || !isLinked(node)) return
      const isImage = node.parent?.name === 'Image'
      const isBracketed = page[from] === '<' && page[to - 1] === '>'
      const [start, end] = isBracketed ? [from + 1, to - 1] : [from, to]
      found.push({ from: start, to: end, text: page.slice(start, end), isImage })
    },
  })
  return found
}

/**
 * The names of files that a page links to or shows and that stay as they are written: `[[map.png]]`,
 * `![[map.png|300]]`, `<img src="map.png">`.
 */
export function namesOnPage(page: string): readonly string[] {
  if (!page.includes('[[') && !/<img/i.test(page)) return []
  const names: string[] = []
  pageParser.parse(page).iterate({
    enter({ name, from, to }) {
      const written = READ.has(name) ? page.slice(from, to) : ''
      if (isNamed(written)) names.push(readNamedLink(written)?.name ?? '')
      else if (name.startsWith('HTML'))
        names.push(...htmlImagesIn(written).flatMap(({ src }) => linkIn(src)?.path ?? []))
    },
  })
  return names
}

const READ: ReadonlySet<string> = new Set(['Image', 'Link', 'HTMLTag', 'HTMLBlock'])

/** The page with other destinations where `change` answers one. */
export function redirect(page: string, change: (destination: FolderLinkTarget) => string | null): string {
  const parts: string[] = []
  let done = 0
  for (const destination of destinationsIn(page)) {
    const next = change(destination)
    if (next === null || destination.from < done) continue
    parts.push(page.slice(done, destination.from), next)
    done = destination.to
  }
  return done === 0 ? page : parts.join('') + page.slice(done)
}

/**
 * Links to things become links to files: `pathOf` answers the file of a thing, and null for a thing without
 * one here.
 */
export function withFiles(page: string, from: string, pathOf: (id: string) => string | null): string {
  return redirect(page, ({ text }) => {
    const way = thingInLink(text)
    const path = way && pathOf(way.id)
    if (way === null || path === null) return null
    const link = linkTo(from, path)
    return way.section === null ? link : `${link}#${way.section}`
  })
}

/** Links to files become ways: `idOf` answers the thing of a file. */
export function withWays(
  page: string,
  from: string,
  files: FileFinder,
  idOf: (path: string) => string | null,
): string {
  return redirect(page, ({ text, isImage }) => {
    const link = isImage ? null : linkIn(text)
    const path = link && files.find(from, link.path)
    const id = path === null ? null : idOf(path)
    if (link === null || id === null) return null
    return link.section === null ? `#${id}` : `#${id}/${link.section}`
  })
}
