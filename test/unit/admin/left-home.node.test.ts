// The home of an ended account: nobody reads it, admins neither, by whatever way.
import { expect, it } from 'vitest'
import { AdminWorldPage } from '../../../shared/wire/api/admin-bodies.ts'
import { serveAccounts, told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { Tab } from '../owner/visitors.ts'
import { RawClient } from '../sync/client.ts'

it('[J9] is not brought back, opened or taken by an admin', async () => {
  await using node = await serveAccounts()
  const { wsUrl } = node.server
  const bob = await node.signUp('bob')
  const made = (await told(await bob.ask('POST', '/api/worlds', { title: 'Garden' }))) as { address: string }
  const live = await RawClient.open(`${wsUrl}/sync/${made.address}/live?inkland=1`, { cookie: bob.cookie })
  await (await Tab.on(live, 'tab-1')).ask({ verb: 'visit' })
  const lines = async (which: string) =>
    AdminWorldPage.parse(await told(await node.admin.ask('GET', `/api/admin/worlds?which=${which}`))).worlds
  await until('he has a home', async () =>
    (await lines('here')).some(({ address }) => address === 'bob/home'),
  )
  await told(await node.admin.ask('POST', '/api/admin/ending', { accounts: ['bob'], worlds: 'bin' }))
  const binned = () => lines('binned')
  await until('it is in the bin', async () => (await binned()).some(({ address }) => address === 'bob/home'))
  const home = (await binned()).find(({ address }) => address === 'bob/home')!
  const statuses = await Promise.all(
    [
      ['POST', `/api/admin/worlds/${home.id}/restore`],
      ['POST', `/api/bin/${home.id}/restore`],
      ['POST', `/api/admin/worlds/${home.id}/take`],
      ['DELETE', `/api/bin/${home.id}`],
    ].map(async ([method, path]) => (await node.admin.ask(method!, path!, {})).status),
  )
  expect(statuses).toEqual([409, 404, 409, 404])
  expect((await binned()).some(({ id }) => id === home.id)).toBe(true)
  const right = await node.admin.ask('GET', '/api/worlds/bob/home/right')
  expect(await right.text()).not.toContain('own')
})
