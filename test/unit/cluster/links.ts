// Takes the connections of other processes, as a process of a node does.
import type { TLSSocket } from 'node:tls'
import type { LinkPurpose } from '../../../server/cluster/inside-link.ts'
import { listenInside } from '../../../server/http/edge/inside-listener.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import { freePort } from '../../support/free-port.ts'

const HOST = '127.0.0.1'

/** Where it is reached, and what ends it. */
export async function listenForLinks(
  key: Uint8Array,
  clock: ServerClock,
  onLink: (purpose: LinkPurpose, link: TLSSocket) => void,
) {
  const address = { host: HOST, port: await freePort() }
  const nobody = { request: () => undefined, upgrade: () => undefined }
  const listener = await listenInside(`${HOST}:${address.port}`, {
    key,
    most: 100,
    clock,
    isServing: () => false,
    listeners: () => nobody,
    onLink,
  })
  return {
    address,
    close() {
      listener.close()
      listener.closeAllConnections()
    },
  }
}
