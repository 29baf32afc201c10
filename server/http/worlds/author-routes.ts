// `/api/worlds/ACCOUNT/WORLD/authors`: the authors of some of a scene's writing, as far as names are known
// here.
import { ANONYMOUS, BEHAVIOR, OWNER, type MemberId } from '../../../shared/world/address.ts'
import { AUTHORS_MAX, type AuthorBody, type Authors } from '../../../shared/wire/api/world-bodies.ts'
import type { Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const MALFORMED = new HttpRefusal(
  400,
  'malformed',
  `Ask with ?clients= and up to ${AUTHORS_MAX} numbers with commas between.`,
)

export function addAuthorRoutes(
  routes: Routes,
  { store, sync }: { readonly store: Store; readonly sync: Pick<Sync, 'writers'> },
): void {
  routes.add('get', '/worlds/:account/:world/authors', { world: 'see' }, async (asked) => {
    const { request, response, member, world } = asked
    const clients = clientsOf(request.query['clients'])
    const writers = await sync.writers(world, clients)
    const names = new Map((await store.membersBy([...writers.values()])).map(({ id, name }) => [id, name]))
    const authors = [...writers].map(([client, writer]): AuthorBody => ({
      client,
      ...whoIs(writer, member.id, names.get(writer) ?? null),
    }))
    response.json({ authors } satisfies Authors)
  })
}

/** Ids of members are told to nobody. */
function whoIs(writer: MemberId, asking: MemberId, name: string | null): Omit<AuthorBody, 'client'> {
  if (writer === BEHAVIOR || writer === OWNER) return { who: 'code', name: null }
  if (writer === ANONYMOUS || name === null) return { who: 'somebody', name: null }
  return { who: writer === asking ? 'you' : 'person', name }
}

function clientsOf(query: unknown): readonly number[] {
  const words = typeof query === 'string' ? query.split(',') : []
  const clients = words.filter((word) => /^\d{1,16}$/.test(word)).map(Number)
  if (clients.length !== words.length || clients.length === 0 || clients.length > AUTHORS_MAX) throw MALFORMED
  return clients
}
