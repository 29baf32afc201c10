// What a process says of a connection that goes on at another one, whose client does not notice.
import { z } from 'zod'
import { memberId } from '../../records/record-shapes.ts'
import { isPersonal, type Store } from '../../storage/store.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { writeEntries } from '../presence/presence-entries.ts'
import type { RoomPresence, Speaker } from '../presence/room-presence.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import type { RoomMember } from '../rooms/room-member.ts'
import { OutgoingMessage } from '../socket/outgoing-message.ts'

const bytes = z.base64().transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')))
const count = z.int().min(0)

const Shape = z.lazy(() =>
  z.object({
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
    /**
     * The presence ids that it was told of, and their clocks. A process of an earlier version does not say.
     */
    shown: z
      .array(z.tuple([z.int(), count]))
      .readonly()
      .exactOptional(),
    /**
     * The last row of the log that it was told. A process of an earlier version does not say: then nobody
     * knows what it missed.
     */
    row: count.exactOptional(),
    /** Actions that have no outcome yet. */
    actions: z.array(z.tuple([z.int(), bytes])),
  }),
)
export type MovedConnection = z.infer<typeof Shape>

export const ANOTHER = 'This world was changed while it moved. It is being opened again.'

/** Whoever missed more than so many rows, or bytes, comes again. */
const MISSED_ROWS_MAX = 500
const MISSED_BYTES_MAX = 1024 * 1024

/** Most that goes along with a connection, as text: the rest comes again by itself. */
const LENGTH_MAX = 48 * 1024

interface MovingSpeaker extends Omit<MovedConnection, 'presence' | 'shown'> {
  readonly presence: RoomPresence
  readonly speaker: Speaker
}

/** Takes the speaker out of the room's presence. Null: that is too much. */
export function writeMoved({ presence, speaker, actions, ...moved }: MovingSpeaker): string | null {
  const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64')
  const asked = actions.map(([sequence, action]) => [sequence, base64(action)])
  const shown = presence.shown()
  const said = base64(writeEntries(presence.pass(speaker)))
  const text = JSON.stringify({ ...moved, presence: said, shown, actions: asked })
  return text.length > LENGTH_MAX ? null : text
}

/**
 * What another process says of a client who came from there; null: they did not. Throws where it is none of
 * ours.
 */
export const movedBy = ({ moved }: { readonly moved: string | null }): MovedConnection | null =>
  moved === null ? null : Shape.parse(JSON.parse(moved))

/** Whether this is still the same one, in the same world. */
export const isStill = (
  moved: MovedConnection,
  { member, world, line }: Pick<MovedConnection, 'member' | 'world' | 'line'>,
): boolean => moved.member === member && moved.world === world && moved.line === line

/** Others who go along may arrive later, in ms; who has not by then has left. */
const LEFT_AFTER_MS = 5_000

interface TellingParts {
  readonly connection: RoomMember
  readonly clock: Pick<ServerClock, 'after'>
  readonly room: Pick<DocumentRoom, 'key' | 'sequence' | 'presence'>
  readonly rowsAfter: Store['log']
}

/**
 * Introduces somebody who comes from another process and is in the room by now. They are told what was stored
 * meanwhile: by programs, or by others who came sooner.
 */
export async function tellMissed(
  { row, shown = [] }: MovedConnection,
  { connection, room, rowsAfter, clock }: TellingParts,
): Promise<void> {
  clock.after(LEFT_AFTER_MS, () => tellLeft(shown, connection, room))
  const here = room.presence.everybody()
  if (here !== null) connection.send(here)
  // Of a layered scene there are two logs.
  if (isPersonal(room.key.kind) || row === room.sequence) return
  const rows =
    row === undefined ? null : await rowsAfter(room.key, row, MISSED_ROWS_MAX + 1).catch(() => null)
  const bytes = rows?.reduce((sum, missed) => sum + missed.bytes.length, 0) ?? Infinity
  if (rows === null || rows.length > MISSED_ROWS_MAX || bytes > MISSED_BYTES_MAX)
    return connection.close(CLOSE.fault, ANOTHER)
  for (const missed of rows) connection.send(new OutgoingMessage(syncFrame('update', missed.bytes)))
}

/** Nobody here knows of those who left before this one came. */
function tellLeft(
  shown: NonNullable<MovedConnection['shown']>,
  connection: RoomMember,
  { presence }: Pick<DocumentRoom, 'presence'>,
): void {
  const here = new Set(presence.entries().map(({ id }) => id))
  const left = shown.filter(([id]) => !here.has(id)).map(([id, clock]) => ({ id, clock, state: 'null' }))
  if (left.length > 0) connection.send(new OutgoingMessage(presenceFrame(writeEntries(left))))
}
