// What is asked while a node stops has no answer: whoever asked asks again by the same number, and is told no
// refusal of something that is done then.
import { expect, it } from 'vitest'
import { OwnerActions } from '../../../server/owner/owner-actions.ts'
import { TabLine } from '../../../server/peers/copies/tab-line.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'

const asked = { session: 's', action: { verb: 'halt' } } as const

/** Notes the answer, if one comes. */
async function answerTo(outcome: Promise<Outcome>): Promise<Outcome | null> {
  let answer: Outcome | null = null
  void outcome.then((came) => (answer = came))
  await settle()
  return answer
}

it('[N28] neither in a world of this node', async () => {
  const world = await makeWorld(createMemoryStore(), 'garden')
  const actions = new OwnerActions({ worlds: { isStopping: true } } as never)
  const asker: ActionClient = {
    member: { id: ada, name: 'Ada', session: null },
    refusal: () => null,
    right: () => 'act',
    tell: () => {},
  }
  expect(await answerTo(actions.act(world, asker, 1, asked))).toBeNull()
})

it.each([
  ['stops', null, null],
  ['has nothing more to do with it', 'Not connected.', { ok: false, why: 'Not connected.' }],
])('[N28] nor in a world of another node where this one %s', async (_what, why, answer) => {
  const time = new VirtualTime()
  const line = new TabLine({
    node: parseNodeName('house.example')!,
    whyAsleep: () => 'It is asleep.',
    open: () => new Promise(() => {}),
    clock: time,
    random: (bytes) => new Uint8Array(bytes),
    events: { meet: () => true, told: () => {}, lost: () => {}, ended: () => {} },
  })
  const outcome = line.act(1, asked)
  line.stop(why)
  expect(await answerTo(outcome)).toEqual(answer)
})
