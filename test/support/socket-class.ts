// A WebSocket, as far as y-websocket uses one, over any sockets: simulated ones, or those of a load
// generator.
import type { Socket, SocketEvents } from '../../shared/wire/frames/socket-contract.ts'

/** Frames are copied before they are read: they may be valid during the call only. */
export function socketClass(
  open: (url: string, events: SocketEvents) => Socket,
): new (url: string) => object {
  return class {
    binaryType = ''
    readonly OPEN = 1
    readyState = 0
    onopen: (() => void) | null = null
    onmessage: ((event: { readonly data: Uint8Array }) => void) | null = null
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null
    onerror: (() => void) | null = null
    readonly #socket: Socket

    constructor(url: string) {
      this.#socket = open(url, {
        open: () => {
          this.readyState = this.OPEN
          this.onopen?.()
        },
        message: (data) => this.onmessage?.({ data }),
        close: (code, reason) => {
          this.readyState = 3
          this.onclose?.({ code, reason })
        },
      })
    }

    send(frame: Uint8Array): void {
      this.#socket.send(frame)
    }

    close(): void {
      this.readyState = 3
      this.#socket.close()
    }
  }
}
