// A person's right in a world of another node, as its host answers: an answer that is older than the host's
// last message does not count.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { trialsHere } from '../../../server/sync/validation/trial-runner.ts'
import { createFinding } from '../../../server/peers/copies/copy-lookup.ts'
import { createFetches } from '../../../server/peers/copies/first-fetch.ts'
import { openKnownRights } from '../../../server/peers/lines/remote-rights.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import {
  HOST,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  parseAnyAddress,
} from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { ada } from '../../contract/made.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)

it('[N23] asks again where the host told meanwhile what somebody may', async () => {
  const store = createMemoryStore()
  const root = makeArtifactId(random)
  const scene = firstScene((doc) => initScene(doc, { root, title: 'Square', name: '', text: '' }), {
    member: HOST,
    at: 1,
    random,
  })
  const world = (await store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address: parseAnyAddress('bob@house.example/square')!,
    title: 'Square',
    at: 1,
    scene,
  }))!
  const onFault = (error: unknown): void => expect.unreachable(String(error))
  const tables = createRecordTables({ store, onUnreadable: onFault })
  const rights = await openKnownRights({ tables, clock: systemClock, onFault })
  const answers: ((right: Right) => void)[] = []
  const finding = createFinding({
    fetches: createFetches(),
    store,
    rights,
    clock: systemClock,
    trials: trialsHere(),
    admit: () => Promise.resolve(() => undefined),
    onFault,
    book: { whyNot: () => null },
    caller: {
      call: () =>
        new Promise((resolve) =>
          answers.push((right) =>
            resolve({ status: 200, headers: {}, bytes: new Uint8Array(), body: { right } }),
          ),
        ),
      socket: () => expect.unreachable('nothing is opened'),
    },
  })

  const asked = finding.ask(world, ada)
  await expect.poll(() => answers.length).toBe(1)
  // A line of theirs tells what holds by now, and the answer is late.
  rights.set(ada, world.id, 'edit')
  answers[0]?.('see')
  await expect.poll(() => answers.length).toBe(2)
  expect(rights.of(ada, world.id)).toBe('edit')
  answers[1]?.('edit')
  expect(await asked).toBe('edit')
  expect(rights.of(ada, world.id)).toBe('edit')

  const again = finding.ask(world, ada)
  await expect.poll(() => answers.length).toBe(3)
  answers[2]?.('act')
  expect([await again, rights.of(ada, world.id)]).toEqual(['act', 'act'])
})
