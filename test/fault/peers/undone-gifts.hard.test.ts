// Somebody gives a cup away at another node, which is restored from a backup of before. Real nodes.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp, restoreBackup } from '../../../server/storage/maintenance/data-backup.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { endNodes, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { temporaryFolder, untilWithin } from '../../process.ts'
import type { Tab } from '../../unit/owner/visitors.ts'
import { furnishBoth, makeBoth, ROOM, SQUARE, squareOf } from './room-and-square.ts'
import { drive, tabIn } from './travellers.ts'

const LIMIT_MS = 180_000
const until = untilWithin(60_000)
const OK = { ok: true, why: null }

let a: PeerNode
let b: PeerNode

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
}, LIMIT_MS)
afterAll(() => endNodes(a, b))

const noticesOf = (tab: Tab): string[] => tab.events('notice').map(({ words }) => words)

test(
  '[N71] a restored node undid a gift: who gave it and who got it are told so',
  async () => {
    await makeBoth({ a, b })
    const cup = {
      name: 'cup',
      x: 464,
      y: 96,
      look: { width: 24, height: 24 },
      properties: { takeable: true },
    }
    await furnishBoth({ a, b }, { inRoom: [cup], onSquare: [] })
    const backup = join(temporaryFolder(), 'backup')
    await backUp(b.server.data, backup, Date.now())
    const ada = await drive(a, a.admin, ROOM)
    expect(await ada.visit()).toEqual(OK)
    expect(await ada.walkTo('cup')).toEqual(OK)
    expect(await ada.pickUp('cup')).toEqual(OK)
    expect(await ada.visit(squareOf(b))).toEqual(OK)
    await until('the cup is in her hand there', () => ada.held.some(({ name }) => name === 'cup'))
    expect(await ada.putDown('cup')).toEqual(OK)
    await until('it is there', () => ada.held.length === 0)
    expect(await ada.visit(ROOM)).toEqual(OK)

    const { data } = b.server
    await b.server.stop()
    rmSync(data, { recursive: true })
    await restoreBackup(backup, data)
    const atHome = await tabIn(a, a.admin, ROOM, 'told')
    // A client that reads may stay.
    atHome.client.send(syncFrame('step1', Uint8Array.of(0)))
    b = await startAgain(b)
    await until('she is told', () => noticesOf(atHome).some((words) => /cup.*is gone there/.test(words)))
    // He comes only now: everybody has to sign in again.
    const bob = await tabIn(b, await b.signIn('bob'), SQUARE, 'comes')
    await until('he is told', () => noticesOf(bob).some((words) => /cup.*not here any more/.test(words)))
    const again = await tabIn(b, await b.signIn('bob'), SQUARE, 'comes again')
    await until('he is there', () => again.events('you').length > 0)
    expect(noticesOf(again)).toEqual([])
    for (const each of [ada, atHome, bob, again]) each.close()
  },
  LIMIT_MS,
)
