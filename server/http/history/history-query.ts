// What questions about a world's past say in their addresses.
import type { Request } from 'express'
import { parseRevision, type Revision } from '../../../shared/history/revision.ts'
import { parseThingId, type ThingId } from '../../../shared/history/rows/row-summary.ts'
import { parseArtifactId, parseNodeName, type MemberId } from '../../../shared/world/address.ts'
import { authorOf, parseAgentSessionId, type AuthorId } from '../../../shared/world/author.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { PersonNames } from '../routing/person-names.ts'

const malformed = (words: string): HttpRefusal => new HttpRefusal(400, 'malformed', words)

const NO_REVISION = malformed('A revision is a whole number from 0 on.')
const NO_THING = malformed('Say which thing, as ?thing= and its id, or `world`.')
const NO_AUTHOR = malformed(
  'An author is person:ACCOUNT, program:THING or agent:SESSION with its id, node:HOST, or owner.',
)
const NO_LINE = new HttpRefusal(
  404,
  'missing',
  'This world began anew since then, as after an import or an erasure: that past is not kept. Ask for its history again.',
)

/** A revision in a path or a query; `absent` where it is not said. */
export function revisionIn<Absent>(raw: unknown, absent: Absent): Revision | Absent {
  if (raw === undefined) return absent
  const revision = typeof raw === 'string' ? parseRevision(raw) : null
  if (revision === null) throw NO_REVISION
  return revision
}

/** A revision that has to be said. */
export function neededRevision(raw: unknown): Revision {
  const revision = revisionIn(raw, null)
  if (revision === null) throw NO_REVISION
  return revision
}

/** How many at most: as asked, from 1 to `most`; half of that unless said. */
export function limitIn(raw: unknown, most: number): number {
  if (raw === undefined) return Math.ceil(most / 2)
  const limit = typeof raw === 'string' && /^\d{1,6}$/.test(raw) ? Number(raw) : 0
  if (limit === 0) throw malformed(`A limit is a whole number from 1 to ${most}.`)
  return Math.min(limit, most)
}

export function thingIn(raw: unknown): ThingId | null {
  if (raw === undefined) return null
  const thing = parseThingId(raw)
  if (thing === null) throw NO_THING
  return thing
}

export function neededThing(raw: unknown): ThingId {
  const thing = thingIn(raw)
  if (thing === null) throw NO_THING
  return thing
}

/** Refuses a line that is not the world's own now. */
export function judgeLine({ query }: Request, world: WorldRecord): void {
  if (query['line'] !== undefined && query['line'] !== world.line) throw NO_LINE
}

/** An author as somebody asks for one. */
type AskedAuthor =
  | { readonly kind: 'person'; readonly account: string }
  | { readonly isBy: (author: AuthorId) => boolean }

/** People, and agents that act for them, may be asked for by their node, too. */
export function authorIn(raw: unknown, names: Pick<PersonNames, 'isOf'>): AskedAuthor | null {
  if (raw === undefined) return null
  if (typeof raw !== 'string') throw NO_AUTHOR
  const colon = raw.indexOf(':')
  const [kind, id] = colon < 0 ? [raw, ''] : [raw.slice(0, colon), raw.slice(colon + 1)]
  if (kind === 'person' && id !== '') return { kind, account: id }
  if (kind === 'owner') return { isBy: (author) => authorOf(author).kind === 'owner' }
  const node = kind === 'node' ? parseNodeName(id) : null
  if (node !== null) return { isBy: byMember(names.isOf(node)) }
  const session = parseAgentSessionId(id)
  if (kind === 'agent' && session !== null) return { isBy: (author) => isAgent(author, session) }
  const artifact = parseArtifactId(id)
  // Without an id: any program.
  if (kind === 'program' && (artifact !== null || id === ''))
    return { isBy: (author) => isProgram(author, artifact) }
  throw NO_AUTHOR
}

const byMember =
  (isOf: (member: MemberId) => boolean) =>
  (id: AuthorId): boolean => {
    const author = authorOf(id)
    return (author.kind === 'person' || author.kind === 'agent') && isOf(author.member)
  }

function isAgent(id: AuthorId, session: string): boolean {
  const author = authorOf(id)
  return author.kind === 'agent' && author.session === session
}

function isProgram(id: AuthorId, artifact: string | null): boolean {
  const author = authorOf(id)
  return author.kind === 'program' && (artifact === null || author.artifact === artifact)
}
