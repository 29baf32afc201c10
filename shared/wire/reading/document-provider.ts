// y-websocket's provider for a document that is only read: it opens the sockets, asks for new updates, hands
// out the frames, and tells a server that closed for good from one that is away.
import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { ReadingEnvironment } from './reading-environment.ts'

/** Types of frames that are handed out, those of newer servers among them. */
const FRAME_TYPES = 128

interface ProviderOptions {
  readonly outside: ReadingEnvironment
  /** `ws://host/sync/account` */
  readonly server: string
  /** `world` or `world/live` */
  readonly room: string
  readonly params: Readonly<Record<string, string>>
  readonly opened: () => void
  readonly received: (frame: Uint8Array) => void
  /** A socket is gone, or did not open; the provider comes again when it is told to. */
  readonly lost: () => void
  /** The server closed for good (44xx). */
  readonly ended: (reason: string) => void
  /** The error of a message. */
  readonly failed: (error: unknown) => void
}

/** Not connected yet. */
export function createProvider(document: Y.Doc, options: ProviderOptions): WebsocketProvider {
  const { outside, server, room, params, received, failed } = options
  const awareness = new Awareness(document)
  // It is nobody whom others see, and has no timer for that.
  awareness.destroy()
  const provider = new WebsocketProvider(server, room, document, {
    connect: false,
    disableBc: true,
    awareness,
    params: { ...params, deltas: '2' },
    maxBackoffTime: 0,
    // Its types ask for the browser's own class.
    WebSocketPolyfill: outside.WebSocket as unknown as WebsocketProvider['_WS'],
  })
  // No goodbyes in the name of nobody, no listener of the process and no timer for each document, no edits.
  provider.disconnectBc = () => undefined
  outside.process?.off('exit', provider._exitHandler)
  clearInterval(provider._checkInterval)
  document.off('update', provider._updateHandler)

  /**
   * What a message breaks would end a process of Node if nobody caught it. And the provider asks as soon as a
   * socket opens, but nothing is sent before the server has told which world this is.
   */
  function guard(socket: WebSocket): void {
    const { onopen, onmessage } = socket
    const send = socket.send.bind(socket)
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it takes the place of the provider's own
    socket.onopen = (event) => {
      socket.send = () => undefined
      onopen?.call(socket, event)
      socket.send = send
    }
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as above
    socket.onmessage = (event) => {
      try {
        onmessage?.call(socket, event)
      } catch (error) {
        failed(error)
      }
    }
  }

  type Handler = WebsocketProvider['messageHandlers'][number]
  provider.messageHandlers = Array<Handler>(FRAME_TYPES).fill((_, { arr }) => received(arr))
  provider.on('status', ({ status }) => {
    if (status === 'connecting' && provider.ws) guard(provider.ws)
    if (status === 'connected') options.opened()
  })
  provider.on('connection-close', () => {
    // Its own waits have no chance in them: all would meet a server that comes back at one moment.
    provider.shouldConnect = false
    options.lost()
  })
  provider.on('closed', ({ reason }) => options.ended(reason))
  return provider
}
