// An artifact as its readers see it: immutable values. This file has every field, how its value is read, and
// its default for an absent or malformed value.
import { parseAnyAddress, type Address, type ArtifactId } from './address.ts'
import type { Avatar } from './avatar.ts'
import { GROUP_MAX, LANG_MAX, PERCENT_MAX, TITLE_MAX } from './limits.ts'
import { cut, type Colors, type Look, type Parsers } from './look.ts'
import type { Host, Place } from './place.ts'
import type { Walk } from './walk.ts'

/** The properties that play uses. `speed`, `power`, `weight`: percent. */
export interface Properties {
  readonly passable: boolean
  readonly pushable: boolean
  readonly pickable: boolean
  /**
   * People who may act may carry it out of the world. On a world's own artifact it holds for everything in
   * it.
   */
  readonly takeable: boolean
  readonly locked: boolean
  readonly speed: number
  readonly power: number
  readonly weight: number
  readonly portal: Address | null
}

/** A value that a live one can stand over. */
export type Field =
  | 'name'
  | 'place'
  | 'pinned'
  | keyof Properties
  | `look.${keyof Look}`
  | `colors.${keyof Colors}`

/**
 * A thing as it is now, live over scene. The same object until something of it changes; its text is not in
 * it.
 */
export interface Artifact {
  readonly id: ArtifactId
  readonly name: string
  /** The written place; null for the root, and where it is absent or malformed. */
  readonly place: Place | null
  /** Where it is shown: its place's host, limbo when it is lost or breaks a circle, null for the root. */
  readonly host: Host | null
  /** The leg it is walking, from its place; null while it stands. Only live has walks. */
  readonly walk: Walk | null
  readonly look: Look
  readonly colors: Colors
  readonly properties: Properties
  /** Fixed for editors: no gesture moves, resizes or puts it away. Play ignores it. */
  readonly pinned: boolean
  /** Editors select and move things of one group together; null: in none. Only the scene has groups. */
  readonly group: string | null
  /** The fields whose value is live. */
  readonly live: ReadonlySet<Field>
  /** True for things that code made: the scene does not have them. */
  readonly onlyLive: boolean
  /** The avatar, when this is the body of somebody who is here; null for all other things. */
  readonly avatar: Avatar | null
}

export const DEFAULT_PROPERTIES: Properties = Object.freeze({
  passable: false,
  pushable: true,
  pickable: true,
  takeable: false,
  locked: false,
  speed: 100,
  power: 100,
  weight: 100,
  portal: null,
})

/** All of them, in the order in which people are shown them. */
export const PROPERTY_KEYS = Object.keys(DEFAULT_PROPERTIES) as readonly (keyof Properties)[]

export const PROPERTY: Parsers<Properties> = {
  passable: parseFlag,
  pushable: parseFlag,
  pickable: parseFlag,
  takeable: parseFlag,
  locked: parseFlag,
  speed: parsePercent,
  power: parsePercent,
  weight: parsePercent,
  portal: (raw) => (typeof raw === 'string' ? parseAnyAddress(raw) : null),
}
/** Reads a title, cut to its bound; null when it is no string. */
export function parseTitle(raw: unknown): string | null {
  return typeof raw === 'string' ? cut(raw, TITLE_MAX) : null
}

/**
 * Reads the tag of a language (BCP 47), as it is usually written; null when it is none. Tags whose first part
 * is longer than three letters are of no language yet (RFC 5646, section 2.2.1): mostly they are its name.
 */
export function parseLang(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > LANG_MAX || !/^[a-z]{2,3}(?:-|$)/i.test(raw)) return null
  try {
    const [lang = ''] = Intl.getCanonicalLocales(raw)
    return lang.length <= LANG_MAX ? lang : null
  } catch {
    return null
  }
}

export function parseFlag(raw: unknown): boolean | null {
  return typeof raw === 'boolean' ? raw : null
}

/** Reads the name of a group; null when it is no string, empty or too long. */
export function parseGroup(raw: unknown): string | null {
  return typeof raw === 'string' && raw !== '' && raw.length <= GROUP_MAX ? raw : null
}

function parsePercent(raw: unknown): number | null {
  return typeof raw === 'number' && raw >= 0 && raw <= PERCENT_MAX ? raw + 0 : null
}

/** The name of a thing within a sentence, and at its beginning or alone. */
export const nameInWords = (name: string): string => (name === '' ? 'a thing without a name' : name)
export const nameAsTitle = (name: string): string => (name === '' ? 'A thing without a name' : name)
