// What a process says of a connection that goes on at another one, whose client does not notice.
import { z } from 'zod'
import { memberId } from '../../records/record-shapes.ts'

const bytes = z.base64().transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')))
const count = z.int().min(0)

const Shape = z.object({
  member: memberId,
  /** The world as the client knows it. */
  world: z.string(),
  line: z.string(),
  /** Step 2 and update frames that came, and those that were refused. */
  frames: count,
  refusals: count,
  updates: z.object({
    counts: z.object({ taken: count, holes: z.array(count).readonly(), lastStep2: count, said: count }),
    heldBack: z.string().nullable(),
  }),
  /** It was not asked yet what it has. */
  isOwed: z.boolean(),
  /** What it said of its presence, as an awareness update. */
  presence: bytes,
  /** Actions that have no outcome yet. */
  actions: z.array(z.tuple([z.int(), bytes])),
})
export type MovedConnection = z.infer<typeof Shape>

export const ANOTHER = 'This world was changed while it moved. It is being opened again.'

/** Most that goes along with a connection, as text: the rest comes again by itself. */
const LENGTH_MAX = 48 * 1024

/** Null: that is too much. */
export function writeMoved({ presence, actions, ...moved }: MovedConnection): string | null {
  const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64')
  const asked = actions.map(([sequence, action]) => [sequence, base64(action)])
  const text = JSON.stringify({ ...moved, presence: base64(presence), actions: asked })
  return text.length > LENGTH_MAX ? null : text
}

/**
 * What another process says of a client who came from there; null: they did not. Throws where it is none of
 * ours.
 */
export const movedBy = ({ moved }: { readonly moved: string | null }): MovedConnection | null =>
  moved === null ? null : Shape.parse(JSON.parse(moved))
