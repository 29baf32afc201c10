// Room is made while a draft follows its world, or while something is erased: both wait for each other, and
// the draft can be merged afterwards.
import { expect, test } from 'vitest'
import { DraftMade } from '../../../shared/wire/api/draft-bodies.ts'
import { serveAccounts, told } from '../../accounts.ts'
import { furnish } from '../../fault/past/deed.ts'
import { changed, seen } from '../../fault/past/scene-writer.ts'
import { leaveNothing } from './many-writers.ts'

const WRITERS = 300
/** Tries of each, in which one of both is asked for so much earlier, in ms. */
const AHEAD_MS = [-12, 0, 12]

test.for(['update', 'erase'] as const)(
  '[HI44] room is made during %s: the draft can be merged afterwards',
  async (step) => {
    await using node = await serveAccounts()
    const ask = async (path: string, body: object = {}): Promise<unknown> =>
      told(await node.admin.ask('POST', `/api/worlds${path}`, body))
    for (const [at, ahead] of AHEAD_MS.entries()) {
      const world = `ada/garden-${at}`
      await ask('', { title: 'Garden', address: world })
      await changed(node, world, furnish)
      const { address: draft } = DraftMade.parse(await ask(`/${world}/drafts`, { title: 'Next' }))
      await changed(node, draft, (writer) => writer.write('t4', 'drafted'))
      await changed(node, world, (writer) => leaveNothing(writer.scene, 't1', WRITERS))
      const after = async (ms: number, path: string, body?: object): Promise<unknown> => {
        await new Promise((resolve) => setTimeout(resolve, ms))
        return ask(path, body)
      }
      await Promise.all([
        after(Math.max(0, ahead), `/${world}/room`),
        step === 'update'
          ? after(Math.max(0, -ahead), `/${draft}/update`)
          : after(Math.max(0, -ahead), `/${world}/erase`, { before: Date.now() + 60_000 }),
      ])
      await ask(`/${draft}/merge`)
      expect(await seen(node, world, (writer) => writer.count('t4', 'drafted'))).toBe(1)
    }
  },
)
