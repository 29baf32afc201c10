// Programs that are lost with their worker, hang, or fail in ways that only a script can be made to.
import { afterEach, expect, test } from 'vitest'
import { asleepOf, timersOf } from '../../../../shared/world/live/live-state.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { id } from '../../world/made.ts'
import { scriptedSandbox, type Script } from './scripted-sandbox.ts'
import { World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const LISTEN = { do: 'on', handler: 1, event: 'use', role: null, of: null } as const

/** Counts what it is used in memory. The number of its handler is another in each life. */
function counter(): () => Script {
  let lives = 0
  return () => {
    lives += 1
    const handler = lives * 10
    let used = 0
    return (delivery) => {
      if (delivery.type === 'start') {
        used = Number(delivery.start.memory['used'] ?? 0)
        return { effects: [{ ...LISTEN, handler }] }
      }
      if (delivery.type !== 'event') return {}
      if (!delivery.handlers.includes(handler)) return { fault: 'error' }
      used += 1
      return { effects: [{ do: 'memory', key: 'used', value: used }] }
    }
  }
}

test('a program that is lost is started anew with its memory, that is no fault, and what it had not done comes to it again', async () => {
  const sandbox = scriptedSandbox({ counter: counter() })
  world.put('thing', { code: 'counter' })
  await world.begin({ sandbox })
  await world.use('thing')
  sandbox.kill()
  expect(await world.use('thing')).toEqual({ ok: true, why: null })
  expect(world.memory('thing')).toEqual({ used: 2 })
  expect(world.faults('thing')).toEqual([])
  expect(sandbox.starts).toEqual(['thing', 'thing'])
})

test('[B35] what happens while a program starts comes to it once it has started', async () => {
  const started = Promise.withResolvers<void>()
  const real = world.sandbox()
  world.put('card', { x: 100 })
  const code = `log(closest({ name: 'card' }).x)\non('place', { role: 'observer' }, ({ subject }) => log(subject.name, subject.x))`
  world.put('clerk', { x: 300, code })
  // Its answer comes late, as from a worker on a busy machine.
  const run = async (jobs: Parameters<typeof real.run>[0]) => {
    const done = await real.run(jobs)
    await started.promise
    return done
  }
  await world.begin({ sandbox: { ...real, run } })
  world.done(moveArtifact(world.edit, id('card'), { host: id('root'), x: 200, y: 0 }))
  await world.pass(100)
  started.resolve()
  await world.pass(200)
  expect(world.logs).toEqual(['clerk: 100', 'clerk: card 200'])
})

test('[B35] what happens while a program begins to listen, over several ticks, comes to it, and is done', async () => {
  const remembered = Array.from({ length: 30 }, (_, n) => ({ do: 'memory', key: `n${n}`, value: n }) as const)
  const sandbox = scriptedSandbox({
    slow: () => (delivery) => {
      if (delivery.type === 'start') return { effects: [...remembered, LISTEN] }
      return delivery.type === 'event' ? { logs: [delivery.event.event] } : {}
    },
  })
  // Their starts write more than a tick holds.
  const names = Array.from({ length: 50 }, (_, n) => `thing${n}`)
  for (const [n, name] of names.entries()) world.put(name, { x: 50 * n, y: 500, code: 'slow' })
  world.open({ sandbox })
  const outcomes = names.map(async (name) => {
    const action = { verb: 'use', thing: id(name) } as const
    return world.play?.act({ session: name, sequence: 1, action, person: 'Ada' })
  })
  await world.pass(1000)
  expect((await Promise.all(outcomes)).map((outcome) => outcome?.ok)).toEqual(names.map(() => true))
  expect(world.logs.toSorted()).toEqual(names.map((name) => `${name}: use`).toSorted())
})

test('an action whose program was lost in between is done whole and once, with its outcome', async () => {
  const sandbox = scriptedSandbox({ counter: counter() })
  world.put('thing', { code: 'counter' })
  await world.begin({ sandbox })
  for (let times = 0; times < 5; times += 1) {
    sandbox.kill()
    await world.ask({ verb: 'use', thing: id('thing') }, 'one', times)
    await world.ask({ verb: 'use', thing: id('thing') }, 'one', times)
  }
  expect(world.memory('thing')).toEqual({ used: 5 })
})

test('a lock whose program was lost is asked again before anything is done', async () => {
  const sandbox = scriptedSandbox({
    lock: () => (delivery) =>
      delivery.type === 'start'
        ? { effects: [{ do: 'before', handler: 1, event: 'use', role: null, of: null }] }
        : { refusal: 'No.' },
  })
  world.put('thing', { code: 'lock' })
  await world.begin({ sandbox })
  sandbox.kill()
  expect(await world.use('thing')).toEqual({ ok: false, why: 'No.' })
})

test.for([1, 2, 5])(
  '[B5] a lock whose program was lost %d times while it was asked stays shut',
  async (times) => {
    let lost = 0
    const sandbox = scriptedSandbox({
      lock: () => (delivery) => {
        if (delivery.type === 'start')
          return { effects: [{ do: 'before', handler: 1, event: 'use', role: null, of: null }] }
        return (lost += 1) <= times ? { fault: 'lost' } : { refusal: 'No.' }
      },
    })
    world.put('thing', { code: 'lock' })
    await world.begin({ sandbox })
    expect(await world.use('thing')).toEqual({ ok: false, why: 'No.' })
  },
)

test('a program that ended as “memory” has a fault and is started anew, and sleeps when it goes on', async () => {
  const sandbox = scriptedSandbox({
    bad: () => (delivery) => (delivery.type === 'start' ? { effects: [LISTEN] } : { fault: 'memory' }),
  })
  world.put('thing', { code: 'bad' })
  await world.begin({ sandbox })
  await world.use('thing')
  expect(world.faults('thing')).toEqual(['memory null x1: a memory'])
  expect(sandbox.starts.length).toBe(2)
  for (let times = 0; times < 12; times += 1) await world.use('thing')
  expect(asleepOf(world.stored, id('thing'))).not.toBeNull()
  expect(sandbox.starts.length).toBe(10)
})

test('[B5] a program that hung sleeps at once, cannot be woken, and runs again once its code is another', async () => {
  const sandbox = scriptedSandbox({
    bad: () => (delivery) => (delivery.type === 'start' ? { effects: [LISTEN] } : { fault: 'hung' }),
    good: () => () => ({ logs: ['good'] }),
  })
  world.put('thing', { code: 'bad' })
  await world.begin({ sandbox })
  await world.use('thing')
  expect(world.faults('thing')).toEqual(['hung null x1: a hung'])
  expect(asleepOf(world.stored, id('thing'))?.why).toContain('until its code is changed')
  const woken = await world.ask({ verb: 'wake', thing: id('thing') }, 'one', 1)
  expect(woken.ok).toBe(false)
  expect(woken.why).toContain('until its code is changed')
  for (let times = 0; times < 3; times += 1) await world.use('thing')
  expect(sandbox.starts).toEqual(['thing'])
  world.write('thing', 'good')
  await world.pass(1000)
  expect(world.logs).toEqual(['thing: good'])
  expect(asleepOf(world.stored, id('thing'))).toBeNull()
  expect(world.faults('thing')).toEqual([])
})

test('[B5] a program that must rest is told so once, holds up nobody, and starts again with what it kept', async () => {
  let isResting = false
  const sandbox = scriptedSandbox({
    counter: () => {
      const act = counter()()
      return (delivery) => (isResting ? { fault: 'rest' } : act(delivery))
    },
  })
  world.put('thing', { code: 'counter' })
  await world.begin({ sandbox })
  await world.use('thing')
  isResting = true
  for (let times = 0; times < 20; times += 1) expect((await world.use('thing')).ok).toBe(true)
  await world.pass(60_000)
  expect(world.faults('thing')).toEqual(['rest null x1: a rest'])
  expect(asleepOf(world.stored, id('thing'))).toBeNull()
  // It is tried every two seconds, and not in each tick.
  expect(sandbox.starts.length).toBeLessThan(35)
  isResting = false
  await world.pass(2_100)
  await world.use('thing')
  expect(world.memory('thing')).toEqual({ used: 2 })
})

test('a program that fails as it starts is not started again until its code is changed', async () => {
  const sandbox = scriptedSandbox({
    bad: () => () => ({ fault: 'hung' }),
    good: () => () => ({ logs: ['good'] }),
  })
  world.put('thing', { code: 'bad' })
  await world.begin({ sandbox })
  await world.pass(60_000)
  expect(sandbox.starts.length).toBe(1)
  world.write('thing', 'good')
  await world.pass(1000)
  expect(world.logs).toEqual(['thing: good'])
})

test('a program that is lost whenever it starts is not tried for ever', async () => {
  const sandbox = scriptedSandbox({ bad: () => () => ({ fault: 'lost' }) })
  world.put('thing', { code: 'bad' })
  await world.begin({ sandbox })
  await world.pass(60_000)
  expect(sandbox.starts.length).toBe(10)
  expect(world.faults('thing').length).toBe(1)
})

test('[B5] a program whose start others end again and again is started as often as it takes', async () => {
  let starts = 0
  const sandbox = scriptedSandbox({
    honest: () => () => ((starts += 1) <= 30 ? { fault: 'lost', isByOther: true } : { logs: ['here'] }),
  })
  world.put('thing', { code: 'honest' })
  await world.begin({ sandbox })
  await world.pass(10_000)
  expect(world.logs).toEqual(['thing: here'])
  expect(world.faults('thing')).toEqual([])
})

test('[B5] a lock that must rest lets nobody through, and does again afterwards', async () => {
  let isResting = false
  const sandbox = scriptedSandbox({
    lock: () => (delivery) => {
      if (isResting) return { fault: 'rest' }
      return delivery.type === 'start'
        ? { effects: [{ do: 'before', handler: 1, event: 'use', role: null, of: null }] }
        : {}
    },
  })
  world.put('thing', { code: 'lock' })
  await world.begin({ sandbox })
  expect((await world.use('thing')).ok).toBe(true)
  isResting = true
  for (let times = 0; times < 3; times += 1)
    expect(await world.use('thing')).toEqual({
      ok: false,
      why: 'What decides this rests for a minute. Try again then.',
    })
  isResting = false
  await world.pass(3_000)
  expect((await world.use('thing')).ok).toBe(true)
})

test('who waits for a program that is lost, and cannot be started any more, is answered', async () => {
  let lives = 0
  const sandbox = scriptedSandbox({
    lock() {
      lives += 1
      const isFirst = lives === 1
      return (delivery) =>
        delivery.type === 'start' && isFirst
          ? { effects: [{ do: 'before', handler: 1, event: 'use', role: null, of: null }] }
          : { fault: 'lost' }
    },
  })
  world.put('thing', { code: 'lock' })
  await world.begin({ sandbox })
  const asked = { session: 'one', action: { verb: 'use', thing: id('thing') }, person: 'Ada' } as const
  const first = world.play?.act({ ...asked, sequence: 1 })
  await world.pass(60_000)
  expect(world.faults('thing').length).toBe(1)
  expect(await first).toEqual({ ok: true, why: null })
  expect(await world.ask(asked.action, 'one', 2)).toEqual({ ok: true, why: null })
})

test('who waits for a tick that fails waits no longer', async () => {
  let dismissed: Promise<void> | undefined
  const sandbox = scriptedSandbox({ any: () => () => ({}) })
  const broken = {
    ...sandbox,
    run() {
      dismissed = world.play?.dismiss(id('ada'))
      return Promise.reject(new Error('broken'))
    },
  }
  world.put('thing', { code: 'any' })
  await world.begin({ sandbox: broken })
  expect(world.failures.splice(0)).toHaveLength(1)
  expect(dismissed).toBeDefined()
  await dismissed
})

test('a beat that was lost with its program is given to the next, and no other is lost', async () => {
  const beats: number[] = []
  const sandbox = scriptedSandbox({
    clock: () => (delivery) => {
      if (delivery.type === 'start') {
        const { dueAt } = delivery.start.timers['#1'] ?? { dueAt: world.time.now() + 1000 }
        const inMs = Math.max(0, dueAt - world.time.now())
        return { effects: [{ do: 'timer', timer: 1, key: '#1', inMs, everyMs: 1000 }] }
      }
      if (delivery.type === 'timer') beats.push(delivery.missed)
      return {}
    },
  })
  world.put('thing', { code: 'clock' })
  await world.begin({ sandbox })
  await world.pass(3_500)
  sandbox.kill()
  await world.pass(3_000)
  expect(beats).toEqual([0, 0, 0, 0, 0, 0])
  expect(timersOf(world.stored, id('thing')).get('#1')?.everyMs).toBe(1000)
})

test('a program that cannot keep up is told so, and holds up nobody', async () => {
  const sandbox = scriptedSandbox({
    loud: () => (delivery) => {
      if (delivery.type === 'start') return { effects: [LISTEN] }
      const say = { do: 'speak', voice: 'say', words: 'x', to: null, call: 1 } as const
      return delivery.type === 'event' ? { effects: Array.from({ length: 400 }, () => say) } : {}
    },
    slow: () => (delivery) => (delivery.type === 'start' ? { effects: [{ ...LISTEN, event: 'hear' }] } : {}),
  })
  world.put('loud', { code: 'loud' })
  world.put('slow', { x: 100, code: 'slow' })
  await world.begin({ sandbox })
  await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      world.play?.act({
        session: `s${n}`,
        sequence: 1,
        action: { verb: 'use', thing: id('loud') },
        person: 'Ada',
      }),
    ).map(async (asked) => {
      await world.pass(1000)
      return asked
    }),
  )
  expect(world.faults('slow').join()).toContain('cannot keep up')
})

test('[B29] what a lost program asked outside is answered to nobody, and asked once', async () => {
  const asked: (() => void)[] = []
  const seen: string[] = []
  const request = { address: 'https://api.example/', headers: {}, body: null }
  const sandbox = scriptedSandbox({
    asker: () => (delivery) => {
      seen.push(delivery.type)
      if (delivery.type === 'start') return { effects: [LISTEN] }
      return delivery.type === 'event' ? { effects: [{ do: 'fetch', call: 1, request }] } : {}
    },
  })
  world.put('thing', { code: 'asker' })
  await world.begin({
    sandbox,
    fetchAddress: () =>
      new Promise((resolve) => {
        const answer = { status: 200, address: request.address, headers: {}, text: 'x' }
        asked.push(() => resolve({ why: null, answer }))
      }),
  })
  await world.use('thing')
  sandbox.kill()
  asked[0]?.()
  await world.pass(200)
  expect(asked).toHaveLength(1)
  expect(seen).toEqual(['start', 'event', 'start'])
  await world.use('thing')
  asked[0]?.()
  asked[1]?.()
  await world.pass(200)
  expect(seen).toEqual(['start', 'event', 'start', 'event', 'answer'])
})
