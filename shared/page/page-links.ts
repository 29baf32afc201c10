// Where a link of a page leads, and which pictures may be shown. A target that is not known to be safe leads
// nowhere: an address can come from anybody.
import { parseAnyAddress, parseArtifactId, type Address, type ArtifactId } from '../world/address.ts'
import { pictureAt } from '../world/picture-id.ts'
import type { PageTree, SyntaxNode } from './page-parser.ts'

export type LinkTarget =
  /** `section`: a heading of its page. Where there is no such thing, `id` may be a heading of this page. */
  | { readonly kind: 'thing'; readonly id: ArtifactId; readonly section?: string }
  /** Of this page, by a name that no thing can have. */
  | { readonly kind: 'heading'; readonly section: string }
  | { readonly kind: 'world'; readonly address: Address; readonly floor: ArtifactId | null }
  | { readonly kind: 'outside'; readonly url: string; readonly site: string }
  /** One of this node. */
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'nowhere' }

const NOWHERE: LinkTarget = { kind: 'nowhere' }

/** Reads what stands between the brackets of a link. `origin`: this site's own, such as `https://my.one`. */
export function linkTargetOf(written: string, origin: string): LinkTarget {
  const href = bare(written)
  if (href.startsWith('#')) return wayWithin(href.slice(1))
  if (pictureAt(href) !== null) return { kind: 'picture', url: href }
  const url = URL.parse(/^www\./i.test(href) ? `https://${href}` : href)
  if (url === null) return wayToWorld(href)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return NOWHERE
  if (url.origin === origin) return wayToWorld(url.pathname + url.hash)
  return { kind: 'outside', url: url.href, site: url.hostname }
}

/**
 * The part behind `#` in a link within a world: `ID`, `ID/section`, or a heading of the page, with its
 * letters or percents for them.
 */
function wayWithin(hash: string): LinkTarget {
  const plain = hash.replace(/\\([!-/:-@[-`{-~])/g, '$1')
  const name = decoded(plain) || plain
  const [first = '', section] = name.split('/')
  const id = parseArtifactId(first)
  if (id !== null) return { kind: 'thing', id, ...(section !== undefined && { section }) }
  return name === '' ? NOWHERE : { kind: 'heading', section: name }
}

/** `/w/ada/garden`, `ada/garden`, `bob@house.example/square`, each with `#ID` behind. */
function wayToWorld(path: string): LinkTarget {
  const [before = '', hash = ''] = path.split('#')
  const address = parseAnyAddress(decoded(before.replace(/^\/w\//, '')))
  return address === null ? NOWHERE : { kind: 'world', address, floor: parseArtifactId(decoded(hash)) }
}

const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i
const ASSET = /^\/assets\/[0-9a-f]{64}$/

/** A picture's source that a page may load; null for one from elsewhere, which would tell who reads. */
export function pictureSource(written: string, origin: string): string | null {
  const src = bare(written)
  if (PICTURE.test(src)) return src
  const path = src.startsWith(`${origin}/`) ? src.slice(origin.length) : src
  return ASSET.test(path) ? path : null
}

/** The address of a link or picture, which stands behind its words; null: it says none. */
export function urlOf(link: SyntaxNode): SyntaxNode | null {
  const close = link.getChildren('LinkMark')[1]
  return link.getChildren('URL').find(({ from }) => close === undefined || from >= close.to) ?? null
}

const ADDRESSED: ReadonlySet<string> = new Set(['Link', 'Image', 'LinkReference'])

/** Whether an address is where a link leads, what a picture shows, or what an explained name means. */
export const isLinked = ({ from, parent }: SyntaxNode): boolean =>
  parent !== null && ADDRESSED.has(parent.name) && urlOf(parent)?.from === from

/** Whether an address stands in the text as it is, not in the words of a link. */
export const isBare = ({ parent }: SyntaxNode): boolean =>
  parent === null || !ADDRESSED.has(parent.name) || (parent.name === 'Link' && urlOf(parent) === null)

/** An address without the angles that hold one with blanks together. */
export const bare = (written: string): string => /^<(.*)>$/.exec(written)?.[1] ?? written

/** An address as it is written between the brackets of a link. */
export function writeAddress(href: string): string {
  const plain = href.trim().replace(/[\n<>]/g, '')
  return /[\s()]/.test(plain) ? `<${plain}>` : plain
}

/** Where the names lead that a line `[name]: address` explains, by `nameOf`: the first of a name counts. */
export function explainedIn({ topNode }: PageTree, text: string): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>()
  for (const node of topNode.getChildren('LinkReference')) {
    const [label, url] = [node.getChild('LinkLabel'), node.getChild('URL')]
    if (!label || !url) continue
    const name = nameOf(text.slice(label.from + 1, label.to - 1))
    if (!addresses.has(name)) addresses.set(name, bare(text.slice(url.from, url.to)))
  }
  return addresses
}

export const nameOf = (label: string): string => label.trim().toLowerCase()

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
