// A process that stood still answers by what it has in memory only once the database has said that it leads
// still.
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { guardStandstill } from '../../../server/cluster/standstill-guard.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'

/** A process whose clocks the test holds. */
function startProcess() {
  let [wall, monotonic, askedAt] = [0, 0, 0]
  let look = (): void => undefined
  const clock: ServerClock = {
    now: () => wall,
    monotonic: () => monotonic,
    after(_, run) {
      look = run
      return () => (look = () => undefined)
    },
    soon: setImmediate,
  }
  const standstill = guardStandstill(clock, (withinMs) => monotonic - askedAt < withinMs)
  const answered: string[] = []
  const { request, upgrade } = standstill.guard({
    request: ({ url = '' }) => void answered.push(url),
    upgrade: ({ url = '' }) => void answered.push(url),
  })
  const messageTo = (url: string): IncomingMessage =>
    Object.assign(new IncomingMessage(new Socket()), { url })
  return {
    answered,
    ask(url: string) {
      const message = messageTo(url)
      request(message, new ServerResponse(message))
      return message.socket
    },
    upgrade(url: string) {
      const message = messageTo(url)
      upgrade(message, message.socket, Buffer.alloc(0))
      return message.socket
    },
    pass(ms: number, byTheWallMs = ms) {
      monotonic += ms
      wall += byTheWallMs
    },
    /** The database answers a question that was sent just now. */
    isTold() {
      monotonic += 1
      wall += 1
      askedAt = monotonic
      look()
    },
    look: () => look(),
    close: () => standstill.close(),
  }
}

test('[L24] whoever asks one that stood still waits until the database has said that it leads', () => {
  const one = startProcess()
  one.ask('/before')
  one.pass(4_000)
  one.ask('/soon after')
  expect(one.answered.splice(0)).toEqual(['/before', '/soon after'])
  one.pass(16_000)
  one.ask('/page')
  one.upgrade('/socket')
  one.look()
  expect(one.answered).toEqual([])
  one.isTold()
  one.ask('/after')
  expect(one.answered.splice(0)).toEqual(['/page', '/socket', '/after'])
  one.close()
})

test('[L24] so it is where its machine slept, and one of its clocks stood still', () => {
  const one = startProcess()
  for (const byTheWallMs of [60_000, -60_000]) {
    one.pass(10, byTheWallMs)
    one.ask('/page')
    expect(one.answered).toEqual([])
    one.isTold()
    expect(one.answered.splice(0)).toEqual(['/page'])
  }
})

test('[L24] who went away meanwhile, or whose socket failed, is not answered', () => {
  const one = startProcess()
  one.pass(16_000)
  one.ask('/page').destroy()
  one.upgrade('/socket').emit('error', new Error('reset'))
  one.isTold()
  expect(one.answered).toEqual([])
})
