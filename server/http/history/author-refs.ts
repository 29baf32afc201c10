// Authors as the API names them: people by their account and name, programs by their thing.
import { ANONYMOUS, type ArtifactId, type MemberId } from '../../../shared/world/address.ts'
import { authorOf, type AuthorId } from '../../../shared/world/author.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import type { PersonRef } from '../../../shared/wire/api/sharing-bodies.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { PersonLook, PersonNames } from '../routing/person-names.ts'

const NOBODY: HistoryAuthor = { kind: 'person', name: 'Somebody without a name' }
const GONE: HistoryAuthor = { kind: 'person', name: 'Somebody who left' }
const OWNER: HistoryAuthor = { kind: 'owner', name: 'This node' }
const OLD_PROGRAM: HistoryAuthor = { kind: 'program', name: 'A program' }

/** The authors of an answer, each looked up once. */
export async function authorRefs(
  { names, history }: { readonly names: PersonNames; readonly history: Pick<WorldHistory, 'names'> },
  world: WorldRecord,
  ids: Iterable<AuthorId>,
): Promise<(id: AuthorId) => HistoryAuthor> {
  const members = new Set<MemberId>()
  const programs = new Set<ArtifactId>()
  const all = new Set(ids)
  for (const author of [...all].map(authorOf)) {
    if (author.kind === 'program') {
      if (author.artifact !== null) programs.add(author.artifact)
    } else if (author.kind !== 'owner') members.add(author.member)
  }
  const known = [...members].filter((id) => id !== ANONYMOUS)
  const [refsOf, looks] = await Promise.all([names.of(known), names.looksOf(known)])
  const people = new Map(known.map((id) => [id, { ...refsOf.get(id), ...looks.get(id) }]))
  const things = programs.size === 0 ? new Map<ArtifactId, string>() : await history.names(world, programs)
  const refs = new Map([...all].map((id) => [id, refOf(id, people, things)]))
  return (id) => refs.get(id) ?? GONE
}

type KnownPerson = Partial<PersonRef & PersonLook>

function refOf(
  id: AuthorId,
  people: ReadonlyMap<MemberId, KnownPerson>,
  things: ReadonlyMap<ArtifactId, string>,
): HistoryAuthor {
  const author = authorOf(id)
  switch (author.kind) {
    case 'owner':
      return OWNER
    case 'program':
      if (author.artifact === null) return OLD_PROGRAM
      return { kind: 'program', name: things.get(author.artifact) ?? 'A program', id: author.artifact }
    case 'person':
      if (author.member === ANONYMOUS) return NOBODY
      return personRef(author.member, people)
    case 'agent':
      return { ...personRef(author.member, people), kind: 'agent', id: author.session }
  }
  return author satisfies never
}

/** A person whose account is gone is named by their id: their edits can still be found by it. */
const personRef = (id: MemberId, people: ReadonlyMap<MemberId, KnownPerson>): HistoryAuthor => ({
  ...GONE,
  account: id,
  ...people.get(id),
})
