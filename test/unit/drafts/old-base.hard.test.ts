// A draft of a moment that is older than a day: two days pass for a real node.
import { expect, test } from 'vitest'
import { DraftMade, DraftOf } from '../../../shared/wire/api/draft-bodies.ts'
import { nodeOf, startAccounts, told } from '../../accounts.ts'
import { clockAhead } from '../../fault/clock.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { edit } from './editor.ts'

const GARDEN = '/api/worlds/ada/garden'
const CODE = "~~~js\nmemory.runs = (memory.runs ?? 0) + 1\non('use', () => { memory.runs += 1 })\n~~~\n"

test('[Y3] programs begin as after a reset in a draft of a moment older than a day, and the draft says so', async () => {
  const data = temporaryFolder()
  let revision = 0
  const first = await startAccounts({ data })
  {
    await using _node = first
    await told(await first.admin.ask('POST', '/api/worlds', { title: 'Garden' }))
    await using ada = await edit(first.server, 'ada/garden', first.admin)
    ada.put('clock', CODE)
    await until('it ran', () => ada.memory('clock')['runs'] === 1)
    const history = await told(await first.admin.ask('GET', `${GARDEN}/history?limit=1`))
    revision = (history as { revision: number }).revision
  }
  const server = await startServer({ data, access: 'accounts', env: clockAhead(2) })
  await using node = nodeOf(server, await nodeOf(server, first.admin).signIn('ada'))
  await using ada = await edit(server, 'ada/garden', node.admin)
  await until('it ran again', () => ada.memory('clock')['runs'] === 2)
  ada.text('clock').insert(0, 'Later.\n\n')
  const draftOf = async (title: string, more: object) => {
    const made = await told(await node.admin.ask('POST', `${GARDEN}/drafts`, { title, ...more }))
    const { address } = DraftMade.parse(made)
    const { draft } = DraftOf.parse(await told(await node.admin.ask('GET', `/api/worlds/${address}/draft`)))
    return { address, isReset: draft?.isReset }
  }
  const old = await draftOf('Then', { revision })
  expect(old.isReset).toBe(true)
  await using inOld = await edit(server, old.address, node.admin)
  await until('it runs for the first time', () => inOld.memory('clock')['runs'] === 1)
  const recent = await draftOf('Now', {})
  expect(recent.isReset).toBe(false)
  await using inRecent = await edit(server, recent.address, node.admin)
  await until('it goes on', () => Number(inRecent.memory('clock')['runs']) >= 3)
})
