// The socket to a world's server, which comes back. It knows frames, not what they are for.
import { ConnectionKeeper } from '../../../shared/wire/reading/connection-keeper.ts'
import { partsOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import { CLOSE, parseServerFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { BrowserPlatform } from '../../device/browser-platform.ts'
import type { Socket } from '../../../shared/wire/frames/socket-contract.ts'

type LinkPlatform = Pick<BrowserPlatform, 'clock' | 'random' | 'openSocket' | 'whyNoSocket'>

interface LinkListener {
  readonly opened: () => void
  readonly received: (frame: ServerFrame) => void
  /**
   * The socket is gone; another one will be tried. `why`: what the server said when it closed it, or why none
   * opens; empty unless it did.
   */
  readonly lost: (why: string) => void
  /** The server closed for good (44xx). Only `keeper.retry` tries again. */
  readonly ended: (code: number, reason: string) => void
  /** Nothing was heard for long: send what must be answered. */
  readonly doubted: () => void
}

export type ReconnectingSocket = ReturnType<typeof openReconnectingSocket>

/** It connects once its keeper is told to. */
export function openReconnectingSocket(outside: LinkPlatform, url: string, listener: LinkListener) {
  let socket: Socket | null = null
  const keeper = new ConnectionKeeper(outside, {
    ...listener,
    connect,
    leave() {
      const left = socket
      socket = null
      left?.close()
    },
    unanswered: () => fail(true),
  })

  function connect(): void {
    /** What a socket says that was left is not heard. */
    const ifCurrent = (act: () => void): void => {
      if (socket === opening) act()
    }
    const opening = outside.openSocket(url, {
      open: () => ifCurrent(opened),
      message: (bytes) => ifCurrent(() => received(bytes)),
      close: (code, reason) => ifCurrent(() => closed(code, reason)),
    })
    socket = opening
  }

  function opened(): void {
    keeper.opened()
    listener.opened()
  }

  function received(bytes: Uint8Array): void {
    keeper.heard()
    const frame = parseServerFrame(bytes)
    if (frame) listener.received(frame)
    else keeper.drop()
  }

  function closed(code: number, reason: string): void {
    if (code >= 4400 && code < 4500) {
      keeper.stop()
      listener.ended(code, reason)
    } else if (!keeper.isOpen && code < 4000) {
      fail(false)
    } else {
      socket = null
      keeper.closed(code === CLOSE.disk ? reason : '')
    }
  }

  /** It did not open: a browser does not say why, nor does a proxy that swallows what opens one. */
  function fail(isUnanswered: boolean): void {
    const asking = outside.whyNoSocket?.(url, isUnanswered)
    if (asking) void keeper.failed(asking)
    else keeper.drop()
  }

  return {
    /** When it connects again. */
    keeper,
    /** Does nothing when there is no open socket. */
    send(frame: Uint8Array): void {
      if (keeper.isOpen) socket?.send(frame)
    },
  }
}

/** Where a document of a world is synced: y-websocket's words for the parts of an address. */
export type SyncRoom = ReturnType<typeof syncRoom>

/**
 * Where a document of a world is synced, for who works on it as `member`. `server`: `ws://host` or
 * `wss://host`. A server whose session on this browser is another member's closes it: unsaved work is sent by
 * whose it is, or by nobody.
 */
export function syncRoom(server: string, address: Address, kind: '' | '/live', member: MemberId) {
  const { account, world } = partsOf(address)
  return {
    server: `${server}/sync/${encodeURIComponent(account)}`,
    room: `${encodeURIComponent(world)}${kind}`,
    params: { inkland: '1', comes: '1', as: member },
  }
}

export const urlOf = ({ server, room, params }: SyncRoom): string =>
  `${server}/${room}?${new URLSearchParams(params)}`
