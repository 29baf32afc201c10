// A node that was replaced under its name, by an empty folder for one: its card is read before anything that
// it says counts, and other keys block it. One that only started anew goes on. The wire is scripted, all else
// is real.
import { beforeEach, expect, it } from 'vitest'
import { trustQuestion } from '../../../client/admin/peers/peer-words.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ask, Wire, type Side } from './wire.ts'

const adas = parseNodeName('ada.example')!
const bobs = parseNodeName('bob.example')!
const CHANGED =
  'bob.example has different keys than before. It may belong to someone else now. An admin has to check.'

let wire: Wire
let ada: Side
const bobsFolder = createMemoryStore()

beforeEach(async () => {
  wire = new Wire()
  ada = await wire.start(adas, 1)
  await wire.start(bobs, 2, bobsFolder)
  expect(await ask(ada, bobs)).toBe('204')
  wire.asked.clear()
})

const allow = (): string => trustQuestion({ ...ada.peers.book.find(bobs)!, people: 0 }, 'allowed').text

it('[N10] is believed nothing, and blocked, with a sentence for people and admins', async () => {
  const told: string[] = []
  ada.peers.book.onTrust((node, mayCome) => told.push(`${node} ${mayCome}`))
  expect(allow()).toContain('its keys have not changed')
  await wire.start(bobs, 3)
  expect(await ask(ada, bobs)).toBe(`blocked: ${CHANGED}`)
  // It said that it has started anew, and was asked nothing more.
  expect(wire.asked.get(bobs)).toBe(1)
  expect(told).toEqual(['bob.example false'])
  expect(ada.peers.book.find(bobs)).toMatchObject({ trust: 'blocked', trouble: CHANGED })
  expect(ada.peers.book.whyNot(bobs)).toBe(CHANGED)
  expect(await ask(ada, bobs)).toBe(`blocked: ${CHANGED}`)
  expect(wire.asked.get(bobs)).toBe(1)

  expect(allow()).toContain('Its keys have changed')
  await ada.peers.book.setTrust(bobs, 'allowed')
  expect(await ask(ada, bobs)).toBe('204')
})

it('[N10] is believed nothing while its card cannot be read, and the same node is believed then', async () => {
  await wire.start(bobs, 4, bobsFolder)
  wire.hidesCards = true
  expect(await ask(ada, bobs)).toBe('asleep: bob.example is asleep. Try again when it is awake.')
  expect(wire.asked.get(bobs)).toBe(1)
  wire.hidesCards = false
  await wire.time.pass(1_000)
  expect(await ask(ada, bobs)).toBe('204')
  expect(ada.peers.book.find(bobs)).toMatchObject({ trust: 'unknown', trouble: null })
  // Its run is known by now.
  expect(await ask(ada, bobs)).toBe('204')
  expect(wire.asked.get(bobs)).toBe(4)
})
