// Things that change hands between two real nodes. A thing put down in a world of another node goes there
// with everything in it. A thing carried off belongs to the other node until it is put down at home.
// Whichever node is killed when, each thing is in exactly one place.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/driver.ts'
import { linkOf } from '../../../shared/world/live/live-document.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { untilWithin } from '../../process.ts'
import { endNodes, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { furnishBoth, LAMP_AND_VASE, makeBoth, ROOM, SQUARE, squareOf } from './room-and-square.ts'
import { drive, isSeen } from './travellers.ts'

const OK = { ok: true, why: null }
const LIMIT_MS = 120_000
const PATIENCE_MS = 30_000

const until = untilWithin(PATIENCE_MS)

let a: PeerNode
let b: PeerNode
let ada: Driver
let bob: Driver
let account: string
let square: string

const small = { width: 24, height: 24 }

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  account = `ada@${a.name}`
  square = squareOf(b)
  await makeBoth({ a, b })
  const cup = { name: 'cup', x: 464, y: 96, look: small, text: 'A cup.\n\n#fill 3' }
  await furnishBoth({ a, b }, { inRoom: [cup], onSquare: LAMP_AND_VASE })
  bob = await drive(b, b.admin, SQUARE)
  ada = await drive(a, a.admin, ROOM)
}, LIMIT_MS)

afterAll(async () => {
  for (const driver of [ada, bob]) driver?.close()
  await endNodes(a, b)
})

const named = ({ view }: Driver, name: string): readonly Artifact[] =>
  [...view.artifacts()].filter((thing) => thing.name === name && thing.avatar === null)
const isLink = ({ view }: Driver, { id }: Artifact): boolean =>
  view.live !== null && linkOf(view.live, id) !== null
const heldNames = (of: Driver): readonly string[] => of.held.map(({ name }) => name)

async function goOut(): Promise<void> {
  await until('the portal leads there', async () => (await ada.enter('out')).ok)
  await until('she is there', () => ada.world === square && ada.me !== null && isSeen(bob, account))
}

describe('things between nodes', () => {
  test(
    '[N62] what one holds is shown there, and put down there it is there, and not here',
    { timeout: LIMIT_MS },
    async () => {
      expect(await ada.visit(ROOM)).toEqual(OK)
      expect(await ada.walkTo('cup')).toEqual(OK)
      expect(await ada.pickUp('cup')).toEqual(OK)
      await goOut()
      await until('the cup is in her hand there', () => heldNames(ada).includes('cup'))
      const [shown] = named(bob, 'cup')
      expect(shown?.host).toBe(ada.me?.id)
      expect(await ada.putDown('cup')).toEqual(OK)
      await until('bob sees it stand there', () => named(bob, 'cup')[0]?.host === bob.view.root)
      expect(named(bob, 'cup')).toHaveLength(1)
      const cup = named(bob, 'cup')[0]!
      expect(pageOf(bob.view, cup.id)).toContain('#fill 3')
      await until('her hand is empty', () => heldNames(ada).length === 0)
      expect(await ada.leave()).toEqual(OK)
      await until('she is back', () => ada.world === ROOM && ada.me !== null)
      expect(heldNames(ada)).toEqual([])
      expect(named(ada, 'cup')).toEqual([])
    },
  )

  test(
    '[N63] what one carries off is lent: shown in the hand at home, and there when it is put down',
    { timeout: LIMIT_MS },
    async () => {
      await goOut()
      expect(await ada.walkTo('lamp')).toEqual(OK)
      expect(await ada.pickUp('lamp')).toEqual(OK)
      expect(await ada.leave()).toEqual(OK)
      await until('she is back', () => ada.world === ROOM && ada.me !== null)
      await until('the lamp is in her hand', () => heldNames(ada).includes('lamp'))
      await until('it is not there any more', () => named(bob, 'lamp').length === 0)
      expect(isLink(ada, named(ada, 'lamp')[0]!)).toBe(true)

      // A person who goes back has it in their hand there, as a thing of that node.
      await goOut()
      await until('it is in her hand there', () => heldNames(ada).includes('lamp'))
      expect(isLink(ada, named(ada, 'lamp')[0]!)).toBe(false)
      expect(await ada.leave()).toEqual(OK)
      await until('she is back again', () => ada.world === ROOM && ada.me !== null)
      await until('the lamp is in her hand again', () => heldNames(ada).includes('lamp'))

      expect(await ada.putDown('lamp')).toEqual(OK)
      await until('it stands here', () => named(ada, 'lamp')[0]?.host === ada.view.root)
      expect(named(ada, 'lamp')).toHaveLength(1)
      expect(isLink(ada, named(ada, 'lamp')[0]!)).toBe(false)
      expect(pageOf(ada.view, named(ada, 'lamp')[0]!.id)).toBe('A lamp of Bob.')
      await goOut()
      await until('she is seen', () => isSeen(bob, account))
      expect(heldNames(ada)).toEqual([])
      expect(named(bob, 'lamp')).toEqual([])
      expect(await ada.leave()).toEqual(OK)
      await until('she is at home', () => ada.world === ROOM && ada.me !== null)
    },
  )

  test(
    '[N64] while the other node is asleep, what it lent stays in the hand, and is put down once it is awake',
    { timeout: LIMIT_MS },
    async () => {
      await goOut()
      expect(await ada.walkTo('vase')).toEqual(OK)
      expect(await ada.pickUp('vase')).toEqual(OK)
      expect(await ada.leave()).toEqual(OK)
      await until('the vase is in her hand', () => ada.world === ROOM && heldNames(ada).includes('vase'))
      bob.close()
      await b.server.kill()
      let told: string | null = null
      await until('it is still with the other node', async () => {
        ;({ why: told } = await ada.putDown('vase'))
        return told?.startsWith(`It is still with ${b.name}, which is asleep.`)
      })
      expect(heldNames(ada)).toEqual(['vase'])
      b = await startAgain(b)
      bob = await drive(b, b.admin, 'bob/square')
      // Asked for before it was known that the node sleeps, it comes; else she puts it down again.
      const isAskedFor = told!.endsWith(`It comes when ${b.name} is awake.`)
      await until('it is put down', async () => {
        if (!isAskedFor) await ada.putDown('vase')
        return named(ada, 'vase')[0]?.host === ada.view.root
      })
      expect(named(ada, 'vase').filter((thing) => !isLink(ada, thing))).toHaveLength(1)
      expect(named(bob, 'vase')).toEqual([])
    },
  )
})
