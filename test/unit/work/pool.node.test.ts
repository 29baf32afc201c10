// Work in a process that can be killed: a job costs its sender, and nobody else for longer than its bounds.
import { afterAll, expect, test } from 'vitest'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { WorkFault } from '../../../server/workers/work-fault.ts'
import { createPool, type Pool } from '../../../server/workers/process-pool.ts'
import { until } from '../../process.ts'
import type { Ask } from './jobs.ts'
import { IS_HARD } from '../../hard.ts'

const BOUNDS = { timeMs: 300, memoryMb: 64, waitingMax: 4, waitingEachMax: 3 }
const faults: string[] = []
const script = new URL('jobs.ts', import.meta.url)
const create = (): Pool<Ask, string> =>
  createPool({ script, bounds: BOUNDS, clock: systemClock, onFault: ({ code }) => faults.push(code) })
const pool = create()
afterAll(() => pool.close())

const echo = (word: string, by = 'ada', signal?: AbortSignal): Promise<string> =>
  pool.run({ kind: 'echo', word }, { by, ...(signal && { signal }) })
const codeOf = (ran: Promise<unknown>): Promise<unknown> =>
  ran.then(
    () => null,
    (fault: WorkFault) => fault.code,
  )

test.each([
  ['spin', 'slow'],
  ['pattern', 'slow'],
  ['list', 'large'],
  // Each takes as long as it may.
  ...(IS_HARD
    ? ([
        ['objects', 'large'],
        ['buffers', 'large'],
      ] as const)
    : []),
  ['throw', 'crashed'],
  ['exit', 'crashed'],
] as const)(
  'a job that does nothing but %s is told that it is %s, and the next one is done',
  async (kind, code) => {
    expect(await codeOf(pool.run({ kind }, { by: 'eve', ...(code === 'large' && { timeMs: 30_000 }) }))).toBe(
      code,
    )
    expect(faults.at(-1)).toBe(code)
    expect(await echo('still here')).toBe('still here')
  },
)

test('who asks for much waits for their own, and has no room beyond their share', async () => {
  const order: string[] = []
  const ask = (by: string, word: string) => echo(word, by).then((said) => order.push(said))
  // The first runs, or waits for the process to begin.
  const greedy = [1, 2, 3, 4, 5].map((nth) => codeOf(ask('eve', `eve ${nth}`)))
  const others = [ask('ada', 'ada'), ask('bob', 'bob')]
  const codes = await Promise.all(greedy)
  await Promise.all(others)
  expect(codes.filter((code) => code === 'busy').length).toBeGreaterThan(0)
  expect(codes.filter((code) => code !== null && code !== 'busy')).toEqual([])
  expect(order.indexOf('ada')).toBeLessThan(3)
  expect(order.indexOf('bob')).toBeLessThan(4)
})

test('whoever gives up has what waits forgotten, and what runs ended', async () => {
  const end = new AbortController()
  const spinning = pool.run({ kind: 'spin' }, { by: 'ada', signal: end.signal, timeMs: 60_000 })
  const waiting = echo('never', 'bob', end.signal)
  await until('it runs', () => pool.stats.isRunning)
  end.abort(new Error('gone'))
  await expect(spinning).rejects.toThrow('gone')
  await expect(waiting).rejects.toThrow('gone')
  expect(await echo('next')).toBe('next')
})

test('a pool that is closed does nothing more', async () => {
  const closing = create()
  const waiting = [1, 2].map(() => codeOf(closing.run({ kind: 'spin' }, { by: 'ada', timeMs: 60_000 })))
  await until('it runs', () => closing.stats.isRunning)
  await closing.close()
  expect(await Promise.all(waiting)).toEqual(['closed', 'closed'])
  expect(await codeOf(closing.run({ kind: 'spin' }, { by: 'ada' }))).toBe('closed')
})

test('a process that has nothing to do ends, and another does the next job', async () => {
  const timers: { ms: number; run: () => void }[] = []
  const after = (ms: number, run: () => void) => {
    const timer = { ms, run }
    timers.push(timer)
    return () => void timers.splice(timers.indexOf(timer), 1)
  }
  const resting: Pool<Ask, string> = createPool({ script, bounds: BOUNDS, clock: { after } })
  expect(timers).toEqual([])
  expect(await resting.run({ kind: 'echo', word: 'one' }, { by: 'ada' })).toBe('one')
  const idle = timers.splice(0)
  expect(idle.map(({ ms }) => ms)).toEqual([30_000])
  idle[0]?.run()
  expect(await resting.run({ kind: 'echo', word: 'two' }, { by: 'ada' })).toBe('two')
  await resting.close()
})

test('a process that is begun before there is a job stays for the first one', async () => {
  const timers: { ms: number }[] = []
  const after = (ms: number) => {
    const timer = { ms }
    timers.push(timer)
    return () => void timers.splice(timers.indexOf(timer), 1)
  }
  const begun: Pool<Ask, string> = createPool({ script, bounds: BOUNDS, clock: { after } })
  begun.begin()
  await until('it is there', () => timers[0]?.ms === 30_000)
  const [before] = timers
  begun.begin()
  expect(timers.map((timer) => [timer.ms, timer === before])).toEqual([[30_000, false]])
  expect(await begun.run({ kind: 'echo', word: 'one' }, { by: 'ada' })).toBe('one')
  await begun.close()
  begun.begin()
  expect(begun.stats.isRunning).toBe(false)
})

test('a job that runs when its node is killed ends by itself', async () => {
  const parent = spawn(process.execPath, [new URL('orphan.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  const child = Number(said.toString())
  expect(isRunning(child)).toBe(true)
  parent.kill('SIGKILL')
  await until('it is gone', () => !isRunning(child))
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
