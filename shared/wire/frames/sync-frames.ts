// The frames of a sync connection: the stock y-websocket protocol, one message per frame, and Inkland's
// additions for clients that asked with `?inkland=1`. Who also comes in as a person says so by `comes=1`.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** First varUint of a frame. 0-3 are y-websocket's, from 100 on ours. */
export const FRAME = {
  sync: 0,
  presence: 1,
  auth: 2,
  askPresence: 3,
  /** varUint n: this connection's first n step 2 and update frames are on disk. */
  saved: 100,
  /**
   * varUint frame number (from 1), varString code, varString text: permanent; the rest of the connection is
   * void.
   */
  refused: 101,
  /** varString world id, varString line: sent first, compared before anything is synced. */
  world: 102,
  /** varUint sequence, varString JSON (see action.ts): asks the owner; on live connections only. */
  action: 103,
  /** varUint sequence, varString JSON: the outcome of that action. */
  outcome: 104,
  /** varString JSON: something that is told and not kept. */
  event: 105,
  /**
   * varUint which, varString why, then two updates, each as bytes: the scene as another node's world was
   * there, and as it was with edits that were saved here and that its host would not have. To be kept as a
   * copy; told again until it is `taken`.
   */
  undone: 107,
  /** varUint which: the copies of all up to this one are kept. */
  taken: 108,
  /**
   * varString text: there is no room today, and the sender keeps its edits until it is asked for them; empty:
   * there is room.
   */
  held: 109,
  /** varString mark (`POST …/imports` gives it): the next step 2 or update frame brings what is imported. */
  imported: 110,
  /** The next delta of this connection rests on nothing that came before. */
  history: 111,
  /** An update as a delta (delta-decoder.ts), to clients that asked for it with `deltas=2`. */
  delta: 112,
} as const

/** Marks have 64 characters at most; a frame has two bytes more. */
const MARK_FRAME_BYTES_MAX = 66

/** Second varUint of a sync frame. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** Why a frame was refused, for programs; people read the text beside it. */
export type RefusalCode = 'right' | 'bound' | 'identity' | 'malformed'

/**
 * Codes that a socket is closed with. 44xx are permanent (a stock client stops), on 45xx a client tries
 * again.
 */
export const CLOSE = {
  malformed: 4400,
  signIn: 4401,
  right: 4403,
  missing: 4404,
  identity: 4409,
  binned: 4410,
  moved: 4411,
  bound: 4413,
  fault: 4500,
  disk: 4503,
  /** Nothing that makes sense came in time. */
  idle: 4504,
  /** This reader takes what it is sent too slowly. */
  slow: 4508,
  /** The node that a world is on does not answer, and nothing of it is kept here. */
  asleep: 4521,
  goingAway: 1001,
} as const

/** A frame that both sides send. `bytes` views into the frame. */
type StockFrame =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2' | 'update'; readonly bytes: Uint8Array }
  | { readonly type: 'presence'; readonly bytes: Uint8Array }
  | { readonly type: 'askPresence' }

/** Edits that were saved, and that the host of the world would not have: the scene without and with them. */
export interface UndoneEdits {
  readonly upTo: number
  readonly why: string
  readonly theirs: Uint8Array
  readonly mine: Uint8Array
}

/** A frame as a server gets it. */
export type ClientFrame =
  | StockFrame
  /** `bytes`: JSON, to be read with `parseRequest` of action-request.ts. */
  | { readonly type: 'action'; readonly sequence: number; readonly bytes: Uint8Array }
  | { readonly type: 'taken'; readonly upTo: number }
  | { readonly type: 'imported'; readonly mark: string }

/** A frame as a client gets it. */
export type ServerFrame =
  | StockFrame
  | { readonly type: 'saved'; readonly frames: number }
  | { readonly type: 'refused'; readonly frame: number; readonly code: string; readonly text: string }
  | { readonly type: 'world'; readonly id: string; readonly line: string }
  /** `json`: read it with `parseOutcome` and `parseEvent` of action.ts. */
  | { readonly type: 'outcome'; readonly sequence: number; readonly json: string }
  | { readonly type: 'event'; readonly json: string }
  | ({ readonly type: 'undone' } & UndoneEdits)
  /** Why what is sent waits here; null: it does not. */
  | { readonly type: 'held'; readonly text: string | null }
  | { readonly type: 'history' }
  | { readonly type: 'delta'; readonly bytes: Uint8Array }
  | { readonly type: 'unknown' }

/**
 * Reads a frame from a client; null when it is malformed, of another type, or holds more than one message.
 */
export function parseClientFrame(frame: Uint8Array): ClientFrame | null {
  try {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    const read = readOwn(decoder, type) ?? readStock(decoder, type)
    return read !== null && !decoding.hasContent(decoder) ? read : null
  } catch {
    return null
  }
}

/** Reads a frame from a server; types of a newer server are `unknown`. Null when it is malformed. */
export function parseServerFrame(frame: Uint8Array): ServerFrame | null {
  try {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    switch (type) {
      case FRAME.saved:
        return { type: 'saved', frames: decoding.readVarUint(decoder) }
      case FRAME.refused:
        return {
          type: 'refused',
          frame: decoding.readVarUint(decoder),
          code: decoding.readVarString(decoder),
          text: decoding.readVarString(decoder),
        }
      case FRAME.world:
        return { type: 'world', id: decoding.readVarString(decoder), line: decoding.readVarString(decoder) }
      case FRAME.outcome:
        return {
          type: 'outcome',
          sequence: decoding.readVarUint(decoder),
          json: decoding.readVarString(decoder),
        }
      case FRAME.undone:
        return {
          type: 'undone',
          upTo: decoding.readVarUint(decoder),
          why: decoding.readVarString(decoder),
          theirs: decoding.readVarUint8Array(decoder),
          mine: decoding.readVarUint8Array(decoder),
        }
      case FRAME.held:
        return { type: 'held', text: decoding.readVarString(decoder) || null }
      case FRAME.event:
        return { type: 'event', json: decoding.readVarString(decoder) }
      case FRAME.history:
        return { type: 'history' }
      case FRAME.delta:
        return { type: 'delta', bytes: decoding.readTailAsUint8Array(decoder) }
      case FRAME.sync:
      case FRAME.presence:
      case FRAME.askPresence:
        return readStock(decoder, type)
      default:
        return { type: 'unknown' }
    }
  } catch {
    return null
  }
}

function readOwn(decoder: decoding.Decoder, type: number): ClientFrame | null {
  if (type === FRAME.taken) return { type: 'taken', upTo: decoding.readVarUint(decoder) }
  if (type === FRAME.imported && decoder.arr.length <= MARK_FRAME_BYTES_MAX) {
    return { type: 'imported', mark: decoding.readVarString(decoder) }
  }
  if (type !== FRAME.action) return null
  return {
    type: 'action',
    sequence: decoding.readVarUint(decoder),
    bytes: decoding.readVarUint8Array(decoder),
  }
}

function readStock(decoder: decoding.Decoder, type: number): StockFrame | null {
  switch (type) {
    case FRAME.sync:
      return readSync(decoder)
    case FRAME.presence:
      return { type: 'presence', bytes: decoding.readVarUint8Array(decoder) }
    case FRAME.askPresence:
      return { type: 'askPresence' }
    default:
      return null
  }
}

function readSync(decoder: decoding.Decoder): StockFrame | null {
  const step = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  switch (step) {
    case SYNC.step1:
      return { type: 'step1', stateVector: bytes }
    case SYNC.step2:
      return { type: 'step2', bytes }
    case SYNC.update:
      return { type: 'update', bytes }
    default:
      return null
  }
}

/** Encodes a sync frame: step 1 carries a state vector, step 2 and update an update. */
export function syncFrame(step: keyof typeof SYNC, bytes: Uint8Array): Uint8Array {
  // Written by hand, in one piece and one copy: each update that a room tells is such a frame.
  let head = 3
  for (let rest = bytes.length >>> 7; rest > 0; rest >>>= 7) head += 1
  const frame = new Uint8Array(head + bytes.length)
  frame[0] = FRAME.sync
  frame[1] = SYNC[step]
  let at = 2
  for (let rest = bytes.length; at < head; rest >>>= 7) {
    frame[at] = at === head - 1 ? rest : (rest & 0x7f) | 0x80
    at += 1
  }
  frame.set(bytes, head)
  return frame
}

/** Says that the history of deltas begins anew. */
export const historyFrame = (): Uint8Array => Uint8Array.of(FRAME.history)

export function deltaFrame(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + bytes.length)
  frame[0] = FRAME.delta
  frame.set(bytes, 1)
  return frame
}

/** Encodes a presence frame around an awareness update (y-protocols). */
export function presenceFrame(update: Uint8Array): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.presence)
    encoding.writeVarUint8Array(encoder, update)
  })
}

export function askPresenceFrame(): Uint8Array {
  return encode((encoder) => encoding.writeVarUint(encoder, FRAME.askPresence))
}

export function savedFrame(frames: number): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.saved)
    encoding.writeVarUint(encoder, frames)
  })
}

export function refusedFrame(frame: number, code: RefusalCode, text: string): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.refused)
    encoding.writeVarUint(encoder, frame)
    encoding.writeVarString(encoder, code)
    encoding.writeVarString(encoder, text)
  })
}

export function worldFrame(id: string, line: string): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.world)
    encoding.writeVarString(encoder, id)
    encoding.writeVarString(encoder, line)
  })
}

export function undoneFrame({ upTo, why, theirs, mine }: UndoneEdits): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.undone)
    encoding.writeVarUint(encoder, upTo)
    encoding.writeVarString(encoder, why)
    encoding.writeVarUint8Array(encoder, theirs)
    encoding.writeVarUint8Array(encoder, mine)
  })
}

export function heldFrame(text: string | null): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.held)
    encoding.writeVarString(encoder, text ?? '')
  })
}

export function takenFrame(upTo: number): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.taken)
    encoding.writeVarUint(encoder, upTo)
  })
}

export function importedFrame(mark: string): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.imported)
    encoding.writeVarString(encoder, mark)
  })
}

/** The JSON of frames 103 to 105 is made and read by action.ts. */
export function numberedFrame(type: 'action' | 'outcome', sequence: number, json: string): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME[type])
    encoding.writeVarUint(encoder, sequence)
    encoding.writeVarString(encoder, json)
  })
}

export function plainEventFrame(json: string): Uint8Array {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, FRAME.event)
    encoding.writeVarString(encoder, json)
  })
}

function encode(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}
