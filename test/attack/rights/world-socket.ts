// One socket of somebody in a world of a node with accounts: sends what it is told to, and knows what came.
import * as Y from 'yjs'
import { syncFrame, type ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'

export const KINDS = ['stock', 'inkland'] as const
export const DOCUMENTS = ['', '/live'] as const

interface Place {
  readonly wsUrl: string
  /** `ACCOUNT/WORLD` */
  readonly world: string
  readonly document: (typeof DOCUMENTS)[number]
  readonly kind: (typeof KINDS)[number]
}

export class Seat {
  readonly client: RawClient
  readonly kind: Place['kind']
  readonly document: Place['document']

  private constructor(client: RawClient, { kind, document }: Place) {
    this.client = client
    this.kind = kind
    this.document = document
  }

  /** Opens it, and asks for all there is; resolves when that came, or when it was closed. */
  static async take(place: Place, cookie: string): Promise<Seat> {
    const { wsUrl, world, document, kind } = place
    const query = kind === 'inkland' ? '?inkland=1' : ''
    const client = await RawClient.open(`${wsUrl}/sync/${world}${document}${query}`, { cookie })
    const seat = new Seat(client, place)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until(
      'the document is there, or the socket closed',
      () => seat.isOver || client.of('step2').length > 0,
    )
    return seat
  }

  get isOver(): boolean {
    return this.client.closed !== null
  }

  /** The frames that it got, except the presence that keeps stock clients awake. */
  get told(): readonly ServerFrame[] {
    return this.client.frames.filter(({ type }) => type !== 'presence')
  }

  /** The document as it was told. */
  get doc(): Y.Doc {
    const doc = new Y.Doc()
    for (const frame of this.client.frames) {
      if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(doc, frame.bytes)
    }
    return doc
  }

  /** Why it was refused: a word of the protocol, or the code that it was closed with. */
  get refusal(): string | number | null {
    return this.client.of('refused').at(0)?.code ?? this.client.closed?.code ?? null
  }

  /**
   * Resolves once the node has read all that was sent before: its answer to a question, or the end of the
   * socket.
   */
  async settled(): Promise<void> {
    const before = this.client.of('step2').length
    if (!this.isOver) this.client.send(syncFrame('step1', Uint8Array.of(0)))
    await until('what was sent is read', () => this.isOver || this.client.of('step2').length > before)
  }

  close(): void {
    this.client.close()
  }
}

/** An update that writes something on top of a document, under a client id of its own. */
export function writing(base: Y.Doc, how: (doc: Y.Doc) => void, client?: number): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  if (client !== undefined) doc.clientID = client
  const before = Y.encodeStateVector(doc)
  how(doc)
  return Y.encodeStateAsUpdate(doc, before)
}
