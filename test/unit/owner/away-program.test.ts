// [N49] The program of somebody's body in another world, which does too much at once: what is too much is
// lost, with one fault a minute, and it goes on.
import { expect, it } from 'vitest'
import { AwayProgram } from '../../../server/owner/away/away-program.ts'
import type { WorldRun } from '../../../server/owner/worlds/world-run.ts'
import type { AwayWorldView } from '../../../server/owner/away/away-world-view.ts'
import { FAULTS_TO_SLEEP } from '../../../shared/behavior/program-limits.ts'
import type { RemoteRuntime } from '../../../shared/play/programs/remote-programs.ts'
import { parseAnyAddress } from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { avatar } from '../driver/wire.ts'
import { id } from '../world/made.ts'

it('[N49] loses what is too much with one fault a minute, and is heard again', async () => {
  const time = new VirtualTime()
  const body = id('ada')
  const said: string[] = []
  let runtime: RemoteRuntime | null = null
  const play = {
    runElsewhere: (_body: unknown, away: RemoteRuntime | null) => void (runtime = away),
    subscriptions: () => [],
    deliverRemoteEvent: () => undefined,
  }
  const standing = {
    id: body,
    name: 'Ada',
    avatar: avatar(),
    place: avatar().place,
    walk: null,
    host: id('root'),
  }
  const lookout = {
    view: { artifact: () => standing, subscribe: () => () => undefined },
    seat: () => ({
      run: () => Promise.resolve([]),
      stop: () => undefined,
      turnPage: () => undefined,
      close: () => undefined,
    }),
    onHappening: () => () => undefined,
    close: () => undefined,
  }
  const world = await makeWorld(createMemoryStore(), 'square')
  const program = new AwayProgram({
    member: ada,
    body,
    home: world,
    // Of a world and of a play, this uses a few things alone.
    life: { play } as unknown as WorldRun,
    world: { ...world, address: parseAnyAddress('bob@house.example/square')! },
    lookout: lookout as unknown as AwayWorldView,
    actions: {
      act(_world, _asker, _sequence, { action }) {
        if (action.verb === 'say') said.push(action.words)
        return Promise.resolve({ ok: true, why: null })
      },
      came: (_world, asker) =>
        asker.tell({
          type: 'host',
          node: 'house.example' as never,
          state: 'awake',
          pending: 0,
        }),
      failed: (_world, error) => expect.unreachable(String(error)),
      gone: () => undefined,
    },
    rightOf: () => 'act',
    sandboxes: { open: () => ({}) } as never,
    counts: {} as never,
    clock: time,
    random: (bytes) => new Uint8Array(bytes),
    before: null,
    onAway: () => undefined,
  })
  program.begin()
  await time.pass(100)
  let faults = 0
  async function sayOften(times: number): Promise<void> {
    for (let nth = 0; nth < times; nth++) {
      const { fault } = (await runtime?.act({ do: 'speak', voice: 'say', words: 'hello', to: null })) ?? {}
      if (fault != null) faults += 1
    }
  }
  await sayOften(60)
  expect([said.length, faults]).toEqual([40, 1])
  for (let seconds = 0; seconds < 30; seconds++) {
    await time.pass(1_000)
    await sayOften(20)
  }
  expect([said.length, faults]).toEqual([40 + 30 * 10, 1])
  await time.pass(60_000)
  await sayOften(60)
  expect(faults).toBe(2)
  expect(faults).toBeLessThan(FAULTS_TO_SLEEP)
})
