// A journey between two nodes: somebody goes to a world of another node with a thing, gives it away there,
// goes on to a second world, is not let into a third one, and comes home with what they were lent. The hard
// files of this folder have each step on lines that fail, with nodes that sleep or are killed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/connect.ts'
import { makeWorld, open, servePair, type ServedPair } from '../../peers.ts'
import { untilWithin } from '../../process.ts'
import { furnishBoth, LAMP_AND_VASE, makeBoth, ROOM, SQUARE, squareOf } from './room-and-square.ts'
import { drive, furnish, isSeen, portal } from './travellers.ts'

const OK = { ok: true, why: null }
const until = untilWithin(30_000)

let pair: ServedPair
let ada: Driver
let bob: Driver

beforeAll(async () => {
  pair = await servePair()
  const { a, b } = pair
  await makeBoth({ a, b })
  await makeWorld(b.admin, 'Cellar')
  await makeWorld(b.admin, 'Vault')
  await open(b.admin, 'bob/cellar', 'act')
  const cup = { name: 'cup', x: 464, y: 96, look: { width: 24, height: 24 }, properties: { takeable: true } }
  const [lamp] = LAMP_AND_VASE
  if (lamp === undefined) throw new Error('there is a lamp')
  await furnishBoth({ a, b }, { inRoom: [cup], onSquare: [lamp, portal('down', 'bob/cellar', 300)] })
  await furnish(b, b.admin, 'bob/cellar', [portal('up', SQUARE)])
  bob = await drive(b, b.admin, SQUARE)
  ada = await drive(a, a.admin, ROOM)
})

afterAll(async () => {
  for (const driver of [ada, bob]) driver?.close()
  await pair?.[Symbol.asyncDispose]()
})

const heldNames = (): readonly string[] => ada.held.map(({ name }) => name)

/** Where a thing lies, as somebody sees it: in the world itself, and in nobody's hand. */
const lies = ({ view }: Driver, name: string): boolean =>
  [...view.artifacts()].some((thing) => thing.name === name && thing.host === view.root)

/** Goes to a portal and through it. */
async function goThrough(name: string, to: string): Promise<void> {
  const { x, y } = ada.find(name)!.place!
  expect(await ada.walkTo({ x, y: y + 42 })).toEqual(OK)
  await until(`${name} leads on`, async () => (await ada.enter(name)).ok)
  await until(`she is in ${to}`, () => ada.world === to && ada.me !== null)
}

test('[N41] [N42] [N60] from world to world on another node, with a thing there and another one back', async () => {
  const { a, b } = pair
  const [account, square, cellar] = [`ada@${a.name}`, squareOf(b), `bob@${b.name}/cellar`]
  expect(await ada.visit(ROOM)).toEqual(OK)
  expect(await ada.walkTo('cup')).toEqual(OK)
  expect(await ada.pickUp('cup')).toEqual(OK)
  await goThrough('out', square)
  await until('bob sees her', () => isSeen(bob, account))
  await until('the cup is in her hand there', () => heldNames().includes('cup'))

  expect(await ada.putDown('cup')).toEqual(OK)
  await until('bob sees it lie there', () => lies(bob, 'cup'))
  expect(await ada.walkTo('lamp')).toEqual(OK)
  expect(await ada.pickUp('lamp')).toEqual(OK)

  await goThrough('down', cellar)
  expect(isSeen(bob, account)).toBe(false)
  expect(await ada.leave()).toEqual(OK)
  await until('she is in the square', () => ada.world === square && isSeen(bob, account))

  // Nobody opened the vault to her.
  const refused = await ada.visit(`bob@${b.name}/vault`)
  expect(refused).toEqual({ ok: false, why: 'That world does not open.' })
  expect(ada.world).toBe(square)

  expect(await ada.leave()).toEqual(OK)
  await until('she is back', () => ada.world === ROOM && ada.me !== null)
  await until('the lamp is in her hand', () => heldNames().join() === 'lamp')
  expect(isSeen(bob, account)).toBe(false)
  expect(lies(ada, 'cup')).toBe(false)
  expect(lies(bob, 'lamp')).toBe(false)
  expect(lies(bob, 'cup')).toBe(true)
  expect(await ada.putDown('lamp')).toEqual(OK)
  await until('it stands here', () => lies(ada, 'lamp'))
})
