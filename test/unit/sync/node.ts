// A node in this process for tests of sync: real sockets, real HTTP upgrade, a store of the test's choice.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { NO_MEMBER, type Member } from '../../../server/contracts/request-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { createSync, type Sync, type SyncOptions } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { parseMemberId } from '../../../shared/world/address.ts'

export interface TestNode {
  readonly url: string
  readonly store: Store
  readonly sync: Sync
  stop(): Promise<void>
}

/** Starts a node; `?member=NAME` in a socket's address stands for a session. */
export async function startNode(options: Partial<SyncOptions> = {}): Promise<TestNode> {
  const store = options.store ?? createMemoryStore()
  const sync = createSync({
    store,
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    log: pino({ level: 'silent' }),
    rightOf: () => 'own',
    makeMissing: true,
    ...options,
  })
  const server = createServer()
  server.on('upgrade', (request, _socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    sync.accept(url.pathname.slice('/sync/'.length), url.searchParams, memberIn(url), request, head)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/sync`,
    store,
    sync,
    async stop() {
      await sync.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
    },
  }
}

function memberIn(url: URL): Member {
  const name = url.searchParams.get('member')
  const id = parseMemberId(name)
  return id === null ? NO_MEMBER : { id, name, session: id }
}
