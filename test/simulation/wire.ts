// A wire without a network: a server's messages are written down, a client's are handed over at once.
import type { SocketListener, SyncSocket } from '../../server/sync/socket/sync-socket.ts'

export class SimulatedWire implements SyncSocket {
  readonly sent: Uint8Array[] = []
  closed: { readonly code: number; readonly reason: string } | null = null
  isPaused = false
  queued = 0
  readonly unfinished = 0
  bytesIn = 0
  bytesOut = 0
  listener: SocketListener | null = null

  /** Hands a frame over as if it had come in. */
  receive(frame: Uint8Array): void {
    if (this.closed !== null) return
    this.bytesIn += frame.length
    this.listener?.message(frame)
    this.listener?.bytes()
  }

  send(...frames: readonly Uint8Array[]): void {
    for (const { length } of frames) this.bytesOut += length
    this.sent.push(...frames)
  }

  afterwards(act: () => void): void {
    act()
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason }
  }

  cut(): void {
    this.closed ??= { code: 1006, reason: '' }
    this.listener?.closed()
  }

  ping(): void {
    this.listener?.pong()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }
}
