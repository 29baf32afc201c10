// The path of a request to another node: made of parts that were parsed, never a string that somebody wrote.
// A node signs the path, but a URL parser makes the request of it: `..`, behind backslashes or percent signs,
// would lead to another route, asked in this node's own name. So a path has one spelling, in which there is
// nothing for a parser, a proxy or a server to change.
declare const brand: unique symbol

/** A path with its query, from `/` on, in its one spelling. */
export type PeerPath = string & { readonly [brand]: 'PeerPath' }

/**
 * Longest path with its query, in characters: three names of the longest in any script, or some 150 numbers
 * after two usual ones.
 */
const PEER_PATH_MAX = 1_900

/**
 * A word, an id, a name, or a name at a node: nothing that is a way up, and nothing that stands between
 * parts.
 */
const PART = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}._~@:[\]-]+$/u
/**
 * Its one spelling: signs other than letters, digits and `._~-` are percent bytes, and of the signs of ASCII
 * only `:`, `@` and brackets may be among them.
 */
const SPELLED = /^(\/(?!\.{1,2}(\/|$))([A-Za-z0-9._~-]|%(3A|40|5B|5D|[89A-F][0-9A-F]))+)+$/
/** As `URLSearchParams` writes it, with commas as they are, of which lists have many. */
const QUERY = /^([A-Za-z0-9*._+&=,-]|%[0-9A-F]{2})+$/

type Query = Readonly<Record<string, string>>

/** Puts a path together; null where a part of it is no name, or all of it too long. */
export function pathOf(parts: readonly string[], query: Query = {}): PeerPath | null {
  if (!parts.every((part) => PART.test(part) && part.isWellFormed())) return null
  const path = parts.map((part) => `/${encodeURIComponent(part)}`).join('')
  const asked = new URLSearchParams(query).toString().replaceAll('%2C', ',')
  return parsePeerPath(asked === '' ? path : `${path}?${asked}`)
}

/** The same of parts that were parsed. */
export function peerPath(parts: readonly string[], query: Query = {}): PeerPath {
  const path = pathOf(parts, query)
  if (path === null) throw new RangeError('a path is made of names')
  return path
}

/** Where a node answers other nodes. */
export const peersPath = (...below: readonly string[]): PeerPath => peerPath(['api', 'peers', ...below])

/** Reads a path in its one spelling; null for another spelling, and for a path that a parser would change. */
export function parsePeerPath(text: string): PeerPath | null {
  if (text.length > PEER_PATH_MAX) return null
  const [path = '', query, ...more] = text.split('?')
  if (more.length > 0 || !SPELLED.test(path) || (query !== undefined && !QUERY.test(query))) return null
  const url = URL.parse(text, 'https://node.invalid')
  return url?.href === `https://node.invalid${text}` ? (text as PeerPath) : null
}
