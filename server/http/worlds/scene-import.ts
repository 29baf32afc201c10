// A world's scene as one update, without its history, as the body of an import: made of a folder elsewhere,
// for example. The sender is its author.
import type { Request, Response } from 'express'
import { makeNextLineId, makeWorldId, type Address, type RandomBytes } from '../../../shared/world/address.ts'
import { SCENE_BYTES_MAX } from '../../../shared/wire/api/world-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Trials } from '../../sync/sync-server.ts'
import type { Uploads } from '../edge/upload-slots.ts'
import type { WorldCreation } from './world-creation.ts'
import { senderOf } from '../edge/body-slots.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { TAKEN } from './world-routes.ts'

export interface SceneImportParts extends Pick<AccountServices, 'store' | 'accounts'> {
  readonly creation: WorldCreation
  readonly uploads: Uploads
  readonly trials: Trials
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

/** Makes a world of the scene in a request's body. `wanted` is its address; null: its title makes one. */
export async function importScene(
  parts: SceneImportParts,
  { request, response, member }: { request: Request; response: Response; member: Member },
  wanted: Address | null,
): Promise<WorldRecord> {
  const { store, accounts, creation, uploads, trials, clock, random } = parts
  const by = senderOf(member, accounts)
  creation.judgeRoom(member)
  const bytes = await uploads.read({ request, response, ...by, bytesMax: SCENE_BYTES_MAX })
  const judged = await trials.scene([bytes], member.id, member.id)
  if (!judged.ok) throw new HttpRefusal(400, 'malformed', judged.text)
  const { title, claims } = judged
  const at = clock.now()
  const identity = { id: makeWorldId(random), line: makeNextLineId(random) }
  const note = { kind: 'import', id: identity.id } as const
  const scene = [{ bytes: judged.bytes, member: member.id, at, claims, note }]
  return creation.withRoom(member, judged.bytes.length, async () => {
    for (const place of await creation.addressesFor(member, wanted, title)) {
      const made = await store.create({
        ...identity,
        address: place,
        title,
        at,
        scene,
        owner: creation.ownerFor(member),
      })
      if (made !== null) return made
    }
    throw TAKEN
  })
}
