// A disk that fails under a living world: whichever call fails, told facts are true, an action has one
// effect, and the world goes on by itself.
import { expect, it } from 'vitest'
import type { Store } from '../../../server/storage/store.ts'
import { actionFrame, parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { stores, type StoreKind } from '../../contract/stores.ts'
import { CODE, startHome, storedLive, Visitor } from '../../unit/owner/home.ts'
import { countedIn } from '../../unit/owner/stand-in.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'
import { createFaultyStore, type Faults } from '../disk/faulty-store.ts'

/** Calls that fail in turn: more than it takes until the world lives and an action was done. */
const CALLS = 40
/** Sessions at once: each is mostly waiting. */
const AT_ONCE = 14
const ACTIONS = 3
const lamp = parseArtifactId('lamp')!

/** Which call fails: the n-th of all, or the first of a name. */
type FailingCall = number | keyof Store

/** Somebody writes code and acts, with a disk of which one call fails; the call that failed. */
async function session(inner: Store, which: FailingCall, when: Faults['when']): Promise<keyof Store | null> {
  let failed: keyof Store | null = null
  const store = createFaultyStore(inner, {
    ...(when && { when }),
    failOn(call, n) {
      if (failed !== null || (n !== which && call !== which)) return false
      failed = call
      return true
    },
  })
  const what = (): string => `where call ${which} (${failed}) fails ${when}`
  const home = await startHome({ store })
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 0, `it lives, ${what()}`)
  let used = 0
  let client = await RawClient.open(`${home.url}/ada/garden/live?inkland=1`)
  const ask = async (sequence: number): Promise<boolean> => {
    if (client.closed !== null) client = await RawClient.open(`${home.url}/ada/garden/live?inkland=1`)
    const before = client.of('outcome').length
    client.send(actionFrame(sequence, { session: 'mine', action: { verb: 'use', thing: lamp } }))
    await until(
      () => client.of('outcome').length > before || client.closed !== null,
      `it is answered, ${what()}`,
    )
    const outcome = parseOutcome(client.of('outcome').at(before)?.json ?? 'null')
    return outcome?.ok === true
  }
  for (let sequence = 1; sequence <= ACTIONS; sequence++) {
    await until(() => ask(sequence), `action ${sequence} is done, ${what()}`)
    used++
    // Told effects are on the disk.
    expect(countedIn(await storedLive(inner)).used, what()).toBe(used)
  }
  const { beats } = ada.counted
  await until(() => ada.counted.beats > beats + 5, `it goes on, ${what()}`)
  await home.owner.stop()
  await until(async () => {
    const stored = countedIn(await storedLive(inner))
    return stored.beats === ada.counted.beats && stored.used === ACTIONS
  }, `everybody has what is on the disk, ${what()}`)
  ada.leave()
  client.close()
  await home.stop()
  return failed
}

async function everySession(kind: StoreKind, when: Faults['when']): Promise<Set<keyof Store | null>> {
  const left = Array.from({ length: CALLS + 1 }, (_, n) => n)
  const failed = new Set<keyof Store | null>()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let nth = left.shift(); nth !== undefined; nth = left.shift()) {
        await using opened = await kind.open()
        failed.add(await session(opened.store, nth, when))
      }
    }),
  )
  return failed
}

/** Calls that must have failed at least once. */
const NEEDED = ['append', 'lease', 'open'] as const

for (const kind of stores.filter(({ name }) => !name.includes('wrapped'))) {
  it.each(['before', 'after'] as const)(
    `[O2] [O3] whichever call to ${kind.name} fails, the world goes on, and each action is done once: %s it is done`,
    { timeout: 120_000 },
    async (when) => {
      const failed = await everySession(kind, when)
      // Which call is the n-th depends on timing; one that was never it fails by its name.
      for (const call of NEEDED) {
        if (failed.has(call)) continue
        await using opened = await kind.open()
        failed.add(await session(opened.store, call, when))
      }
      console.info(
        `a failing disk under an owner (${kind.name}, ${when}): ${[...failed].join(', ')}; 0 lost, 0 twice`,
      )
      for (const call of NEEDED) expect(failed).toContain(call)
    },
  )
}
