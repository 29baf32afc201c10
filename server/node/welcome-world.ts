// The small world that a node without any gets when it starts, so that nobody begins with an empty list.
import { WELCOME } from '../../shared/wire/api/account-bodies.ts'
import { ANONYMOUS, makeLineId, makeWorldId, type RandomBytes } from '../../shared/world/address.ts'
import { initWelcome, WELCOME_TITLE } from '../../shared/starters/welcome-scene.ts'
import type { Rights } from '../accounts/rights/world-rights.ts'
import type { Store } from '../storage/store.ts'
import { firstScene } from '../sync/rooms/first-scene.ts'

/** Makes `inkland/welcome` unless there is any world, here or in the bin. */
export async function makeWelcome(store: Store, at: number, random: RandomBytes): Promise<void> {
  const worlds = [...(await store.worlds('here')), ...(await store.worlds('binned'))]
  if (WELCOME === null || worlds.length > 0) return
  await store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address: WELCOME,
    title: WELCOME_TITLE,
    at,
    scene: firstScene((scene) => initWelcome(scene, random), { member: ANONYMOUS, at, random }),
  })
}

/**
 * Everyone signed in may act in the welcome world of a node with accounts, unless somebody decided otherwise.
 */
export async function openWelcome(
  store: Pick<Store, 'find'>,
  rights: Pick<Rights, 'isDecided' | 'open'>,
): Promise<void> {
  const world = WELCOME && (await store.find(WELCOME))
  if (world?.address === WELCOME && !rights.isDecided(world)) await rights.open(world, { everyone: 'act' })
}
