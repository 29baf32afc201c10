// A real node in this process for tests of the replica. It can be stopped and come back on the same port,
// with the same worlds or with others.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import * as Y from 'yjs'
import type { Member } from '../../../server/contracts/request-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { createSync, type Sync } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { parseMemberId, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'

export interface Node {
  readonly port: number
  readonly store: Store
  readonly sync: Sync
  /** Where a replica of a member finds it. */
  serverFor(member: MemberId): string
  setRight(right: Right): void
  /** The scene as it is in the store. */
  scene(address: Address): Promise<Y.Doc>
  stop(): Promise<void>
}

export async function startNode({ port = 0, store = createMemoryStore() } = {}): Promise<Node> {
  let right: Right = 'own'
  const sync = createSync({
    store,
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    log: pino({ level: 'silent' }),
    rightOf: () => right,
    makeMissing: true,
  })
  const server = createServer()
  server.on('upgrade', (request, _socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, name = '', path = ''] = /^\/as\/(.*?)\/sync\/(.*)$/.exec(url.pathname) ?? []
    sync.accept(path, url.searchParams, memberNamed(name), request, head)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const listening = (server.address() as AddressInfo).port
  return {
    port: listening,
    store,
    sync,
    serverFor: (member) => `ws://127.0.0.1:${listening}/as/${member}`,
    setRight(changed) {
      right = changed
    },
    scene: (address) => storedScene(store, address),
    async stop() {
      await sync.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function memberNamed(name: string): Member {
  const id = parseMemberId(name)
  if (!id) throw new Error(`no member: ${name}`)
  return { id, name, session: name }
}

async function storedScene(store: Store, address: Address): Promise<Y.Doc> {
  const scene = new Y.Doc()
  const world = await store.find(address)
  if (!world) return scene
  const { snapshot, tail } = await store.open({ world: world.key, kind: 'scene' })
  if (snapshot) Y.applyUpdate(scene, snapshot)
  for (const { bytes } of tail) Y.applyUpdate(scene, bytes)
  return scene
}
