// A large frame is judged in parts. A page that one part deletes goes with its thing, which another part may
// delete; without that it stays.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { trialsHere } from '../../../../server/sync/validation/trial-runner.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { parseServerFrame, syncFrame, type ServerFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { artifactMaps, metaOf, textOf } from '../../../../shared/world/scene/scene.ts'
import { DIRECT_PARTS } from '../../../../shared/yjs/work-steps.ts'
import { until } from '../../../process.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { SimulatedWire } from '../../../simulation/wire.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { id } from '../../world/made.ts'

const chest = id('chest')
/** Deleting every second letter of so many takes more than two parts. */
const LETTERS = 5 * DIRECT_PARTS

function pageOf(scene: Y.Doc): Y.Text {
  const { root } = metaOf(scene)
  const text = root && textOf(scene, root)
  if (text === null) throw new Error('the world has no page')
  return text
}

/** A world with a chest, whose page was written by a client whose deletions come first. */
async function openGarden() {
  const sync = createSync({
    store: createMemoryStore(),
    clock: systemClock,
    random: seededRandom(1).bytes,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    rightOf: () => 'own',
    makeMissing: true,
    trials: trialsHere(),
  })
  const wire = new SimulatedWire()
  wire.listener = sync.connect(wire, 'ada/garden', new URLSearchParams('inkland=1'), NO_MEMBER)
  const heard = (): ServerFrame[] => wire.sent.flatMap((frame) => parseServerFrame(frame) ?? [])
  await until('it is open', () => heard().some(({ type }) => type === 'world'))
  wire.receive(syncFrame('step1', Uint8Array.of(0)))
  const state = await until('the state is here', () =>
    heard()
      .flatMap((frame) => (frame.type === 'step2' ? frame.bytes : []))
      .at(0),
  )

  const [first, second] = [new Y.Doc(), new Y.Doc()]
  first.clientID = 3
  second.clientID = 2
  Y.applyUpdate(second, state)
  pageOf(second).insert(0, 'x'.repeat(LETTERS))
  artifactMaps(second).set(chest, new Y.Map<unknown>([['name', 'chest']]))
  Y.applyUpdate(first, Y.encodeStateAsUpdate(second))
  ;(artifactMaps(first).get(chest) as Y.Map<unknown>).set('text', new Y.Text('Closed.'))
  let frames = 0
  const send = (update: Uint8Array): Promise<unknown> => {
    frames += 1
    wire.receive(syncFrame('update', update))
    return until('it is saved or refused', () =>
      heard().some((frame) => frame.type === 'refused' || (frame.type === 'saved' && frame.frames >= frames)),
    )
  }
  await send(Y.encodeStateAsUpdate(first))

  return {
    refusals: () => heard().flatMap((frame) => (frame.type === 'refused' ? frame.text : [])),
    saved: () =>
      heard()
        .flatMap((frame) => (frame.type === 'saved' ? frame.frames : []))
        .at(-1),
    /** Deletes letters from all over the world's page, and something else, in one frame. */
    async deletes(more: (scene: Y.Doc) => void): Promise<void> {
      const before = Y.encodeStateVector(first)
      first.transact(() => {
        for (let at = LETTERS - 1; at > 0; at -= 2) pageOf(first).delete(at, 1)
        more(first)
      })
      await send(Y.encodeStateAsUpdate(first, before))
    },
    stop: () => sync.stop(),
  }
}

it('[S27] refuses a large frame that deletes the text of a page whose thing stays', async () => {
  const garden = await openGarden()
  await garden.deletes((scene) => (artifactMaps(scene).get(chest) as Y.Map<unknown>).delete('text'))
  expect(garden.refusals()).toEqual([expect.stringMatching(/text of a page/)])
  await garden.stop()
})

it('[S27] takes a large frame that deletes a thing, the text of its page first', async () => {
  const garden = await openGarden()
  await garden.deletes((scene) => artifactMaps(scene).delete(chest))
  expect(garden.refusals()).toEqual([])
  expect(garden.saved()).toBe(2)
  await garden.stop()
})
