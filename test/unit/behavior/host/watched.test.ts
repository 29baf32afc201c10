import { expect, test } from 'vitest'
import { HUNG_MS } from '../../../../shared/behavior/program-limits.ts'
import {
  IDLE,
  readJobOutcomes,
  serve,
  type FromWorker,
  type WorkerProgress,
  type ToSandbox,
} from '../../../../shared/behavior/host/worker-channel.ts'
import { createWatchedSandboxes } from '../../../../shared/behavior/host/watched-sandboxes.ts'
import { NO_RESULT } from '../../../../shared/behavior/host/parsed-result.ts'
import type { JobResults, Job, Result } from '../../../../shared/behavior/sandbox-protocol.ts'
import { id, used } from './made.ts'

/** Workers that do what the test says, and a clock that it turns. */
function stage(worked?: () => Promise<number>, jumped = () => 0) {
  let time = 0
  let timers: { at: number; act: () => void }[] = []
  const workers: Fake[] = []
  const sandboxes = createWatchedSandboxes({
    spawn(onMessage, onDeath) {
      const fake: Fake = { posted: [], mark: IDLE, isKilled: false, say: onMessage, die: onDeath }
      workers.push(fake)
      return {
        post: (message) => fake.posted.push(message),
        mark: () => fake.mark,
        ...(worked && { worked }),
        kill: () => (fake.isKilled = true),
      }
    },
    after(ms, act) {
      const timer = { at: time + ms, act }
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
    ticks: () => time + jumped(),
  })
  return {
    sandboxes,
    workers,
    pass: (ms: number) => {
      const end = time + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        time = next.at
        next.act()
      }
      time = end
    },
  }
}

interface Fake {
  readonly posted: ToSandbox[]
  mark: WorkerProgress
  isKilled: boolean
  readonly say: (message: FromWorker) => void
  readonly die: () => void
}

const job = (name: string): Job => ({ artifact: id(name), deliveries: [used(1)] })
const kinds = (done: readonly JobResults[]) =>
  done.map(({ results }) => results.map(({ fault }) => fault?.kind))

test('a worker that hangs is ended: the one that held it is told so, all others that they are lost', async () => {
  const { sandboxes, workers, pass } = stage()
  const told: string[] = []
  const one = sandboxes.open('one', () => told.push('one'))
  const two = sandboxes.open('two', () => {
    told.push('two')
    two.patch({ whole: true })
  })
  const first = one.run([job('a'), job('b'), job('c')])
  const second = two.run([job('a')])
  const [worker] = workers
  worker!.say({ type: 'ready' })
  worker!.mark = { run: 1, job: 1, delivery: 0, beat: 7, line: 12 }
  pass(HUNG_MS - 1)
  expect(worker!.isKilled).toBe(false)
  pass(101)
  expect(worker!.isKilled).toBe(true)
  expect([kinds(await first), kinds(await second)]).toEqual([[['lost'], ['hung'], ['lost']], [['lost']]])
  expect((await first)[1]?.results[0]?.fault?.line).toBe(12)
  expect(told).toEqual(['one', 'two'])
  expect(workers[1]?.posted).toEqual([{ type: 'patch', world: 'two', patch: { whole: true } }])
  // Later messages of the dead one are not heard.
  worker!.say({ type: 'done', run: 1, done: [] })
})

test('in a job with several deliveries the one that hung is told so, and those before and after it that they are lost', async () => {
  const { sandboxes, workers, pass } = stage()
  const done = sandboxes
    .open('one', () => {})
    .run([job('a'), { ...job('b'), deliveries: [used(1), used(1), used(1)] }])
  workers[0]!.say({ type: 'ready' })
  workers[0]!.mark = { run: 1, job: 1, delivery: 1, beat: 7, line: null }
  pass(HUNG_MS + 100)
  expect(kinds(await done)).toEqual([['lost'], ['lost', 'hung', 'lost']])
})

test('a worker that goes on from job to job is not ended, however long it takes', async () => {
  const { sandboxes, workers, pass } = stage()
  const one = sandboxes.open('one', () => {})
  const done = one.run([job('a')])
  for (let beat = 1; beat < 100; beat++) {
    workers[0]!.mark = { run: 1, job: 0, delivery: 0, beat, line: null }
    pass(HUNG_MS - 60)
  }
  workers[0]!.say({ type: 'done', run: 1, done: [0] })
  expect(kinds(await done)).toEqual([[]])
  expect(workers).toHaveLength(1)
  pass(100_000)
  expect(workers).toHaveLength(1)
})

test('a worker that only waits for a processor is not ended; one that works is, and one that says nothing more', async () => {
  let worked = 0
  let isHeard = true
  const { sandboxes, workers, pass } = stage(() =>
    isHeard ? Promise.resolve(worked) : new Promise(() => {}),
  )
  const done = sandboxes.open('one', () => {}).run([job('a')])
  workers[0]!.say({ type: 'ready' })
  workers[0]!.mark = { run: 1, job: 0, delivery: 0, beat: 1, line: null }
  const look = async (ms: number) => {
    pass(ms)
    await Promise.resolve()
    await Promise.resolve()
  }
  for (let looks = 0; looks < 200; looks++) await look(60)
  expect(workers[0]?.isKilled).toBe(false)
  worked = HUNG_MS / 2
  for (let looks = 0; looks < 2; looks++) await look(60)
  expect(kinds(await done)).toEqual([['hung']])

  const next = sandboxes.open('two', () => {}).run([job('b')])
  workers[1]!.say({ type: 'ready' })
  workers[1]!.mark = { run: 2, job: 0, delivery: 0, beat: 1, line: null }
  for (let looks = 0; looks < 10; looks++) await look(60)
  isHeard = false
  for (let looks = 0; looks < 40; looks++) await look(60)
  expect(workers[1]?.isKilled).toBe(false)
  for (let looks = 0; looks < 20; looks++) await look(60)
  expect(kinds(await next)).toEqual([['hung']])
})

test('a worker that had nothing to do for long may take its time to begin', async () => {
  const { sandboxes, workers, pass } = stage()
  const one = sandboxes.open('one', () => {})
  const first = one.run([job('a')])
  const [worker] = workers
  worker!.say({ type: 'ready' })
  worker!.say({ type: 'done', run: 1, done: [0] })
  await first
  pass(60_000)
  const done = one.run([job('a')])
  pass(1_000)
  expect(worker!.isKilled).toBe(false)
  worker!.say({ type: 'done', run: 2, done: [0] })
  expect(kinds(await done)).toEqual([[]])
})

test('a machine that stood still for seconds is not taken for a worker that says nothing', async () => {
  let jumped = 0
  const { sandboxes, workers, pass } = stage(
    () => new Promise(() => {}),
    () => jumped,
  )
  void sandboxes.open('one', () => {}).run([job('a')])
  workers[0]!.say({ type: 'ready' })
  workers[0]!.mark = { run: 1, job: 0, delivery: 0, beat: 1, line: null }
  pass(300)
  jumped = 5_000
  pass(300)
  expect(workers[0]?.isKilled).toBe(false)
  pass(2_000)
  expect(workers[0]?.isKilled).toBe(true)
})

test('a worker that dies is replaced; one that dies before it is ready, a second later', async () => {
  const { sandboxes, workers, pass } = stage()
  const one = sandboxes.open('one', () => one.patch({ whole: true }))
  const first = one.run([job('a')])
  workers[0]!.die()
  // Jobs wait, too: a program that is lost ten times is given up.
  const answered: string[] = []
  const meanwhile = one.run([job('a')])
  void Promise.race([first, meanwhile]).then(() => answered.push('too soon'))
  pass(999)
  await new Promise(setImmediate)
  expect([workers.length, answered]).toEqual([1, []])
  pass(1)
  expect([kinds(await first), kinds(await meanwhile)]).toEqual([[['lost']], [['lost']]])
  expect(workers).toHaveLength(2)
  workers[1]!.say({ type: 'ready' })
  const second = one.run([job('a')])
  workers[1]!.mark = { run: 3, job: 0, delivery: 0, beat: 1, line: null }
  workers[1]!.die()
  expect(kinds(await second)).toEqual([['hung']])
  expect(workers).toHaveLength(3)
})

test('a worker that never begins is ended too', async () => {
  const { sandboxes, workers, pass } = stage()
  const done = sandboxes.open('one', () => {}).run([job('a')])
  pass(31_100)
  expect(workers[0]?.isKilled).toBe(true)
  expect(kinds(await done)).toEqual([['lost']])
})

test('closing answers what waits, and everything after it', async () => {
  const { sandboxes, workers } = stage()
  const one = sandboxes.open('one', () => {})
  const done = one.run([job('a')])
  sandboxes.close()
  expect(kinds(await done)).toEqual([['lost']])
  expect(kinds(await one.run([job('a')]))).toEqual([['lost']])
  expect(workers[0]?.isKilled).toBe(true)
})

test('worlds take turns, job by job; within a world all is done in the order in which it was said', () => {
  const order: string[] = []
  let ticks = 0
  const later: (() => void)[] = []
  const receive = serve({
    host: {
      patch: (world) => order.push(`${world} patch`),
      run: (world, { artifact }) => {
        ticks += 20
        order.push(`${world} ${artifact}`)
        return { artifact, results: [] }
      },
      stop: (world) => order.push(`${world} stop`),
      close: (world) => order.push(`${world} close`),
      stats: () => ({ programs: 0, seats: 0, grown: 0, heldBytes: 0 }),
    },
    post: (message) => message.type === 'done' && order.push(`done ${message.run}`),
    ticks: () => ticks,
    soon: (go) => later.push(go),
    working: () => {},
  })
  receive({ type: 'run', world: 'one', run: 1, jobs: [job('a'), job('b'), job('c')] })
  receive({ type: 'stop', world: 'one', artifact: id('a') })
  receive({ type: 'run', world: 'two', run: 2, jobs: [job('a')] })
  receive({ type: 'patch', world: 'two', patch: {} })
  while (later.length > 0) later.shift()?.()
  const inOrder = (world: string) => order.filter((entry) => entry.startsWith(world))
  expect(inOrder('one')).toEqual(['one a', 'one b', 'one c', 'one stop'])
  expect(inOrder('two')).toEqual(['two a', 'two patch'])
  expect(order.indexOf('done 2')).toBeLessThan(order.indexOf('done 1'))
})

test('results come back as they were, whether a job was whole or cut', () => {
  const nothing = { effects: [], logs: [], fault: null, refusal: null }
  const remembered: Result = { ...nothing, effects: [{ do: 'memory', key: 'n', value: { a: [1, null] } }] }
  const forgotten: Result = { ...nothing, effects: [{ do: 'memory', key: 'n' }] }
  const fault = { kind: 'error', message: 'no', line: null } as const
  const others: Result[] = [forgotten, { ...remembered, logs: ['x'] }, { ...nothing, fault }, NO_RESULT]
  const jobs = [
    { artifact: id('a'), deliveries: [used(1), used(1), used(1), used(1), used(1)] },
    { artifact: id('b'), deliveries: [used(1), used(1)] },
  ]
  const results = [[remembered, ...others], [remembered]]
  const came: FromWorker[] = []
  const receive = serve({
    host: {
      patch: () => {},
      run: (_, { artifact }) => ({ artifact, results: results[artifact === id('a') ? 0 : 1] ?? [] }),
      stop: () => {},
      close: () => {},
      stats: () => ({ programs: 0, seats: 0, grown: 0, heldBytes: 0 }),
    },
    post: (message) => void came.push(structuredClone(message)),
    ticks: () => 0,
    soon: () => {},
    working: () => {},
  })
  receive({ type: 'run', world: 'one', run: 1, jobs })
  const [message] = came
  expect(message?.type === 'done' && readJobOutcomes(jobs, message.done)).toEqual([
    { artifact: id('a'), results: results[0] },
    { artifact: id('b'), results: results[1], isCut: true },
  ])
})

test('a worker without a world ends, and another one begins with the next', async () => {
  const { sandboxes, workers } = stage()
  const [one, two] = [sandboxes.open('one', () => {}), sandboxes.open('two', () => {})]
  const done = one.run([job('a')])
  const [worker] = workers
  worker!.say({ type: 'ready' })
  worker!.say({ type: 'done', run: 1, done: [] })
  await done
  two.close()
  expect(worker!.isKilled).toBe(false)
  one.close()
  expect(worker!.isKilled).toBe(true)
  const again = sandboxes.open('one', () => {}).run([job('a')])
  expect(workers).toHaveLength(2)
  workers[1]!.say({ type: 'done', run: 2, done: [] })
  await again
  // Nobody is told that one was lost.
  expect(sandboxes.stats().killed).toBe(0)
})
