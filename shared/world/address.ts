// Addresses and ids. Every id is branded and made by the parse and make functions here alone, so that a string that
// has not been checked cannot be used as one.

declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** An account's name on this node: one lower-case word. */
export type AccountName = Branded<string, 'AccountName'>
/** A world's name within its account: one lower-case word. */
export type WorldName = Branded<string, 'WorldName'>
/** `account/world`: where a world of this node is found. It can change; the {@link WorldId} cannot. */
export type Address = Branded<string, 'Address'>
/** A world's identity: random, kept for life, through renames and moves. */
export type WorldId = Branded<string, 'WorldId'>
/** A world's line: changes when a backup is restored or an export imported, since then history has forked. */
export type LineId = Branded<string, 'LineId'>
/** An artifact's key in the scene's `artifacts`. */
export type ArtifactId = Branded<string, 'ArtifactId'>
/** Who an update is from: one browser's session in an open node, later an account. Sessionless clients share one. */
export type MemberId = Branded<string, 'MemberId'>

/** The one member that all clients without a session are. */
export const ANONYMOUS = 'anonymous' as MemberId
/** The one member that all code in pages writes as. */
export const BEHAVIOR = 'behavior' as MemberId
/** The one member that the owner of a world writes as, where it puts right what edits came to together. */
export const OWNER = 'owner' as MemberId

/** Longest account or world name, in characters: fits a URL and a line of a list. */
export const WORD_MAX = 64

/** Returns `bytes` random bytes; passed in, so that tests can replay a seed. */
export type RandomBytes = (bytes: number) => Uint8Array

const WORD = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u
const ID = /^[A-Za-z0-9_-]{1,64}$/

function parseWord(text: string): string | null {
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

/** Reads `account/world`; null when it is anything else. */
export function parseAddress(text: string): Address | null {
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

/** Makes one word out of a title ("My Garden!" to "my-garden"); `fallback` when nothing is left of it. */
export function wordFrom(title: string, fallback: string): string {
  const word = title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+|-+$/gu, '')
    .slice(0, WORD_MAX - 8)
    .replace(/-+$/u, '')
  return word === '' ? fallback : word
}

const parseId = (text: unknown): string | null => (typeof text === 'string' && ID.test(text) ? text : null)

/** Reads an artifact id; null when it is not 1 to 64 characters of base64url, or a word that means something else. */
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
export const makeMemberId = (random: RandomBytes): MemberId => randomId(random) as MemberId
