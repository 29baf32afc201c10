// A world as a driver has it open: its two documents, read and merged, and its owner, who is asked over the
// live connection.
import * as Y from 'yjs'
import type { Action } from '../play/acts/action.ts'
import { parseEvent, parseOutcome, type WireEvent, type YouEvent } from '../wire/frames/action-frames.ts'
import type { ServerFrame } from '../wire/frames/sync-frames.ts'
import { partsOf, type Address } from '../world/address.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import { createView, type View } from '../world/view/world-view.ts'
import { createAsking } from './driver-actions.ts'
import type { ReadingEnvironment } from '../wire/reading/reading-environment.ts'
import { createReader } from '../wire/reading/document-reader.ts'

export interface DrivenWorld {
  readonly address: Address
  /** Up to date after `look`. */
  readonly view: View
  /** Who one is here; null until the server has told. */
  readonly you: () => YouEvent | null
  /** Both documents are here, and the server has told who one is. */
  readonly isOpen: () => boolean
  /** False when the server has closed it for good. */
  readonly isGoing: () => boolean
  /** Takes over what has come. */
  readonly look: () => void
  /** Never rejects: what could not be says why. */
  readonly act: (action: Action) => Promise<Outcome>
  /** Nothing was asked that is not answered. */
  readonly isIdle: () => boolean
  readonly close: () => void
}

interface OpenWorldOptions {
  readonly outside: ReadingEnvironment
  /** `ws://host` or `wss://host`. */
  readonly server: string
  readonly address: Address
  /** Names a session of actions: random, and of nobody else. */
  readonly session: string
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number
  readonly isWatched: () => boolean
  /** Something is another: documents, or who one is. */
  readonly onNews: () => void
  readonly onEvent: (event: Exclude<WireEvent, YouEvent>) => void
  /** The server told who one is; first of all on a connection, or since it is another. */
  readonly onYou: (you: YouEvent, isFirst: boolean) => void
  /** Nothing more comes from this world. */
  readonly onEnd: (why: string) => void
}

const CLOSED = 'This world was closed.'
const REPLACED = 'There is another world at this address now.'

export function openWorld(options: OpenWorldOptions): DrivenWorld {
  const { outside, server, address } = options
  let identity: string | null = null
  let you: YouEvent | null = null
  let isOver = false
  let isNew = false

  const { account, world } = partsOf(address)
  const room = encodeURIComponent(world)

  function meet(id: string, line: string): boolean {
    const told = `${id} ${line}`
    identity ??= told
    if (identity === told) return true
    end(REPLACED)
    return false
  }

  function end(why: string): void {
    if (isOver) return
    isOver = true
    scene.close()
    live.close()
    asking.end(why)
    options.onEnd(why)
  }

  function heard(frame: ServerFrame): void {
    if (frame.type === 'outcome') {
      const outcome = parseOutcome(frame.json)
      if (outcome !== null) asking.answered(frame.sequence, outcome)
    }
    const event = frame.type === 'event' ? parseEvent(frame.json) : null
    if (event?.type === 'you') {
      you = event
      options.onYou(event, isNew)
      isNew = false
    } else if (event !== null) options.onEvent(event)
    options.onNews()
  }

  const [sceneDocument, liveDocument] = [new Y.Doc(), new Y.Doc()]
  const common = {
    outside,
    params: { inkland: '1', comes: '1' },
    server: `${server}/sync/${encodeURIComponent(account)}`,
    came: (look: () => void) => options.isWatched() && look(),
    meet,
    ended: end,
  } as const
  const scene = createReader(sceneDocument, {
    ...common,
    room,
    met: () => undefined,
    lost: () => undefined,
    heard: ({ type }) => (type === 'step2' || type === 'update') && options.onNews(),
  })
  const live = createReader(liveDocument, {
    ...common,
    room: `${room}/live`,
    met() {
      isNew = true
      asking.connected()
    },
    lost: () => asking.lost(),
    heard,
  })
  const asking = createAsking({ ...options, clock: outside.clock, send: live.send })
  const view = createView(sceneDocument, liveDocument)

  return {
    address,
    view,
    you: () => you,
    isOpen: () => you !== null && scene.isSynced() && live.isSynced(),
    isGoing: () => !isOver,
    look() {
      scene.look()
      live.look()
    },
    act: asking.act,
    isIdle: asking.isIdle,
    close() {
      if (isOver) return
      isOver = true
      asking.end(CLOSED)
      view.destroy()
      scene.close()
      live.close()
    },
  }
}
