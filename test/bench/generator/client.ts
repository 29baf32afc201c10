// One client of one document, in a server's own dialect: it shakes hands, answers the server's step 1 as a
// real client does, and hands on the updates that come.
import * as encoding from 'lib0/encoding'
import { openSocket, packFrames, type Frames, type RawSocket } from './socket.ts'
import { updateAt, type Edits } from './edits.ts'

/** How a server names a document, and the first message that it wants. */
type SyncDialect = 'inkland' | 'hocuspocus' | 'y-websocket' | 'relay'

/** A Colyseus server has rooms instead of documents: see colyseus.ts. */
export type Dialect = SyncDialect | 'colyseus'

export interface ServerProcess {
  readonly port: number
  readonly pid: number
}

export interface Endpoint {
  readonly port: number
  /** The server's process, whose work is measured. */
  readonly pid: number
  /** The other processes of a server that has several, the first of which leads. */
  readonly others: readonly ServerProcess[]
  readonly dialect: Dialect
}

/** Each process of a server in turn, for one client after the other. */
export function inTurns(endpoint: Endpoint): () => Endpoint {
  const ports = [endpoint.port, ...endpoint.others.map(({ port }) => port)]
  let clients = 0
  return () => ({ ...endpoint, port: ports[clients++ % ports.length] ?? endpoint.port })
}

/** The processes of a server, by pid. */
export const processesOf = ({ pid, others }: Endpoint): readonly number[] => [
  pid,
  ...others.map((other) => other.pid),
]

interface ClientOptions extends Partial<Copy> {
  readonly document: string
  /** An update (of step 2 or later): `view` from `start` to `end`, valid during the call only. */
  update?(view: DataView<ArrayBuffer>, start: number, end: number): void
  /** A frame that the sync protocol does not have, from its type on; as with `update`. */
  other?(view: DataView<ArrayBuffer>, start: number, end: number): void
  /**
   * A message of so many bytes, larger than a read, which nobody looked into; `synced` does not know of it.
   */
  passed?(bytes: number): void
  read?(): void
  closed?(): void
}

/** The state that a client has when it connects. */
export interface Copy {
  /** How far: an encoded state vector. */
  readonly stateVector: Uint8Array
  /** The update that the server lacks. */
  readonly lacking: Uint8Array
}

export interface Client extends RawSocket {
  /** Resolves with the time (performance.now()) at which the server's step 2 was here, to the last byte. */
  readonly synced: Promise<number>
}

const SYNC = 0
const AUTH = 2
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2
const NOTHING = Uint8Array.of(0)
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** Connects; resolves when the socket is open. `synced` follows. */
export async function openClient(endpoint: Endpoint, options: ClientOptions): Promise<Client> {
  const { dialect } = endpoint
  if (dialect === 'colyseus') throw new Error('a Colyseus server has no documents')
  const prefix = prefixOf(dialect, options.document)
  const { promise: synced, resolve: sync, reject } = Promise.withResolvers<number>()
  synced.catch(() => {})
  const firstStep = oneFrame(prefix, SYNC, STEP_1, options.stateVector ?? NOTHING)
  // Frames can come with the handshake's answer, before the socket is ours to write to.
  let answers: Uint8Array[] | null = []
  let socket: RawSocket | null = null
  const write = (frame: Uint8Array): void => (socket ? socket.write(frame) : void answers?.push(frame))

  socket = await openSocket(endpoint.port, PATHS[dialect](options.document), {
    ...(options.read && { read: options.read.bind(options) }),
    ...(options.passed && { passed: options.passed.bind(options) }),
    closed() {
      reject(new Error(`${options.document} was closed`))
      options.closed?.()
    },
    frame(view, start, end) {
      const type = view.getUint8(start + prefix.length)
      if (type === SYNC) message(view, start + prefix.length + 1, end)
      else if (type === AUTH && dialect === 'hocuspocus') write(firstStep)
      else options.other?.(view, start + prefix.length, end)
    },
  })
  // First of all what a stock client says first.
  if (dialect === 'hocuspocus') socket.write(greeting(prefix))
  else if (dialect === 'relay') sync(performance.now())
  else socket.write(firstStep)
  for (const frame of answers) socket.write(frame)
  answers = null
  return { ...socket, synced }

  function message(view: DataView<ArrayBuffer>, start: number, end: number): void {
    const step = view.getUint8(start)
    if (step === STEP_1) return write(oneFrame(prefix, SYNC, STEP_2, options.lacking ?? EMPTY_UPDATE))
    let from = start + 1
    while (view.getUint8(from++) >= 0x80);
    options.update?.(view, from, end)
    if (step === STEP_2) sync(performance.now())
  }
}

const PATHS: Record<SyncDialect, (document: string) => string> = {
  inkland: (document) => `/sync/bench/${document}`,
  'y-websocket': (document) => `/${document}`,
  relay: (document) => `/${document}`,
  hocuspocus: () => '/',
}

function prefixOf(dialect: Dialect, document: string): Uint8Array {
  const encoder = encoding.createEncoder()
  if (dialect === 'hocuspocus') encoding.writeVarString(encoder, document)
  return encoding.toUint8Array(encoder)
}

/** Hocuspocus wants a token, even one that nobody looks at. */
function greeting(prefix: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, AUTH)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, 'token')
  return packFrames([[prefix, encoding.toUint8Array(encoder)]]).bytes
}

function oneFrame(prefix: Uint8Array, type: number, step: number, bytes: Uint8Array): Uint8Array {
  return packFrames([payload(prefix, type, step, bytes)]).bytes
}

function payload(prefix: Uint8Array, type: number, step: number, bytes: Uint8Array): Uint8Array[] {
  const head = encoding.createEncoder()
  encoding.writeVarUint(head, type)
  encoding.writeVarUint(head, step)
  encoding.writeVarUint(head, bytes.length)
  return [prefix, encoding.toUint8Array(head), bytes]
}

/** Edits as the frames that a client of `document` sends, one each. */
export function editFrames(dialect: Dialect, document: string, edits: Edits): Frames {
  const prefix = prefixOf(dialect, document)
  return packFrames(Array.from(edits.ends, (_, i) => payload(prefix, SYNC, UPDATE, updateAt(edits, i))))
}

/** One update as one frame. */
export function updateFrame(dialect: Dialect, document: string, update: Uint8Array): Uint8Array {
  return oneFrame(prefixOf(dialect, document), SYNC, UPDATE, update)
}

/** The state vector of a copy that has everything `clocks` names, by client id. */
export function stateVectorOf(clocks: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clocks.size)
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}
