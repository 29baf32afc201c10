// What the admins of a node see and do, over HTTP: `/api/admin/…`, all of it for admins alone. In an open
// node everybody is an admin; accounts, sessions, invitations and settings do not exist there (404). Times
// are ms since 1970, sizes bytes.
import * as z from 'zod/mini'
import { InvitationInfo } from './account-bodies.ts'
import { line } from './body-fields.ts'
import { BANNER_MAX } from './node-bodies.ts'
import { address } from './world-bodies.ts'
import { PersonRef } from './sharing-bodies.ts'
import { TITLE_MAX } from '../../world/limits.ts'

/** Lines of one page of a list. */
export const PAGE_LINES = 50
/** Free space of a disk under which a node warns: enough for a backup of most, and for a day of writing. */
export const LOW_DISK_BYTES = 1024 * 1024 * 1024
/** A backup that is older than this is told as old, in ms. */
export const BACKUP_OLD_MS = 7 * 24 * 60 * 60_000
/** The number of days for which the growth of a log is told. */
export const GROWTH_DAYS = 30

const person = z.nullable(PersonRef)

export const RecentFault = z.object({
  /** Null: the world is gone. */
  world: z.nullable(z.object({ address: z.string(), title: z.string() })),
  thing: z.string(),
  message: z.string(),
  at: z.number(),
})
export type RecentFault = z.infer<typeof RecentFault>

/** The clock tells another time than the one that has passed; both in ms since 1970. */
export const ClockDoubt = z.object({ expected: z.number(), told: z.number() })
export type ClockDoubt = z.infer<typeof ClockDoubt>

/** `POST /api/admin/clock/trust`: the time that the clock told when somebody called it right. */
export const TrustedClock = z.object({ told: z.number() })

/** `GET /api/admin`: how the node is. */
export const Overview = z.object({
  access: z.enum(['open', 'accounts']),
  version: z.string(),
  node: z.string(),
  startedAt: z.number(),
  now: z.number(),
  people: z.number(),
  connections: z.number(),
  worlds: z.number(),
  binned: z.number(),
  playedWorlds: z.number(),
  programs: z.number(),
  /** Worlds whose disk failed and that wait for it. */
  readOnlyWorlds: z.number(),
  accounts: z.nullable(z.number()),
  invitations: z.nullable(z.number()),
  /** Worlds and records are in a database with backups and a disk of its own, not in the data folder. */
  isInDatabase: z.optional(z.boolean()),
  /** Null: this node keeps no folder of its own. */
  storage: z.nullable(
    z.object({
      database: z.number(),
      writeAhead: z.number(),
      pictures: z.number(),
      free: z.number(),
      isLow: z.boolean(),
    }),
  ),
  memory: z.number(),
  faultCount: z.number(),
  faults: z.array(RecentFault),
  backup: z.nullable(z.object({ madeAt: z.number(), isOld: z.boolean() })),
  /**
   * Until an admin says that the clock is right (`POST /api/admin/clock/trust`), nothing is deleted or ended
   * for its age; null: it is.
   */
  clockDoubt: z.optional(z.nullable(ClockDoubt)),
  /** Why the node could not make one by itself; null where it could. */
  backupFailed: z.optional(z.nullable(z.string())),
  /** A newer version than the one that runs; null: none is known. */
  newerVersion: z.optional(z.nullable(z.string())),
  /** Where alarms are sent, when one last arrived, and why the last could not be sent; null: nowhere. */
  alarms: z.optional(
    z.nullable(
      z.object({ to: z.string(), arrivedAt: z.nullable(z.number()), failed: z.nullable(z.string()) }),
    ),
  ),
})
export type Overview = z.infer<typeof Overview>

/** `GET /api/admin/accounts?search=&page=`. */
export const AccountLine = z.object({
  account: z.string(),
  name: z.string(),
  since: z.number(),
  seenAt: z.nullable(z.number()),
  isAdmin: z.boolean(),
  isSuspended: z.boolean(),
  isYou: z.boolean(),
  worlds: z.number(),
  /** Of the logs of their worlds. */
  bytes: z.number(),
  sessions: z.number(),
  /**
   * Accounts here that it could be taken for, by its name or display name: made before such names were
   * refused.
   */
  looksLike: z.array(z.string()),
  /** Its name has signs that nobody sees, or letters of several alphabets. */
  isOddName: z.boolean(),
})
export type AccountLine = z.infer<typeof AccountLine>
export const AccountPage = z.object({ accounts: z.array(AccountLine), total: z.number() })
export type AccountPage = z.infer<typeof AccountPage>

const MB = 1024 * 1024
/** Bounds of settings, for the server and the form alike. */
const SETTING_BOUNDS = {
  guestHomeDays: { min: 1, max: 3650 },
  worldsPerAccount: { min: 1, max: 100_000 },
  bytesPerDay: { min: MB, max: 1_000_000 * MB },
  bytesPerAccount: { min: MB, max: 1_000_000 * MB },
  pictureBytesPerWorld: { min: 0, max: 1_000_000 * MB },
  pictureBytesPerAccount: { min: 0, max: 1_000_000 * MB },
} as const
/** Longest title of a node, in characters: one line over the sign-in. */
export const NODE_TITLE_MAX = 80

const whole = ({ min, max }: { readonly min: number; readonly max: number }, what: string) =>
  z
    .number()
    .check(
      z.int(`${what}: enter a whole number.`),
      z.minimum(min, `${what}: at least ${min}.`),
      z.maximum(max, `${what}: at most ${max}.`),
    )

/**
 * `PATCH /api/admin/accounts/NAME/storage`: bounds of one account, in bytes; null: as for all. Answer: all
 * three.
 */
const bound = (of: keyof typeof SETTING_BOUNDS, what: string) => z.nullable(whole(SETTING_BOUNDS[of], what))
export const OwnBounds = z.object({
  bytesPerDay: bound('bytesPerDay', 'Most in a day'),
  bytesPerAccount: bound('bytesPerAccount', 'Most in total'),
  pictureBytesPerAccount: bound('pictureBytesPerAccount', 'Most pictures'),
})
export type OwnBounds = z.infer<typeof OwnBounds>
export const OwnBoundsChange = z.partial(OwnBounds)
export type OwnBoundsChange = z.infer<typeof OwnBoundsChange>

/**
 * `GET /api/admin/storage?search=&page=&sort=`: how much everybody added to the disks. `who`: an account, all
 * people of an admitted node together (`account` is its name then), all of other nodes together, all without
 * an account together, or those whose accounts are gone.
 */
export const StorageLine = z.object({
  who: z.enum(['account', 'node', 'strangers', 'guests', 'left']),
  account: z.nullable(z.string()),
  /** The present content of worlds, and their history. */
  pages: z.number(),
  history: z.number(),
  pictures: z.number(),
  today: z.number(),
  /** The most of it; null: people who have left, who add nothing. */
  bounds: z.nullable(z.object({ perDay: z.number(), inAll: z.number(), pictures: z.nullable(z.number()) })),
  /** Bounds that an admin set for this account alone. */
  own: OwnBounds,
})
export type StorageLine = z.infer<typeof StorageLine>
export type StorageSort = 'all' | 'today' | 'pages' | 'history' | 'pictures' | 'name'
export const StoragePage = z.object({
  lines: z.array(StorageLine),
  total: z.number(),
  /** The most of each account that has no bounds of its own. */
  bytesPerDay: z.number(),
  bytesPerAccount: z.number(),
  pictureBytesPerAccount: z.number(),
})
export type StoragePage = z.infer<typeof StoragePage>

/**
 * `PATCH /api/admin/accounts/NAME`: an admin or not, shut out or let in. The last admin stays one. Answer:
 * AccountLine.
 */
export const AccountChange = z.object({
  isAdmin: z.optional(z.boolean()),
  isSuspended: z.optional(z.boolean()),
})
export type AccountChange = z.infer<typeof AccountChange>
/**
 * `POST /api/admin/accounts/NAME/code`: a code with which somebody who is locked out comes in once; it is
 * told once.
 */
export const RecoveryCode = z.object({ code: z.string(), until: z.number() })
export type RecoveryCode = z.infer<typeof RecoveryCode>
/**
 * `DELETE /api/admin/accounts/NAME/sessions` ends all sessions of an account. `DELETE
 * /api/admin/accounts/NAME` ends the account. Its worlds go where {@link AccountEnding} of account-bodies.ts
 * says; no password is asked.
 */
export const AccountEnd = z.object({
  worlds: z.union([z.literal('bin'), z.object({ passTo: z.string() })]),
})
export type AccountEnd = z.infer<typeof AccountEnd>

/** `GET /api/admin/worlds?search=&page=&which=here|binned`. */
export const AdminWorld = z.object({
  id: z.string(),
  address,
  title: z.string(),
  owner: person,
  createdAt: z.number(),
  changedAt: z.number(),
  binnedAt: z.nullable(z.number()),
  rows: z.number(),
  bytes: z.number(),
  people: z.number(),
  hasCode: z.boolean(),
  /** Of its programs, since the node was started. */
  faults: z.number(),
  /** Whether it is somebody's home. */
  isHome: z.boolean(),
  /** When it goes from the bin for good, where its owner's account was ended so. */
  goneAt: z.optional(z.nullable(z.number())),
})
export type AdminWorld = z.infer<typeof AdminWorld>
export const AdminWorldPage = z.object({ worlds: z.array(AdminWorld), total: z.number() })
export type AdminWorldPage = z.infer<typeof AdminWorldPage>

const LogInfo = z.object({
  rows: z.number(),
  bytes: z.number(),
  days: z.array(z.object({ at: z.number(), rows: z.number(), bytes: z.number() })),
})

/** `GET /api/admin/worlds/ID`: how a world is. */
export const WorldHealth = z.object({
  world: AdminWorld,
  scene: LogInfo,
  live: LogInfo,
  /** Of each, in memory and in browsers. */
  sceneState: z.number(),
  liveState: z.number(),
  things: z.number(),
  /** Things whose pages have code, and those of them that sleep, and why. */
  programs: z.number(),
  isPaused: z.boolean(),
  asleep: z.array(z.object({ thing: z.string(), name: z.string(), why: z.string(), at: z.number() })),
  faults: z.array(
    z.object({
      thing: z.string(),
      name: z.string(),
      message: z.string(),
      line: z.nullable(z.number()),
      count: z.number(),
      at: z.number(),
    }),
  ),
  people: z.array(z.object({ ...PersonRef.shape, connections: z.number() })),
})
export type WorldHealth = z.infer<typeof WorldHealth>
/**
 * `POST /api/admin/worlds/ID/tidy`: merges now what is merged by and by anyway, rows of one person that are
 * older than a day. Nothing is forgotten. Answer: {@link Tidied}. `POST /api/admin/worlds/ID/bin` and
 * `/restore`; `POST …/take`: the world is the admin's own from now on, and stays where it is. Each is noted.
 * Answer: AdminWorld.
 */

export const Tidied = z.object({ merged: z.number(), into: z.number() })
export type Tidied = z.infer<typeof Tidied>

/** `GET /api/admin/sessions?page=`. `DELETE /api/admin/sessions/ID` ends one. */
export const AdminSession = z.object({
  id: z.string(),
  ...PersonRef.shape,
  label: z.string(),
  from: z.string(),
  since: z.number(),
  seenAt: z.number(),
  isThis: z.boolean(),
})
export type AdminSession = z.infer<typeof AdminSession>
export const AdminSessionPage = z.object({ sessions: z.array(AdminSession), total: z.number() })
export type AdminSessionPage = z.infer<typeof AdminSessionPage>

/**
 * `GET /api/admin/invitations?page=`: everybody's. `DELETE /api/admin/invitations/ID`. They are made as by
 * anybody.
 */
export const AdminInvitations = z.object({ invitations: z.array(InvitationInfo), total: z.number() })
export type AdminInvitations = z.infer<typeof AdminInvitations>

/** `GET /api/admin/settings`; `PATCH` with some of them, in force at once. Answer: all. */
export const AdminSettings = z.object({
  title: line.check(
    z.trim(),
    z.minLength(1, 'Give the node a title.'),
    z.maxLength(NODE_TITLE_MAX, `A title has at most ${NODE_TITLE_MAX} characters.`),
  ),
  banner: line.check(
    z.trim(),
    z.maxLength(BANNER_MAX, `The line can have at most ${BANNER_MAX} characters.`),
  ),
  maintenance: z.boolean(),
  lookForUpdates: z.boolean(),
  signUp: z.enum(['open', 'invited']),
  invites: z.enum(['accounts', 'admins']),
  guests: z.boolean(),
  guestHomeDays: whole(SETTING_BOUNDS.guestHomeDays, 'Days for which a guest’s home stays'),
  worldsPerAccount: whole(SETTING_BOUNDS.worldsPerAccount, 'Worlds per account'),
  bytesPerDay: whole(SETTING_BOUNDS.bytesPerDay, 'Most an account can add in a day'),
  bytesPerAccount: whole(SETTING_BOUNDS.bytesPerAccount, 'Most an account can add in total'),
  pictureBytesPerWorld: whole(SETTING_BOUNDS.pictureBytesPerWorld, 'Pictures in a world'),
  pictureBytesPerAccount: whole(SETTING_BOUNDS.pictureBytesPerAccount, 'Pictures per account'),
})
export type AdminSettings = z.infer<typeof AdminSettings>
export const AdminSettingsChange = z.partial(AdminSettings)
export type AdminSettingsChange = z.infer<typeof AdminSettingsChange>

/** The subject of an entry of the log of deeds, for people who search it. */
export const DEED_AREAS = [
  'account',
  'session',
  'invitation',
  'world',
  'right',
  'group',
  'admin',
  'asset',
  'device',
] as const

/**
 * `GET /api/admin/deeds?before=ID&who=NAME&area=AREA`: what happened, last first. `who`: by an account, or to
 * it. `next` is the `before` of the next page; null: there is no more.
 */
export const DeedLine = z.object({
  id: z.string(),
  at: z.number(),
  /** Null: the node itself, or somebody who is gone. */
  who: person,
  what: z.string(),
  to: z.string().check(z.maxLength(10 * TITLE_MAX)),
  more: z.record(z.string(), z.unknown()),
})
export type DeedLine = z.infer<typeof DeedLine>
export const DeedPage = z.object({ deeds: z.array(DeedLine), next: z.nullable(z.string()) })
export type DeedPage = z.infer<typeof DeedPage>
