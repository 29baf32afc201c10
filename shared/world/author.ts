// Who made an edit, and what a row of a log says of itself. A row's member is who is answerable for it; its
// author is more exact: the program of one artifact, or an agent's session of a person.
import {
  BEHAVIOR,
  HOST,
  OWNER,
  parseArtifactId,
  parseMemberId,
  type ArtifactId,
  type MemberId,
} from './address.ts'

declare const brand: unique symbol

/** A member, `program:ARTIFACT`, or `agent:MEMBER:SESSION`. */
export type AuthorId = MemberId | (string & { readonly [brand]: 'AuthorId' })

/** One connection of an agent that acts for a person. */
type AgentSessionId = string & { readonly [brand]: 'AgentSessionId' }

type Author =
  /** `owner` is the process that runs a world: it repairs what edits came to together. */
  | { readonly kind: 'person' | 'owner'; readonly member: MemberId }
  /** The artifact is null in rows of before programs had names of their own. */
  | { readonly kind: 'program'; readonly artifact: ArtifactId | null }
  | { readonly kind: 'agent'; readonly member: MemberId; readonly session: AgentSessionId }

const SESSION = /^[A-Za-z0-9_-]{1,64}$/

/** Reads an agent's session; null when it is not 1 to 64 characters of base64url. */
export const parseAgentSessionId = (text: unknown): AgentSessionId | null =>
  typeof text === 'string' && SESSION.test(text) ? (text as AgentSessionId) : null

export const programAuthor = (artifact: ArtifactId): AuthorId => `program:${artifact}` as AuthorId

export const agentAuthor = (member: MemberId, session: AgentSessionId): AuthorId =>
  `agent:${member}:${session}` as AuthorId

/** Reads an author as a row has it; null when it is none. */
export function parseAuthorId(text: unknown): AuthorId | null {
  if (typeof text !== 'string') return null
  const [kind, first, second, ...more] = text.split(':')
  if (more.length > 0) return null
  if (first === undefined) return parseMemberId(kind)
  if (kind === 'program' && second === undefined) {
    const artifact = parseArtifactId(first)
    return artifact && programAuthor(artifact)
  }
  const member = kind === 'agent' ? parseMemberId(first) : null
  const session = parseAgentSessionId(second)
  return member && session && agentAuthor(member, session)
}

/** What an author is: its parts. */
export function authorOf(id: AuthorId): Author {
  const [kind = '', first, second] = id.split(':')
  if (first !== undefined && kind === 'program') return { kind, artifact: first as ArtifactId }
  if (first !== undefined && kind === 'agent') {
    return { kind, member: first as MemberId, session: (second ?? '') as AgentSessionId }
  }
  if (id === BEHAVIOR) return { kind: 'program', artifact: null }
  return { kind: id === OWNER || id === HOST ? 'owner' : 'person', member: id as MemberId }
}

/** The member behind an author; null: a program. */
export function memberOf(id: AuthorId): MemberId | null {
  const author = authorOf(id)
  return author.kind === 'program' ? null : author.member
}

/** The same author where its member has another id. */
export function authorAs(id: AuthorId, memberAs: (id: MemberId) => MemberId): AuthorId {
  const author = authorOf(id)
  if (author.kind === 'program') return id
  const member = memberAs(author.member)
  return author.kind === 'agent' ? agentAuthor(member, author.session) : member
}

const NOTE_KINDS = [
  'merge',
  'restore',
  'revert',
  'import',
  'draft',
  'publish',
  'unpublish',
  'erase',
  'renewal',
] as const

/** Why a row was written, where that is no plain edit: `id` names one merge, one restore, one draft. */
export interface RowNote {
  readonly kind: (typeof NOTE_KINDS)[number]
  readonly id: string
}

/** Most files that one import counts. */
export const IMPORT_FILES_MAX = 100_000

const FILES = /^files-(\d{1,6})-/

/** The note of the rows that one import of files into a world writes. */
export const importNote = (files: number, id: string): RowNote => ({
  kind: 'import',
  id: `files-${files}-${id}`,
})

const WORLD_FILE = 'world-'

/** The note of the rows that came with a world's file, and said nothing of why they were written. */
export const worldFileNote = (id: string): RowNote => ({ kind: 'import', id: `${WORLD_FILE}${id}` })

/** Whether rows came with the file of a whole world. */
export const isOfWorldFile = ({ kind, id }: { readonly kind: string; readonly id: string }): boolean =>
  kind === 'import' && id.startsWith(WORLD_FILE)

/** How many files an import brought; null: of a whole world, or no import. */
export function filesOf({ kind, id }: { readonly kind: string; readonly id: string }): number | null {
  const found = kind === 'import' ? FILES.exec(id) : null
  return found === null ? null : Number(found[1])
}

/** Whether a merge wrote it: publishing is one. */
export const isMergeNote = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'merge' || kind === 'publish'

/** Whether it took edits back: unpublishing does, too. */
export const isRevertNote = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'revert' || kind === 'unpublish'

/** A note as it is stored: `kind:id`. */
export const encodeRowNote = ({ kind, id }: RowNote): string => `${kind}:${id}`

/** Reads a stored note; null when it is none. Its id is 1 to 64 characters of base64url. */
export function parseRowNote(text: unknown): RowNote | null {
  if (typeof text !== 'string') return null
  const colon = text.indexOf(':')
  const kind = NOTE_KINDS.find((name) => name === text.slice(0, Math.max(0, colon)))
  const id = text.slice(colon + 1)
  return kind !== undefined && SESSION.test(id) ? { kind, id } : null
}
