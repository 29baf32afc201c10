// A world's scene as one update, without its history: `GET …/scene`. It is in memory as a whole until it is
// sent, so few are sent at once, they are made one after the other, and a reader who is too slow is cut off.
import type { Response } from 'express'
import { nodeOf } from '../../../shared/world/address.ts'
import { SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { encodedState } from '../../sync/document/stored-document.ts'
import { pendingLogKind, type Trials } from '../../sync/sync-server.ts'
import { createPlaces, senderOf } from '../edge/body-slots.ts'
import {
  BODY_GRACE_MS,
  BODY_SLOWEST_BYTES_PER_S,
  SCENE_PLACES,
  TRANSFER_SILENCE_MS,
} from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

const BUSY = new HttpRefusal(503, 'busy', 'Other worlds are being copied. Try again in a little while.', 3)

type SendScene = (to: {
  readonly response: Response
  readonly member: Member
  readonly world: WorldRecord
}) => Promise<void>

interface SceneParts extends Pick<AccountServices, 'store' | 'accounts'> {
  readonly trials: Trials
  readonly clock: ServerClock
}

export function createSceneAnswers({ store, accounts, trials, clock }: SceneParts): SendScene {
  const place = createPlaces(SCENE_PLACES, BUSY)
  const turns = new Semaphore(1)

  async function stateOf(world: WorldRecord, member: Member): Promise<Uint8Array> {
    const stored = await store.open({ world: world.key, kind: 'scene' })
    const mine = nodeOf(world.address) === null ? [] : await waiting(world, member)
    return encodedState(stored, mine, { trials, by: member.id })
  }

  /** Somebody's edits in a world of another node that its host does not have yet. */
  async function waiting(world: WorldRecord, member: Member): Promise<Uint8Array[]> {
    const { tail } = await store.open({ world: world.key, kind: pendingLogKind(member.id) })
    return tail.map(({ bytes }) => bytes)
  }

  return async ({ response, member, world }) => {
    place({ response, ...senderOf(member, accounts) })
    const state = await turns.take(() => stateOf(world, member), member.id)
    const takesMs = BODY_GRACE_MS + (1000 * state.length) / BODY_SLOWEST_BYTES_PER_S
    const cancel = clock.after(takesMs, () => response.destroy())
    response.once('close', cancel)
    response.setTimeout(TRANSFER_SILENCE_MS)
    response.type(SCENE_TYPE).setHeader('Content-Length', state.length)
    // Not by Express, which would hash and copy all of it.
    response.end(Buffer.from(state.buffer, state.byteOffset, state.length))
  }
}
