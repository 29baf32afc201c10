// The messages between the tabs of one browser that show the same line of a world, with a network or without:
// edits, their fate, and who is here. Every message may come twice or not at all; the server makes up for it.
import * as z from '../../../shared/json/schema.ts'
import type { Device } from '../storage/device.ts'
import {
  bytesSchema,
  copyIdSchema,
  recordKeySchema,
  unsavedSchema,
  type StoredPlace,
  type UnsavedRecord,
} from '../storage/stored-rows.ts'

const keys = z.array(recordKeySchema)

const messageSchema = z.union(
  /** A tab has opened: tell it what you have not saved, and that you are here. */
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('edits'), records: z.array(unsavedSchema) }),
  /** The server has these on disk. */
  z.object({ type: z.literal('saved'), keys }),
  /** These are in a copy now: rebuild without them. */
  z.object({
    type: z.literal('dropped'),
    keys,
    code: z.string,
    text: z.string,
    copy: z.nullable(copyIdSchema),
  }),
  /** Is this world open anywhere here? */
  z.object({ type: z.literal('who') }),
  z.object({ type: z.literal('here') }),
  /** The device's data of this world was deleted: a tab that has it open writes all of it again. */
  z.object({ type: z.literal('removed') }),
  z.object({ type: z.literal('presence'), update: bytesSchema }),
  /** This tab closes: a connected tab sends the edits that it could not. */
  z.object({ type: z.literal('bye'), tab: z.string }),
)

export type TabMessage = z.Infer<typeof messageSchema>

/** The other tabs; where tabs cannot hear each other, nobody listens and nobody speaks. */
export type Tabs = ReturnType<typeof openTabs>

/**
 * Opens the channel of a member's tabs that have one line of a world open. Messages of another version of
 * this program are not heard.
 */
export function openTabs(
  { member, outside }: Device,
  place: StoredPlace,
  onMessage: (message: TabMessage) => void,
) {
  const channel = outside.openChannel?.(`inkland ${member} ${place}`, (data) => {
    const message = messageSchema.safeParse(data)
    if (message.success) onMessage(message.data)
  })
  let edits: UnsavedRecord[] = []

  function tellEdits(): void {
    if (edits.length === 0) return
    const records = edits
    edits = []
    channel?.post({ type: 'edits', records } satisfies TabMessage)
  }

  return {
    post(message: TabMessage): void {
      // The fate of an edit is never told before the edit.
      tellEdits()
      channel?.post(message)
    },
    /** Tells of edits: all of one turn in one message, since each costs every tab a turn of its own. */
    tell(record: UnsavedRecord): void {
      if (!channel) return
      edits.push(record)
      if (edits.length === 1) outside.afterFrame(tellEdits)
    },
    close(): void {
      tellEdits()
      channel?.close()
    },
  }
}
