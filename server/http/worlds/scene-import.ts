// A world's scene as one update, without its history, as the body of an import: made of a folder elsewhere,
// for example. Whoever sends it is its author.
import type { Request, Response } from 'express'
import { makeLineId, makeWorldId, type Address } from '../../../shared/world/address.ts'
import { SCENE_BYTES_MAX } from '../../../shared/wire/api/world-bodies.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { judgeRoom, ownerFor, placesFor, withRoom } from './world-creation.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { TAKEN } from './world-routes.ts'

/**
 * Makes a world of the scene that a request brings; `wanted` is its address, null where its title shall make
 * one.
 */
export async function importScene(
  parts: RouteParts,
  { request, response, member }: { request: Request; response: Response; member: Member },
  wanted: Address | null,
): Promise<WorldRecord> {
  const { store, sync, clock, random, uploads, accounts } = parts
  const by = { by: member.id, isKnown: accounts.isAccount(member) }
  judgeRoom(parts, member)
  const bytes = await uploads.read({ request, response, ...by, bytesMax: SCENE_BYTES_MAX })
  const judged = await sync.trials.scene([bytes], member.id, member.id)
  if (!judged.ok) throw new HttpRefusal(400, 'malformed', judged.text)
  const { title, claims } = judged
  const at = clock.now()
  const identity = { id: makeWorldId(random), line: makeLineId(random) }
  const scene = [{ bytes: judged.bytes, member: member.id, at, claims }]
  return withRoom(parts, member, judged.bytes.length, async () => {
    for (const place of await placesFor(parts, member, wanted, title)) {
      const made = await store.create({
        ...identity,
        address: place,
        title,
        at,
        scene,
        owner: ownerFor(parts, member),
      })
      if (made !== null) return made
    }
    throw TAKEN
  })
}
