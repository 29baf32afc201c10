// A host that is replaced by an empty folder under its name, over real nodes: what it lent stays in the hand,
// and people and admins are told. The short proof is test/unit/peers/replaced-node.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/connect.ts'
import { endNodes, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { temporaryFolder, until } from '../../process.ts'
import { furnishBoth, LAMP_AND_VASE, makeBoth, ROOM, squareOf } from './room-and-square.ts'
import { drive, tabIn } from './travellers.ts'

const LIMIT_MS = 120_000
const OK = { ok: true, why: null }

let a: PeerNode
let b: PeerNode
let ada: Driver

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  await makeBoth({ a, b })
  await furnishBoth({ a, b }, { inRoom: [], onSquare: LAMP_AND_VASE })
  ada = await drive(a, a.admin, ROOM)
}, LIMIT_MS)
afterAll(async () => {
  ada?.close()
  await endNodes(a, b)
})

const heldNames = (): readonly string[] => ada.held.map(({ name }) => name)

test(
  '[N10] it is not led into, and believed nothing about what it lent',
  async () => {
    const square = squareOf(b)
    expect(await ada.visit(ROOM)).toEqual(OK)
    expect(await ada.walkTo('out')).toEqual(OK)
    expect(await ada.enter('out')).toEqual(OK)
    await until('she is there', () => ada.world === square && ada.me !== null)
    expect(await ada.walkTo('lamp')).toEqual(OK)
    expect(await ada.pickUp('lamp')).toEqual(OK)
    expect(await ada.leave()).toEqual(OK)
    await until('she carried the lamp off', () => ada.world === ROOM && heldNames().join() === 'lamp', 30_000)

    await b.server.stop()
    b = await startAgain({ ...b, server: { ...b.server, data: temporaryFolder() } })
    const changed = `${b.name} has different keys than before. It may belong to someone else now.`
    expect(await ada.walkTo('out')).toEqual(OK)
    await until(
      'the portal says so',
      async () => (await ada.enter('out')).why?.startsWith(changed) === true,
      30_000,
    )
    expect(await ada.putDown('lamp')).toMatchObject({ ok: false })
    expect(heldNames()).toEqual(['lamp'])
    const peers: unknown = await (await a.admin.ask('GET', '/api/admin/peers')).json()
    expect(JSON.stringify(peers)).toContain(changed)
    const tab = await tabIn(a, a.admin, square, 'looks').catch(String)
    expect(JSON.stringify(tab)).toContain('keys')
    expect(heldNames()).toEqual(['lamp'])
  },
  LIMIT_MS,
)
