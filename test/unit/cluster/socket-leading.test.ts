// A socket that comes for a world of a process which is perhaps gone.
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { leadSocket } from '../../../server/cluster/socket-leading.ts'
import type { InsideAddress } from '../../../server/network/inside-address.ts'
import { VirtualTime } from '../../simulation/time.ts'

const THERE: InsideAddress = { host: '10.0.0.2', port: 7071 }

/** Somebody comes; the world is at `place`, and the process there is reached or not. */
function coming() {
  const clock = new VirtualTime()
  const socket = new PassThrough()
  const state: { place: 'here' | 'lost' | InsideAddress; isReached: boolean } = {
    place: THERE,
    isReached: false,
  }
  const passed: InsideAddress[] = []
  const led = { to: undefined as 'here' | null | undefined }
  const lead = leadSocket<'here'>(socket, {
    clock,
    placeOf: () => Promise.resolve(state.place),
    passTo: (to) => {
      if (state.isReached) passed.push(to)
      return Promise.resolve(state.isReached)
    },
  })
  void lead.then((to) => (led.to = to))
  return { clock, socket, state, passed, led }
}

it('[L37] who comes for a world of a process that is gone comes in where it is then', async () => {
  const { clock, socket, state, led } = coming()
  await clock.pass(500)
  state.place = 'lost'
  await clock.pass(1_000)
  expect(led.to).toBeUndefined()
  state.place = 'here'
  await clock.pass(200)
  expect([led.to, socket.destroyed, socket.listenerCount('error')]).toEqual(['here', false, 0])
})

it('[L37] they are passed on once that process is reached, and sent away after 3 s', async () => {
  const first = coming()
  await first.clock.pass(500)
  first.state.isReached = true
  await first.clock.pass(200)
  expect([first.led.to, first.passed, first.socket.destroyed]).toEqual([null, [THERE], false])

  const second = coming()
  await second.clock.pass(2_900)
  expect(second.socket.destroyed).toBe(false)
  await second.clock.pass(400)
  expect([second.led.to, second.socket.destroyed]).toEqual([null, true])
})

it('who goes meanwhile is passed on to nobody', async () => {
  const { clock, socket, state, passed, led } = coming()
  await clock.pass(100)
  socket.destroy(new Error('gone'))
  state.isReached = true
  await clock.pass(300)
  expect([led.to, passed]).toEqual([null, []])
})
