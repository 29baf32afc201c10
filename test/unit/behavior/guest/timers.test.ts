// `every` and `after`, and timers that go on after a restart.
import { describe, expect, test } from 'vitest'
import type { StoredTimer } from '../../../../shared/world/live/live-state-values.ts'
import { effectsOf, run, start, type Started } from './program-host.ts'

const NOW = 1_000_000
const timersOf = async (code: string, timers: Record<string, StoredTimer> = {}) =>
  effectsOf(await run(code, { timers }), 'timer').map(({ key, inMs, everyMs }) => [key, inMs, everyMs])
const beat = (program: Started, timer: number, missed = 0) =>
  program.deliver({ type: 'timer', timer, missed })

describe('Timers', () => {
  test('beat, say how many beats were missed, and stop', async () => {
    const program = await start(
      `const stop = every(1.5, ({ missed }) => { log(missed); if (missed > 2) stop() })`,
    )
    expect(program.started.effects).toEqual([{ do: 'timer', timer: 1, key: '#1', inMs: 1500, everyMs: 1500 }])
    expect(beat(program, 1, 2)).toMatchObject({ logs: ['2'], effects: [] })
    expect(beat(program, 1, 3).effects).toEqual([{ do: 'untimer', timer: 1 }])
    expect(beat(program, 1)).toEqual({ effects: [], logs: [], fault: null, refusal: null })
  })

  test('after(...) beats once, also when it fails, and waits a tick at least', async () => {
    const program = await start(`after(0, () => { log('x'); null.x })`)
    expect(program.started.effects).toEqual([{ do: 'timer', timer: 1, key: '#1', inMs: 50, everyMs: null }])
    expect(beat(program, 1).logs).toEqual(['x'])
    expect(beat(program, 1).logs).toEqual([])
  })

  test('100 are the most, and one that ended makes room', async () => {
    const program = await start(`for (let at = 0; at < 100; at++) after(1, () => {})
      on('use', () => { after(1, () => {}) })`)
    expect(program.started.fault).toBeNull()
    expect(program.event({}, 1).fault).toMatchObject({
      kind: 'timers',
      line: 1,
      message: expect.stringContaining('100 timers'),
    })
    beat(program, 7)
    expect(program.event({}, 1).fault).toBeNull()
  })

  test('of a handler that failed there are none', async () => {
    const program = await start(`const stop = every(1, () => log('first'))
      on('use', () => { stop(); every(2, () => {}); null.x })`)
    expect(program.event({}, 1)).toMatchObject({ effects: [], fault: { line: 1 } })
    expect(beat(program, 1).logs).toEqual(['first'])
    expect(beat(program, 2).logs).toEqual([])
  })
})

describe('Timers go on after a restart', () => {
  test('those made while the program starts, by their order, due when they were due', async () => {
    const code = 'every(10, () => {}); after(20, () => {}); every(30, () => {})'
    const stored = {
      '#1': { dueAt: NOW + 3000, everyMs: 10_000 },
      '#2': { dueAt: NOW - 5000, everyMs: null },
      '#3': { dueAt: NOW + 1, everyMs: 7 },
    }
    // The third beat otherwise before: it is another one.
    expect(await timersOf(code, stored)).toEqual([
      ['#1', 3000, 10_000],
      ['#2', 0, null],
      ['#3', 30_000, 30_000],
    ])
  })

  test('those made later, when their function is one of the whole program', async () => {
    const program = await start(`function close() {}
      const open = () => {}
      on('use', () => { after(1, close); after(2, open); after(3, () => {}); after(4, function close() {}); every(5, close) })`)
    expect(effectsOf(program.event({}, 1), 'timer').map(({ key }) => key)).toEqual([
      'close',
      'open',
      null,
      null,
      'close#2',
    ])
    expect(effectsOf(program.event({}, 1), 'timer').map(({ key }) => key)).toEqual([
      'close#3',
      'open#2',
      null,
      null,
      'close#4',
    ])
  })

  test('under no name that reaches a prototype', async () => {
    const program = await start(`function __proto__() {}
      on('use', () => after(1, __proto__))`)
    expect(effectsOf(program.event({}, 1), 'timer').map(({ key }) => key)).toEqual([null])
  })

  test('and they are there again after the code has run, if the function still is', async () => {
    const code = `function close() { log('closed') }
      const open = ({ missed }) => log('open', missed)
      every(9, () => {})`
    const timers = {
      close: { dueAt: NOW - 10, everyMs: null },
      'open#2': { dueAt: NOW + 500, everyMs: 1000 },
      gone: { dueAt: NOW + 500, everyMs: 1000 },
      'not a name()': { dueAt: NOW, everyMs: null },
    }
    const program = await start(code, { timers })
    expect(effectsOf(program.started, 'timer')).toEqual([
      { do: 'timer', timer: 1, key: '#1', inMs: 9000, everyMs: 9000 },
      { do: 'timer', timer: 2, key: 'close', inMs: 0, everyMs: null },
      { do: 'timer', timer: 3, key: 'open#2', inMs: 500, everyMs: 1000 },
    ])
    expect(beat(program, 2).logs).toEqual(['closed'])
    expect(beat(program, 3, 4).logs).toEqual(['open 4'])
  })
})
