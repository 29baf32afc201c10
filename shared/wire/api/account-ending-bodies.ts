// Ending several accounts at once, for admins: which accounts it would be, where their worlds go, how far it
// is; and a zip of their worlds before.
import * as z from 'zod/mini'

/**
 * Most accounts that are ended, or whose worlds are downloaded, at once: a year of a school, and no more than
 * one request can name.
 */
export const ENDED_AT_ONCE_MAX = 500
/** How long worlds stay in the bin that are to go for good after it, in days. */
export const BIN_DAYS = 30

/**
 * Where the worlds of ended accounts go. `bin`: they stay in the bin until an admin deletes them.
 * `binThenGone`: they are deleted for good after {@link BIN_DAYS}. `mine`: the admin who asks gets them.
 * `passTo`: they are offered to another account. Homes go to the bin.
 */
export const EndedWorlds = z.union([
  z.literal('bin'),
  z.literal('binThenGone'),
  z.literal('mine'),
  z.object({ passTo: z.string() }),
])
export type EndedWorlds = z.infer<typeof EndedWorlds>

const accounts = z
  .array(z.string())
  .check(
    z.minLength(1, 'Choose at least one account.'),
    z.maxLength(ENDED_AT_ONCE_MAX, `At most ${ENDED_AT_ONCE_MAX} accounts at once.`),
  )

/**
 * `POST /api/admin/ending` ends accounts, one after the other; answer: {@link AccountEndings}. `…/preview`
 * says what would happen.
 */
export const NewEnding = z.object({ accounts, worlds: EndedWorlds })
export type NewEnding = z.infer<typeof NewEnding>

export const EndingPreview = z.object({
  lines: z.array(
    z.object({
      account: z.string(),
      name: z.string(),
      worlds: z.number(),
      /** How much they added to the disk, in bytes. */
      bytes: z.number(),
      /** Why this one cannot be ended; null: it can. */
      why: z.nullable(z.string()),
    }),
  ),
  /** Why the worlds cannot go where they are to go; null: they can. */
  whyNot: z.nullable(z.string()),
  /** How many worlds the receiver has, and may have; null: nobody gets them. */
  heir: z.nullable(z.object({ account: z.string(), worlds: z.number(), most: z.number() })),
})
export type EndingPreview = z.infer<typeof EndingPreview>

/**
 * `GET /api/admin/ending`: the last list, and how far it is. `DELETE` stops it before the next account; a
 * finished one is forgotten.
 */
export const AccountEndings = z.object({
  at: z.number(),
  /** The admin who asked; null: the command line, or somebody who is gone. */
  by: z.nullable(z.string()),
  isOver: z.boolean(),
  lines: z.array(
    z.object({
      account: z.string(),
      name: z.string(),
      state: z.enum(['waiting', 'ended', 'failed']),
      /** Why it was not ended, in words. */
      why: z.nullable(z.string()),
    }),
  ),
})
export type AccountEndings = z.infer<typeof AccountEndings>
export const EndingNow = z.object({ ending: z.nullable(AccountEndings) })
export type EndingNow = z.infer<typeof EndingNow>

/**
 * `GET /api/admin/account-names?search=`: the accounts that a search finds, the first {@link
 * ENDED_AT_ONCE_MAX}, without the sender's.
 */
export const AccountNames = z.object({
  accounts: z.array(z.object({ account: z.string(), name: z.string() })),
  total: z.number(),
})
export type AccountNames = z.infer<typeof AccountNames>

/**
 * `POST /api/admin/exports`: the accounts whose worlds are to be downloaded. `GET /api/admin/exports/ID` is
 * the zip, once, for the browser that asked, within ten minutes. Homes are not in it.
 */
export const NewExport = z.object({ accounts })
export const MadeExport = z.object({ id: z.string() })
export type MadeExport = z.infer<typeof MadeExport>
