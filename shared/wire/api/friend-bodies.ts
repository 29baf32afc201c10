// People whom one was in a world with, and those of their worlds that are open to one, also worlds that one
// never visited. Times are ms since 1970.
import * as z from 'zod/mini'
import { parseAccountName, parseAnyAccount, parseAnyAddress, type AccountName } from '../../world/address.ts'
import type { Address } from '../../world/address.ts'
import { PERSON_NAME_MAX, TITLE_MAX } from '../../world/limits.ts'
import { RIGHTS } from '../../world/rights.ts'
import { line } from './body-fields.ts'
import { HostState } from './foreign-place-bodies.ts'

/** How many people are remembered for somebody: those who were met longest ago go first. */
export const MET_MAX = 200
/** How many are told at once: of a crowd the rest are met with the next step. */
export const MEETING_MAX = 50
/** How many accounts a node may be asked about at once, and so many worlds it answers on one page. */
export const OPEN_ACCOUNTS_MAX = 100
export const OPEN_WORLDS_PAGE = 100

/** Of this node or of another one. */
const anyAccount = z.custom<AccountName>((raw) => typeof raw === 'string' && parseAnyAccount(raw) === raw)
const ownAccount = z.custom<AccountName>((raw) => typeof raw === 'string' && parseAccountName(raw) === raw)
const anyAddress = z.custom<Address>((raw) => typeof raw === 'string' && parseAnyAddress(raw) === raw)

/**
 * `POST /api/me/met`: these people were in a world with the sender, by the names that their node has for
 * them.
 */
export const MetPeopleReport = z.object({
  people: z
    .array(
      z.object({
        account: anyAccount,
        name: line.check(z.trim(), z.minLength(1), z.maxLength(PERSON_NAME_MAX)),
      }),
    )
    .check(z.maxLength(MEETING_MAX)),
})
export type MetPeopleReport = z.infer<typeof MetPeopleReport>

/** A world that is open to somebody. */
export const PublicWorld = z.object({
  address: anyAddress,
  title: z.string().check(z.maxLength(TITLE_MAX)),
  right: z.enum(RIGHTS),
})
export type PublicWorld = z.infer<typeof PublicWorld>

/** `GET /api/me/met`, those met last first. `DELETE` forgets them all, `DELETE /api/me/met/ACCOUNT` one. */
export const Friends = z.object({
  /** Other nodes are being asked; their answers are told the next time. */
  isAsking: z.boolean(),
  people: z.array(
    z.object({
      account: anyAccount,
      name: z.string(),
      metAt: z.number(),
      /** As their node said last. */
      worlds: z.array(PublicWorld),
      /** Whether their node answers; null: it is this one. */
      state: z.nullable(HostState),
    }),
  ),
})
export type Friends = z.infer<typeof Friends>

/**
 * `POST /api/peers/worlds`, asked by a node for somebody whom it vouches for: which worlds of these accounts,
 * by address from `after` on, are open to them. Answer: {@link OpenWorlds}, addresses as the answering node
 * has them.
 */
export const AskOpenWorlds = z.object({
  accounts: z.array(ownAccount).check(z.maxLength(OPEN_ACCOUNTS_MAX)),
  after: z.nullable(anyAddress),
})
export type AskOpenWorlds = z.infer<typeof AskOpenWorlds>

export const OpenWorlds = z.object({
  worlds: z.array(PublicWorld).check(z.maxLength(OPEN_WORLDS_PAGE)),
  hasMore: z.boolean(),
})
export type OpenWorlds = z.infer<typeof OpenWorlds>
