// Addresses and ids. Every id is branded and made by the parse and make functions here alone, so that a
// string that has not been checked cannot be used as one.

declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** An account's name: one lower-case word on this node, `name@node` of somebody of another one. */
export type AccountName = Branded<string, 'AccountName'>
/** A world's name within its account: one lower-case word. */
type WorldName = Branded<string, 'WorldName'>
/**
 * Where a world is found: `account/world` on this node, `account@node/world` on another one. It can change;
 * the {@link WorldId} cannot.
 */
export type Address = Branded<string, 'Address'>
/**
 * Where a node is reached: its public host, with a port unless it is that of https. One node, one spelling.
 */
export type NodeName = Branded<string, 'NodeName'>
/** A world's identity: random, kept for life, through renames and moves. */
export type WorldId = Branded<string, 'WorldId'>
/** A world's line: changes when a backup is restored or an export imported, since then history has forked. */
export type LineId = Branded<string, 'LineId'>
/** An artifact's key in the scene's `artifacts`. */
export type ArtifactId = Branded<string, 'ArtifactId'>
/**
 * The author of an update: a guest (one browser's session) or an account. Clients without a session share
 * one.
 */
export type MemberId = Branded<string, 'MemberId'>

/** A class, a team: accounts of a node that are given rights together. */
export type GroupId = Branded<string, 'GroupId'>

/** The one member that all clients without a session are. */
export const ANONYMOUS = 'anonymous' as MemberId
/** The one member that all code in pages writes as. */
export const BEHAVIOR = 'behavior' as MemberId
/** The one member that the owner of a world writes as, where it puts right what edits came to together. */
export const OWNER = 'owner' as MemberId
/** The one member who writes the copy of another node's world: everything that its host says is there. */
export const HOST = 'host' as MemberId

/** Longest account or world name, in characters: fits a URL and a line of a list. */
const WORD_MAX = 64
/**
 * Longest spelling of a word that is read, in characters: a letter with its marks apart is four at most.
 * Putting marks together takes as long as sorting them one by one, which for 100 kB of them is seconds.
 */
const SPELLING_MAX = 4 * WORD_MAX
/** Longest spelling of an address, in characters: two words, and a node between. */
const ADDRESS_SPELLING_MAX = 3 * SPELLING_MAX

/**
 * Longest name of a node, in characters: with an account before it, it is still the id of a record (at most
 * 200).
 */
export const NODE_NAME_MAX = 128

/** Returns `bytes` random bytes; passed in, so that tests can replay a seed. */
export type RandomBytes = (bytes: number) => Uint8Array

const WORD = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u
const ID = /^[A-Za-z0-9_-]{1,64}$/

function parseWord(text: string): string | null {
  if (text.length > SPELLING_MAX) return null
  const word = text.normalize('NFC').toLowerCase()
  return word.length <= WORD_MAX && WORD.test(word) ? word : null
}

/** Reads an account name, folding case; null when it is not one word of letters, digits, `.`, `_`, `-`. */
export function parseAccountName(text: string): AccountName | null {
  return parseWord(text) as AccountName | null
}

/** Reads a world name, folding case; null when it is not one word of letters, digits, `.`, `_`, `-`. */
export function parseWorldName(text: string): WorldName | null {
  return parseWord(text) as WorldName | null
}

/** Reads `account/world`, of this node; null when it is anything else. */
export function parseAddress(text: string): Address | null {
  if (text.length > ADDRESS_SPELLING_MAX) return null
  const [account, world, ...rest] = text.split('/')
  if (account === undefined || world === undefined || rest.length > 0) return null
  const parsedAccount = parseAccountName(account)
  const parsedWorld = parseWorldName(world)
  return parsedAccount && parsedWorld && addressOf(parsedAccount, parsedWorld)
}

/** Joins the two parts of an address. */
export function addressOf(account: AccountName, world: WorldName): Address {
  return `${account}/${world}` as Address
}

/** Splits an address into its parts. */
export function partsOf(address: Address): { account: AccountName; world: WorldName } {
  const slash = address.indexOf('/')
  return { account: address.slice(0, slash) as AccountName, world: address.slice(slash + 1) as WorldName }
}

const PORT = /:([1-9]\d{0,4})$/
const PORT_MAX = 65_535
/** The port of a name without one. */
const HTTPS_PORT = 443
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/
/** Labels that make a host an IPv4 address for a browser, however it is written: `127.1`, `0x7f000001`. */
const NUMBER = /^(\d+|0x[0-9a-f]*)$/

/**
 * Reads a node's name: a host, or a host and a port. Folds case, names in other scripts (to punycode), IPv6
 * addresses and the port of https to one spelling; null for anything else. A name that others sign must have
 * that spelling already.
 */
export function parseNodeName(text: string): NodeName | null {
  if (text.length > NODE_NAME_MAX) return null
  const port = PORT.exec(text)
  const host = parseHost((port === null ? text : text.slice(0, port.index)).toLowerCase())
  if (host === null || Number(port?.[1]) > PORT_MAX) return null
  const name = port === null || Number(port[1]) === HTTPS_PORT ? host : `${host}${port[0]}`
  return name.length <= NODE_NAME_MAX ? (name as NodeName) : null
}

function parseHost(text: string): string | null {
  if (IPV6.test(text)) return URL.parse(`http://${text}`)?.hostname ?? null
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return null
  const host = /^[\0-\x7f]*$/.test(text) ? text : (URL.parse(`http://${text}`)?.hostname ?? '')
  const labels = host.split('.')
  if (NUMBER.test(labels.at(-1) ?? '')) return IPV4.test(host) ? host : null
  return labels.every((label) => LABEL.test(label)) ? host : null
}

/** The parts of an address on another node. */
export interface ForeignPlace {
  readonly account: AccountName
  readonly node: NodeName
  readonly world: WorldName
}

/** Reads `account@node/world`; null when it is anything else. */
export function parseForeignAddress(text: string): ForeignPlace | null {
  if (text.length > ADDRESS_SPELLING_MAX) return null
  const parts = /^([^@/]+)@([^@/]+)\/([^@/]+)$/.exec(text)
  if (parts === null) return null
  const [, account = '', node = '', world = ''] = parts
  const place = {
    account: parseAccountName(account),
    node: parseNodeName(node),
    world: parseWorldName(world),
  }
  return place.account && place.node && place.world && (place as ForeignPlace)
}

/** Joins the parts of a foreign address. */
export function foreignAddressOf({ account, node, world }: ForeignPlace): Address {
  return `${account}@${node}/${world}` as Address
}

/** Reads an address of this node or of another one; null when it is neither. */
export function parseAnyAddress(text: string): Address | null {
  const foreign = parseForeignAddress(text)
  return foreign === null ? parseAddress(text) : foreignAddressOf(foreign)
}

/** The parts of an address of another node; null for one of this node. */
export function foreignPartsOf(address: Address): ForeignPlace | null {
  const at = address.indexOf('@')
  const slash = address.indexOf('/')
  if (at < 0) return null
  return {
    account: address.slice(0, at) as AccountName,
    node: address.slice(at + 1, slash) as NodeName,
    world: address.slice(slash + 1) as WorldName,
  }
}

/** A person of another node, by their name on this one. */
export const foreignAccountOf = (name: AccountName, node: NodeName): AccountName =>
  `${name}@${node}` as AccountName

/** Reads the name of an account of this node, or `name@node`; null when it is neither. */
export function parseAnyAccount(text: string): AccountName | null {
  const at = text.indexOf('@')
  if (at < 0) return parseAccountName(text)
  const name = parseAccountName(text.slice(0, at))
  const node = parseNodeName(text.slice(at + 1))
  return name && node && foreignAccountOf(name, node)
}

/** The node that somebody is of, or that a world is on, by an account or an address; null: this one. */
export function nodeOf(of: AccountName | Address): NodeName | null {
  const at = of.indexOf('@')
  const slash = of.indexOf('/')
  return at < 0 ? null : (of.slice(at + 1, slash < 0 ? undefined : slash) as NodeName)
}

/** Makes one word out of a title ("My Garden!" to "my-garden"); `fallback` when nothing is left of it. */
export function wordFrom(title: string, fallback: string): string {
  const word = title
    .slice(0, SPELLING_MAX)
    .normalize('NFC')
    .toLowerCase()
    // A large Turkish I with its dot becomes a small one with two.
    .replaceAll('i\u0307', 'i')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+|-+$/gu, '')
    .slice(0, WORD_MAX - 8)
    .replace(/-+$/u, '')
  return word === '' ? fallback : word
}

const parseId = (text: unknown): string | null => (typeof text === 'string' && ID.test(text) ? text : null)

/**
 * Reads an artifact id; null when it is not 1 to 64 characters of base64url, or a word that means something
 * else.
 */
export function parseArtifactId(text: unknown): ArtifactId | null {
  const id = parseId(text)
  return id === 'limbo' || id === '__proto__' ? null : (id as ArtifactId | null)
}

/** Reads a world's identity; null when it is not 1 to 64 characters of base64url. */
export function parseWorldId(text: unknown): WorldId | null {
  return parseId(text) as WorldId | null
}

/** Reads a world's line; null when it is not 1 to 64 characters of base64url. */
export function parseLineId(text: unknown): LineId | null {
  return parseId(text) as LineId | null
}

/** Reads a member's id; null when it is not 1 to 64 characters of base64url. */
export function parseMemberId(text: unknown): MemberId | null {
  return parseId(text) as MemberId | null
}

/** Reads a group's id; null when it is not 1 to 64 characters of base64url. */
export function parseGroupId(text: unknown): GroupId | null {
  return parseId(text) as GroupId | null
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** 80 random bits as 16 letters and digits: two never meet, and a person can read one out. */
function randomId(random: RandomBytes): string {
  let id = ''
  for (const byte of random(16)) id += LETTERS[byte % 32]
  return id
}

export const makeArtifactId = (random: RandomBytes): ArtifactId => randomId(random) as ArtifactId
export const makeWorldId = (random: RandomBytes): WorldId => randomId(random) as WorldId
export const makeLineId = (random: RandomBytes): LineId => randomId(random) as LineId

const NEXT = 'next-'
/**
 * The line of a world that others may hold a copy of already, from before: a backup or a file. What they
 * have may be newer than what the world has now, so its history has forked.
 */
export const makeNextLineId = (random: RandomBytes): LineId => `${NEXT}${randomId(random)}` as LineId
/** The line of a world that goes on with all that it had on the line before. */
export const makeLineIdAfter = (line: LineId, random: RandomBytes): LineId =>
  `${NEXT}${forkOf(line)}-${randomId(random)}` as LineId
export const isNextLine = (line: LineId): boolean => line.startsWith(NEXT)
const COPY = 'copy-'
/** The line of a copy of another node's world, made of an id; `fork`: that of the world's line. */
export const makeCopyLineId = (id: LineId, fork: string): LineId =>
  fork === '' ? id : (`${COPY}${fork}-${id}` as LineId)
/** Names the last fork of a world's history; empty before the first one. */
export const forkOf = (line: LineId): string =>
  line.startsWith(NEXT) || line.startsWith(COPY) ? (line.split('-')[1] ?? '') : ''
export const makeMemberId = (random: RandomBytes): MemberId => randomId(random) as MemberId
export const makeGroupId = (random: RandomBytes): GroupId => randomId(random) as GroupId

/** Where a node shows a world. */
export const pathOfWorld = (address: Address): string =>
  // The signs of a place on another node stay as people read them.
  `/w/${address.split('/').map(encodeURIComponent).join('/').replace('%40', '@').replace('%3A', ':')}`
