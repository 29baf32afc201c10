// The one place that takes sockets, channels, disk and chance from the browser (Node 24 has the same
// ones).
import { Refusal } from '../../shared/wire/api/node-bodies.ts'
import { signalAfter, withinTime } from '../../shared/time/time-limit.ts'
import { afterFrame } from '../device/after-frame.ts'
import { firstViewShown } from '../device/first-view.ts'
import { systemClock } from '../device/system-clock.ts'
import { asOneself, ownProtocols } from '../api/frame-guest.ts'
import { TOO_MANY_COOKIES } from '../api/request.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { openDevice, type Device } from './storage/device.ts'
import type { Channel, BrowserPlatform } from '../device/browser-platform.ts'
import type { Socket, SocketEvents } from '../../shared/wire/frames/socket-contract.ts'

/** What this browser keeps for `member`. Open one per page, and pass it to every replica. */
export function openBrowserDevice(member: MemberId): Device {
  return openDevice(member, browserOutside())
}

/** `ws://host` of the page's own server. */
export function ownServer(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
}

function browserOutside(): BrowserPlatform {
  return {
    clock: systemClock,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    openSocket: openWebSocket,
    whyNoSocket,
    WebSocket: OwnSocket,
    openChannel: typeof BroadcastChannel === 'undefined' ? null : openBroadcastChannel,
    indexedDB: ownIndexedDB(),
    async bindBase(name, document) {
      const { IndexeddbPersistence } = await import('y-indexeddb')
      return new IndexeddbPersistence(name, document)
    },
    onWake,
    onSleep,
    report: (error) => reportError(error),
    afterFrame,
    shown: withinTime(systemClock, SHOWN_WITHIN_MS, firstViewShown, undefined),
  }
}

/** What waits for the first view waits no longer, in ms. */
const SHOWN_WITHIN_MS = 2_000

/** In the name of who one is on this page. */
class OwnSocket extends WebSocket {
  constructor(url: string | URL) {
    super(url, ownProtocols())
  }
}

export function openWebSocket(url: string, events: SocketEvents): Socket {
  const socket = new OwnSocket(url)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => events.open())
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) events.message(new Uint8Array(data))
  })
  socket.addEventListener('close', ({ code, reason }) => events.close(code, reason))
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(frame))
    },
    close: () => socket.close(),
  }
}

/** Within so many ms the server says why, or nobody knows. */
const ASK_MS = 3_000

/**
 * A browser does not say why a socket did not open. The server knows one reason: a proxy before it. Another
 * one is told by the answer: too many cookies (431; nginx answers 400 with a page).
 */
async function whyNoSocket(url: string, isUnanswered: boolean): Promise<string> {
  try {
    const answer = await fetch(
      url.replace(/^ws/, 'http').replace(/\?.*/, isUnanswered ? '?unanswered' : ''),
      asOneself({ cache: 'no-store', signal: signalAfter(systemClock, ASK_MS) }),
    )
    if (answer.status === 431 || answer.status === 494) return TOO_MANY_COOKIES
    if (answer.status === 400 && /cookie too large/i.test(await answer.text())) return TOO_MANY_COOKIES
    return answer.status === 426 ? Refusal.parse(await answer.json()).text : ''
  } catch {
    return ''
  }
}

export function openBroadcastChannel(name: string, onMessage: (message: unknown) => void): Channel {
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', ({ data }) => onMessage(data))
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, a window may not
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}

/** Reading `indexedDB` throws where a person has forbidden this page to keep anything. */
function ownIndexedDB(): IDBFactory | null {
  try {
    return globalThis.indexedDB ?? null
  } catch {
    return null
  }
}

function onSleep(sleep: () => void): () => void {
  window.addEventListener('offline', sleep)
  return () => window.removeEventListener('offline', sleep)
}

function onWake(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') wake()
  }
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', shown)
  return () => {
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', shown)
  }
}
