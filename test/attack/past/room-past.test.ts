// Room is made while somebody asks for the past: the log has other rows then, and what is brought back, or
// taken back, is what was asked for, or nothing.
import { expect, test } from 'vitest'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { serveAccounts, told } from '../../accounts.ts'
import { furnish } from '../../fault/past/deed.ts'
import { changed, seen } from '../../fault/past/scene-writer.ts'
import { leaveNothing } from './many-writers.ts'
import { id } from '../../unit/world/made.ts'

const WRITERS = 300
/** Tries, in which room is asked for so much later, in ms. */
const LATER_MS = [-8, -4, 0, 4, 8]

test.for(['restore', 'revert'] as const)(
  '[HI44] room is made beside a %s: it does what was asked for, or nothing and says so',
  async (step) => {
    await using node = await serveAccounts()
    const eve = await node.signUp('eve')
    const outcomes: string[] = []
    for (const [at, later] of LATER_MS.entries()) {
      const world = `ada/garden-${at}`
      const api = `/api/worlds/${world}`
      const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
        told(await node.admin.ask(method, path, body))
      const revision = async (): Promise<number> =>
        HistoryAnswer.parse(await ask('GET', `${api}/history?limit=1`)).revision
      await ask('POST', '/api/worlds', { title: 'Garden', address: world })
      await ask('PUT', `${api}/sharing/people/eve`, { right: 'edit' })
      await changed(node, world, furnish)
      const early = await revision()
      await changed(node, world, (writer) => leaveNothing(writer.scene, 't1', WRITERS))
      const before = await revision()
      await changed({ ...node, admin: eve }, world, (writer) => writer.write('t2', 'later'))
      const body =
        step === 'restore'
          ? { revision: early, things: [id('t2')] }
          : { session: { from: before, to: before + 1 } }
      const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
      const [asked] = await Promise.allSettled([
        wait(Math.max(0, -later)).then(() => ask('POST', `${api}/${step}`, body)),
        wait(Math.max(0, later)).then(() => ask('POST', `${api}/room`)),
      ])
      const page = await seen(node, world, (writer) => writer.words('t2').join(' '))
      expect(page).toBe(asked.status === 'fulfilled' ? 'It is' : 'It is later')
      outcomes.push(asked.status)
    }
    expect(outcomes).toContain('fulfilled')
  },
)
