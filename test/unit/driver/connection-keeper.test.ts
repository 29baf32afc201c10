// When a lost socket is opened again, and when one that is silent is left: of the scene's socket and of those
// of y-websocket alike.
import { beforeEach, expect, test } from 'vitest'
import { VirtualTime } from '../../simulation/time.ts'
import { ConnectionKeeper } from '../../../shared/wire/reading/connection-keeper.ts'

let time: VirtualTime
let steps: string[]
let keeper: ConnectionKeeper

beforeEach(() => {
  time = new VirtualTime()
  steps = []
  keeper = new ConnectionKeeper(
    { clock: time, random: (count) => new Uint8Array(count).fill(255) },
    {
      connect: () => steps.push('connect'),
      leave: () => steps.push('leave'),
      unanswered: () => keeper.drop(),
      doubted: () => steps.push('ask'),
      lost: (why) => steps.push(`lost ${why}`.trim()),
    },
  )
  keeper.retry()
})

/** What it did since the last call. */
const done = (): string[] => steps.splice(0)

function open(): void {
  keeper.opened()
  keeper.heard()
  done()
}

test('each wait is twice as long, up to five seconds, and short again once things go well', async () => {
  for (const ms of [200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
    keeper.closed()
    done()
    await time.pass(ms - 1)
    expect(done()).toEqual([])
    await time.pass(1)
    expect(done()).toEqual(['connect'])
  }
  open()
  keeper.resetWait()
  keeper.closed('the disk is full')
  expect(done()).toEqual(['lost the disk is full'])
  await time.pass(200)
  expect(done()).toEqual(['connect'])
})

test('a socket that does not open in ten seconds is left for another', async () => {
  done()
  await time.pass(9_999)
  expect(done()).toEqual([])
  await time.pass(1)
  expect(done()).toEqual(['leave', 'lost'])
  await time.pass(200)
  expect(done()).toEqual(['connect'])
})

test('silence is asked for a sign of life, and ends the socket after half a minute', async () => {
  open()
  await time.pass(20_000)
  expect(done()).toEqual(['ask'])
  keeper.heard()
  await time.pass(29_999)
  expect(new Set(done())).toEqual(new Set(['ask']))
  await time.pass(5_000)
  expect(done()).toEqual(['leave', 'lost', 'connect'])
})

test('who wakes has what waits tried at once, and what is open prove within seconds that it lives', async () => {
  keeper.closed()
  done()
  keeper.wake()
  expect(done()).toEqual(['connect'])
  open()
  keeper.wake()
  expect(done()).toEqual([])
  await time.pass(6_000)
  keeper.wake()
  expect(done()).toEqual(['ask'])
  await time.pass(10_000)
  expect(done().slice(0, 2)).toEqual(['leave', 'lost'])
})

test('one that is stopped waits for nobody, and goes on when it is told to', async () => {
  open()
  keeper.stop()
  keeper.closed()
  keeper.wake()
  await time.pass(60_000)
  expect(done()).toEqual(['leave'])
  keeper.retry()
  keeper.retry()
  expect(done()).toEqual(['connect'])
})
