// The unmodified y-websocket provider in Node, over real sockets.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

// Each provider listens for the end of the process, and some tests have many.
process.setMaxListeners(0)

/** Opens a world as a stock client; `url` is a node's. It tries again within 100 ms. */
export function openStock(
  url: string,
  world: string,
  params: Record<string, string> = {},
  doc = new Y.Doc(),
): WebsocketProvider {
  return new WebsocketProvider(url, world, doc, {
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    params,
    maxBackoffTime: 100,
  })
}
