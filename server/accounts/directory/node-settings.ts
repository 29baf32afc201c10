// The settings that a node's admins can change from within it, in force at once. Settings of the machine's
// administrator are in node-config.ts.
import { z } from 'zod'
import { WEB_ADDRESSES_MAX } from '../../../shared/wire/api/web-addresses.ts'
import { BANNER_MAX } from '../../../shared/wire/api/node-bodies.ts'
import type { RecordTables } from '../../records/record-tables.ts'

const MB = 1024 * 1024

/** Longest title of a node, in characters: one line over the sign-in. */
const NODE_TITLE_MAX = 80

export const NodeSettings = z.object({
  /** The node's title. */
  title: z.string().trim().min(1).max(NODE_TITLE_MAX),
  /** A line that stands above every page; empty: none does. */
  banner: z.string().trim().max(BANNER_MAX),
  /** While it is on, nobody but admins comes into worlds or changes anything. */
  maintenance: z.boolean(),
  /** Whether the node asks once a day, where it was cloned from, if there is a newer version. */
  lookForUpdates: z.boolean(),
  /** The addresses outside that programs may ask; none: they reach nothing there. */
  webAddresses: z.array(z.string()).max(WEB_ADDRESSES_MAX),
  /** Whether one may sign up without an invitation. */
  signUp: z.enum(['open', 'invited']),
  /** The people who may make invitations. */
  invites: z.enum(['accounts', 'admins']),
  /**
   * Whether people may come as guests, with no more than a name. Those who are here lose their session once
   * they may not.
   */
  guests: z.boolean(),
  /** How many days after a guest was here last their home goes to the bin. */
  guestHomeDays: z.number().int().min(1).max(3650),
  /** Most worlds of one account, those in the bin included. */
  worldsPerAccount: z.number().int().min(1).max(100_000),
  /** Most bytes that one account adds to the disks in a day, and in all: logs of worlds, and pictures. */
  bytesPerDay: z
    .number()
    .int()
    .min(MB)
    .max(1_000_000 * MB),
  bytesPerAccount: z
    .number()
    .int()
    .min(MB)
    .max(1_000_000 * MB),
  /** Most bytes of pictures in one world, and of those that one account put anywhere. */
  pictureBytesPerWorld: z
    .number()
    .int()
    .min(0)
    .max(1_000_000 * MB),
  pictureBytesPerAccount: z
    .number()
    .int()
    .min(0)
    .max(1_000_000 * MB),
})
export type NodeSettings = z.infer<typeof NodeSettings>

export const USUAL_SETTINGS: NodeSettings = {
  title: 'Inkland',
  banner: '',
  maintenance: false,
  // It asks nobody anything unasked.
  lookForUpdates: false,
  webAddresses: [],
  // A node may face the internet.
  signUp: 'invited',
  invites: 'accounts',
  // Each world says whom it lets in.
  guests: true,
  // Over a school’s summer.
  guestHomeDays: 90,
  // More than anybody keeps in mind.
  worldsPerAccount: 500,
  // A day of writing takes 1 to 6 MB, one of many pictures 50 MB: somebody who brings their worlds from
  // elsewhere needs more. An attack takes ten days to the second, of which an admin sees the first; a small
  // server has 40 GB.
  bytesPerDay: 500 * MB,
  bytesPerAccount: 5 * 1024 * MB,
  // 20 and 50 of the largest pictures.
  pictureBytesPerWorld: 200 * MB,
  pictureBytesPerAccount: 500 * MB,
}

export interface NodeSettingsStore {
  now(): NodeSettings
  /** Changes some, the others stay; throws where one is out of its bounds. */
  change(change: Partial<NodeSettings>): Promise<NodeSettings>
  /** Calls `listener` after some were changed. */
  onChanged(listener: (now: NodeSettings) => void): void
}

const ID = 'node'

export async function openSettings(tables: RecordTables): Promise<NodeSettingsStore> {
  // An older version wrote fewer of them.
  const shape = z.preprocess((value) => ({ ...USUAL_SETTINGS, ...(value as object) }), NodeSettings)
  const table = await tables.table('setting', shape)
  const listeners: ((now: NodeSettings) => void)[] = []
  const now = (): NodeSettings => table.get(ID) ?? USUAL_SETTINGS
  return {
    now,
    async change(change) {
      await tables.change(() => [table.set(ID, NodeSettings.parse({ ...now(), ...change }))])
      for (const listener of listeners) listener(now())
      return now()
    },
    onChanged: (listener) => void listeners.push(listener),
  }
}
