// Actions over a live connection: who may ask, which are malformed, and the order of the answers.
import { expect, it } from 'vitest'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import type { WorldKey, WorldRecord } from '../../../../server/contracts/world-record.ts'
import { ActionRequests } from '../../../../server/sync/connection/action-requests.ts'
import { Heartbeat } from '../../../../server/sync/connection/heartbeat.ts'
import type { WorldActions } from '../../../../server/sync/sync-server.ts'
import type { Action } from '../../../../shared/play/acts/action.ts'
import { actionFrame, parseEvent, parseOutcome } from '../../../../shared/wire/frames/action-frames.ts'
import { ACTION_BYTES_MAX } from '../../../../shared/wire/frames/action-request.ts'
import { numberedFrame, parseServerFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { makeLineId, makeWorldId, parseAddress, parseArtifactId } from '../../../../shared/world/address.ts'
import type { Outcome } from '../../../../shared/world/live/live-state-values.ts'
import type { Right } from '../../../../shared/world/rights.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { until } from '../until.ts'

const lamp = parseArtifactId('lamp')!
const random = seededRandom(1).bytes
const GARDEN: WorldRecord = {
  key: 1 as WorldKey,
  id: makeWorldId(random),
  line: makeLineId(random),
  address: parseAddress('ada/garden')!,
  title: 'Garden',
  createdAt: 0,
  changedAt: 0,
  binnedAt: null,
  isLiving: false,
  lookedTo: 0,
  owner: null,
}
const session = 's'
const done: Outcome = { ok: true, why: null }
const use = (sequence: number): Uint8Array =>
  actionFrame(sequence, { session, action: { verb: 'use', thing: lamp } })

/** A node whose owners do nothing but say yes, unless given. */
async function nodeWith(
  act: WorldActions['act'] = () => Promise.resolve(done),
  right: () => Right = () => 'own',
): Promise<TestNode & { gone: number[]; failed: unknown[] }> {
  const gone: number[] = []
  const failed: unknown[] = []
  const node = await startNode({
    rightOf: right,
    actions: {
      act,
      came: () => {},
      failed: (_, error) => void failed.push(error),
      gone: () => void gone.push(1),
    },
  })
  return { ...node, gone, failed }
}

const live = (node: TestNode): Promise<RawClient> => RawClient.open(`${node.url}/ada/garden/live?inkland=1`)
const outcomes = (client: RawClient): readonly [number, Outcome | null][] =>
  client.of('outcome').map(({ sequence, json }) => [sequence, parseOutcome(json)])

it('actions are answered in the order in which they are done', async () => {
  const waiting = new Map<number, (outcome: Outcome) => void>()
  const node = await nodeWith(
    (_world, _asker, sequence) => new Promise((resolve) => waiting.set(sequence, resolve)),
  )
  const ada = await live(node)
  ada.send(use(1), use(2), use(3))
  await until(() => waiting.size === 3, 'all three are asked')
  for (const sequence of [2, 3, 1]) {
    waiting.get(sequence)?.({ ok: sequence !== 3, why: sequence === 3 ? 'It is locked.' : null })
    await until(() => outcomes(ada).some(([told]) => told === sequence), 'it is told')
  }
  expect(outcomes(ada)).toEqual([
    [2, done],
    [3, { ok: false, why: 'It is locked.' }],
    [1, done],
  ])
  await node.stop()
})

const ACT: readonly Action[] = [
  { verb: 'use', thing: lamp },
  { verb: 'say', words: 'hello', on: lamp },
]
const EDIT: readonly Action[] = [
  { verb: 'play' },
  { verb: 'pause' },
  { verb: 'step' },
  { verb: 'reset' },
  { verb: 'wake', thing: lamp },
  { verb: 'watch', thing: lamp },
  { verb: 'unwatch', thing: lamp },
]

it.each(
  [...ACT, ...EDIT].flatMap((action) =>
    (['see', 'act', 'edit', 'own'] as const).map((right) => ({ action, verb: action.verb, right })),
  ),
)('whoever has the right to $right asks to $verb', async ({ action, right }) => {
  const done: string[] = []
  const node = await nodeWith(
    (_world, _asker, _sequence, request) => {
      done.push(request.action.verb)
      return Promise.resolve({ ok: true, why: null })
    },
    () => right,
  )
  const ada = await live(node)
  ada.send(actionFrame(1, { session, action }))
  await until(() => outcomes(ada).length === 1, 'it is answered')
  const mayEdit = right === 'edit' || right === 'own'
  const may = mayEdit || (right === 'act' && ACT.includes(action))
  expect(outcomes(ada)[0]?.[1]?.ok).toBe(may)
  expect(done).toEqual(may ? [action.verb] : [])
  if (!may) expect(outcomes(ada)[0]?.[1]?.why).toMatch(/\.$/)
  await node.stop()
})

it('a right that is taken away while an action waits is asked again', async () => {
  let right: Right = 'act'
  let ask: (() => Outcome | null) | null = null
  const node = await nodeWith(
    (_world, asker, _sequence, request) =>
      new Promise((resolve) => {
        ask = () => {
          const refusal = asker.refusal(request.action)
          resolve(refusal ?? done)
          return refusal
        }
      }),
    () => right,
  )
  const ada = await live(node)
  ada.send(use(1))
  await until(() => ask !== null, 'it is asked')
  right = 'see'
  expect(ask!()).toMatchObject({ ok: false })
  await until(() => outcomes(ada).length === 1, 'it is told')
  await node.stop()
})

it.each([
  ['no JSON', numberedFrame('action', 1, 'x'), 4400],
  ['no action', numberedFrame('action', 1, '{"session":"s","verb":"fly"}'), 4400],
  ['more than JSON', Uint8Array.of(...use(1), 0), 4400],
  ['cut off', use(1).slice(0, 9), 4400],
  ['too long', numberedFrame('action', 1, `"${'x'.repeat(ACTION_BYTES_MAX)}"`), 4413],
] as const)('an action that is %s closes the connection', async (_, frame, code) => {
  const asked: number[] = []
  const node = await nodeWith((_world, _asker, sequence) => {
    asked.push(sequence)
    return Promise.resolve(done)
  })
  const ada = await live(node)
  ada.send(frame)
  expect(await ada.gone()).toMatchObject({ code })
  expect(asked).toEqual([])
  await node.stop()
})

it.each(['/ada/garden/live', '/ada/garden?inkland=1', '/ada/garden'])(
  'no action is taken over %s',
  async (path) => {
    const node = await nodeWith()
    const ada = await RawClient.open(`${node.url}${path}`)
    ada.send(use(1))
    expect(await ada.gone()).toMatchObject({ code: 4400 })
    await node.stop()
  },
)

it('a flood of actions is answered, and costs its sender only', async () => {
  const asked: number[] = []
  const node = await nodeWith((_world, _asker, sequence) => {
    asked.push(sequence)
    return Promise.resolve(done)
  })
  const ada = await live(node)
  ada.send(syncFrame('step1', Uint8Array.of(0)))
  for (let n = 1; n <= 1000; n++) ada.send(use(n))
  await until(() => outcomes(ada).length === 1000, 'all are answered')
  expect(asked.length).toBeGreaterThanOrEqual(100)
  expect(asked.length).toBeLessThan(500)
  expect(outcomes(ada).filter(([, outcome]) => outcome?.ok).length).toBe(asked.length)
  await node.stop()
})

it('at most a hundred actions of one connection are under way', async () => {
  const asked: number[] = []
  const node = await nodeWith((_world, _asker, sequence) => {
    asked.push(sequence)
    return new Promise(() => {})
  })
  const ada = await live(node)
  for (let n = 1; n <= 60; n++) ada.send(use(n))
  await until(() => asked.length === 60, 'the first are under way')
  for (let n = 61; n <= 120; n++) ada.send(use(n))
  await until(() => outcomes(ada).length >= 20, 'those beyond are refused')
  expect(asked.length).toBeLessThanOrEqual(100)
  await node.stop()
})

it('an owner that fails is told as a fault, and without owners nothing happens', async () => {
  const node = await nodeWith(() => Promise.reject(new Error('a bug')))
  const ada = await live(node)
  ada.send(use(1))
  await until(() => outcomes(ada).length === 1, 'it is told')
  expect(outcomes(ada)[0]?.[1]).toMatchObject({ ok: false, why: expect.stringMatching(/Try again/) })
  expect(node.failed).toEqual([new Error('a bug')])
  await node.stop()
  const empty = await startNode()
  const bob = await live(empty)
  bob.send(use(1))
  await until(() => outcomes(bob).length === 1, 'it is told')
  expect(outcomes(bob)[0]?.[1]?.ok).toBe(false)
  await empty.stop()
})

it('outcomes that come in one turn go as one piece, and before the event that follows them', async () => {
  const pieces: string[][] = []
  const turns: (() => void)[] = []
  const requests = new ActionRequests({
    world: GARDEN,
    member: NO_MEMBER,
    actions: { act: () => Promise.resolve(done), came: () => {}, failed: () => {}, gone: () => {} },
    clock: { now: () => 0, soon: (run) => void turns.push(run) },
    place: { right: () => 'own', standing: () => null },
    isLate: () => false,
    silentMs: () => 0,
    send: (frames) => void pieces.push(frames.map((frame) => parseServerFrame(frame)?.type ?? 'malformed')),
  })
  const asking = Buffer.from(JSON.stringify({ session, verb: 'use', thing: lamp }))
  const asked = async (...sequences: number[]) => {
    for (const sequence of sequences) requests.take(sequence, asking)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await asked(1, 2, 3)
  expect(turns.length).toBe(1)
  turns.shift()?.()
  expect(pieces).toEqual([['outcome', 'outcome', 'outcome']])
  await asked(4)
  requests.tell({ type: 'notice', words: 'Hello.' })
  turns.shift()?.()
  expect(pieces.slice(1)).toEqual([['outcome'], ['event']])
})

it('events are told to who asked, until they are gone', async () => {
  const node = await nodeWith((_world, asker) => {
    asker.tell({ type: 'log', thing: lamp, lines: [{ at: 1, text: 'on' }] })
    return Promise.resolve(done)
  })
  const ada = await live(node)
  ada.send(use(1))
  await until(() => ada.of('event').length === 1, 'it is told')
  expect(parseEvent(ada.of('event')[0]!.json)).toMatchObject({ type: 'log', thing: lamp })
  ada.close()
  await until(() => node.gone.length === 1, 'they are gone')
  await node.stop()
})

it('[N44] what another node sent that was silent for long is not done, and told, but for what programs say', async () => {
  let ms = 1_000_000
  const wire = { queued: 0, bytesOut: 0 }
  const heartbeat = new Heartbeat(wire, { now: () => ms }, true, true)
  const asked: string[] = []
  const told: (Outcome | null)[] = []
  const requests = new ActionRequests({
    world: GARDEN,
    member: NO_MEMBER,
    actions: {
      act(_world, _asker, _sequence, { action }) {
        asked.push(action.verb)
        return Promise.resolve(done)
      },
      came: () => {},
      failed: () => {},
      gone: () => {},
    },
    clock: { now: () => ms, soon: (run) => void setImmediate(run) },
    place: { right: () => 'own', standing: () => null },
    isLate: () => heartbeat.isLate,
    silentMs: () => heartbeat.silentMs,
    send: (frames) => {
      for (const frame of frames) {
        const parsed = parseServerFrame(frame)
        if (parsed?.type === 'outcome') told.push(parseOutcome(parsed.json))
      }
    },
  })
  let sequence = 0
  async function come(action: object): Promise<boolean | undefined> {
    heartbeat.heard()
    requests.take(++sequence, Buffer.from(JSON.stringify({ session, ...action })))
    await until(() => told.length === sequence, 'it is told')
    return told.at(-1)?.ok
  }
  const usesIt = { verb: 'use', thing: lamp }
  for (let times = 0; times < 5; times++) {
    ms += 6_000
    expect(await come(usesIt)).toBe(true)
  }
  ms += 20_000
  expect([await come(usesIt), await come(usesIt)]).toEqual([false, false])
  expect(told.at(-1)?.why).toContain('was not done. Try again.')
  expect(await come({ verb: 'listen', to: [] })).toBe(true)
  expect(asked.filter((verb) => verb === 'use')).toHaveLength(5)
  // By now all that waited has come.
  ms += 1_001
  expect(await come(usesIt)).toBe(true)
})
