// Code that asks addresses outside, in a world that another process plays than the one that leads: what an
// admin allows, or takes back, holds there at once. Real processes, a real database, a real service.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { pageValuesOf } from '../../../shared/world/live/live-state.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { nodeOf, told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { stockClient } from '../peers/travellers.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { startNode } from './accounts-processes.ts'
import { holderOf } from './held.ts'
import { NodeProcesses } from './node-processes.ts'

const LIMIT_MS = 120_000
const OUTSIDE = '127.0.0.2'
/** The beat of the program, the way to the other process, and a busy machine. */
const SOON_MS = 15_000

const page = (address: string): string => `#weather unknown

\`\`\`js
every(1, async () => {
  const answer = await fetch('${address}')
  text().show('weather', answer.ok ? answer.text : answer.why)
})
\`\`\`
`

describe.skipIf(!hasPostgres)('[programs where nobody is]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()

  test('[C29] they ask what an admin allows at the process that leads, and nothing that was taken back', async () => {
    const service = createServer((_, response) => void response.end('sunny'))
    service.listen(0, OUTSIDE)
    await once(service, 'listening')
    const address = `http://${OUTSIDE}:${(service.address() as AddressInfo).port}`
    const store = await databases.newDatabase()
    await using node = new NodeProcesses(store)
    const { others, admin } = await startNode(node, 2, [`--peers-private=${OUTSIDE}/32`])
    const [host] = others
    if (host === undefined) throw new Error('another process is there')
    const at = nodeOf(host.server, admin)

    const found: { world: string; scene: WebsocketProvider }[] = []
    const open = async (): Promise<boolean> => {
      const made = await admin.ask('POST', '/api/worlds', { title: 'Weather' })
      const world = WorldSummary.parse(await told(made)).address
      const scene = stockClient(at, admin, world)
      await until('the world is read', () => scene.synced)
      const isThere = (await holderOf(store, world)) === host.inside
      if (isThere) found.push({ world, scene })
      else scene.destroy()
      return isThere
    }
    await until('a world is open there', open, 60_000)
    const { world, scene } = found[0] ?? expect.fail('a world is open')
    const live = stockClient(at, admin, `${world}/live`)
    const { root } = metaOf(scene.doc)
    if (root === null) throw new Error('a world has a root')
    const shown = (): string => pageValuesOf(live.doc, root).get('weather')?.value ?? ''
    const untilShown = (words: RegExp) =>
      until(`it shows ${words.source}`, () => words.test(shown()), SOON_MS)

    textOf(scene.doc, root)?.insert(0, page(address))
    await untilShown(/have allowed no addresses/)
    await told(await admin.ask('POST', '/api/admin/addresses', { address }))
    await untilShown(/^sunny$/)
    await told(await admin.ask('DELETE', '/api/admin/addresses', { address }))
    await untilShown(/have allowed no addresses/)
    expect(await holderOf(store, world)).toBe(host.inside)
    for (const provider of [scene, live]) provider.destroy()
    service.close()
  })
})
