// `/api/peers/place/ACCOUNT@NODE/WORLD`: the state of a place on another node, for a door that leads there
// and for a screen that waits; and taking the copy of one off one's list. Admins see the room that all copies
// take, and throw those away that nobody needs.
import * as z from 'zod/mini'
import { foreignPartsOf, parseAnyAddress, type Address } from '../../../shared/world/address.ts'
import type { ForeignPlaceBody, WorldCopies } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal, NO_SUCH_WORLD } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const NO_PLACE = new HttpRefusal(
  400,
  'malformed',
  'The address of a world on another node looks like bob@house.example/square.',
)
const WAITING = new HttpRefusal(
  409,
  'waiting',
  'Some of your changes to this world have not reached its node yet. They would be lost with the copy.',
)

const IN_USE = new HttpRefusal(
  409,
  'used',
  'Someone is in that world now. Its copy stays until they have left.',
)
const NOT_SENT = new HttpRefusal(
  409,
  'waiting',
  'That copy has changes that its node does not have yet. It stays until they have arrived.',
)

/** `DELETE /api/peers/place/…`: removes the copy. `lose`: also with changes that its host does not have. */
const Removal = z.object({ lose: z.optional(z.boolean()) })

const ALONE = new HttpRefusal(409, 'alone', 'This node is not connected to other nodes.')

export function addPlaceRoutes(
  routes: Routes,
  { foreign, audit }: { readonly foreign: ForeignWorlds | null; readonly audit: Audit },
): void {
  const joined = (): ForeignWorlds => {
    if (foreign === null) throw ALONE
    return foreign
  }

  routes.add('get', '/peers/place/:account/:world', 'session', async ({ request, response, member }) => {
    response.json((await joined().place(addressIn(request.params), member)) satisfies ForeignPlaceBody)
  })

  routes.add('delete', '/peers/place/:account/:world', 'session', async ({ request, response, member }) => {
    const { lose = false } = bodyOf(Removal, request)
    const address = addressIn(request.params)
    const left = await joined().leave(address, member, lose)
    if (left === 'missing') throw NO_SUCH_WORLD
    if (left === 'waiting') throw WAITING
    response.status(204).end()
  })

  routes.add('get', '/admin/copies', 'admin', async ({ response }) => {
    const copies = (await joined().cache.copies()).map(({ world, ...copy }) => ({
      address: world.address,
      title: world.title,
      ...copy,
    }))
    response.json({ copies } satisfies WorldCopies)
  })

  routes.add('delete', '/admin/copies/:account/:world', 'admin', async (asked) => {
    const { request, response, member } = asked
    const address = addressIn(request.params)
    const { cache } = joined()
    const copy = (await cache.copies()).find(({ world }) => world.address === address)
    if (copy === undefined) throw NO_SUCH_WORLD
    if (copy.needed !== null || !(await cache.remove(copy.world, false)))
      throw copy.needed === 'used' ? IN_USE : NOT_SENT
    audit.note(member.id, 'admin.copyDropped', address)
    response.status(204).end()
  })
}

function addressIn({ account, world }: Readonly<Record<string, string | string[]>>): Address {
  const address = parseAnyAddress(`${String(account)}/${String(world)}`)
  if (address === null || foreignPartsOf(address) === null) throw NO_PLACE
  return address
}
